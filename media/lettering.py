"""Letters for pictures: faces that come with the dependencies, texts that fit, nothing that prints as a box.

Imported by what draws only. The serif is STIX, the sans Aileron; for letters these do not have, DejaVu.
"""

import importlib.util
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from media.palette import Colour

Font = ImageFont.FreeTypeFont
Face = str | None
"""The name of a face shipped with matplotlib, or None for the one inside Pillow."""

# the last of each has every letter that one before it has
SERIF: tuple[Face, ...] = ("STIXGeneral", "DejaVuSerif", "DejaVuSans")
SERIF_ITALIC: tuple[Face, ...] = ("STIXGeneralItalic", "DejaVuSerif-Italic", "DejaVuSans")
SANS: tuple[Face, ...] = (None, "DejaVuSans")

_MISSING = "\U0010fffe"
_ELLIPSIS = "…"
_LETTERS_TO_DROP = 4


def tidy(text: str) -> str:
    """One line without control, format or private characters."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")


def lettered(text: str, faces: tuple[Face, ...], size: int) -> tuple[str, Font]:
    """The text and the first face that has all its letters; letters that the last has not are left out."""
    kept = "".join(letter for letter in tidy(text) if _has(faces[-1], letter))
    shown = " ".join(kept.split())
    face = next(face for face in faces if all(_has(face, letter) for letter in shown))
    return shown, load(face, size)


def fitted(
    text: str, faces: tuple[Face, ...], *, width: int, largest: int, smallest: int
) -> tuple[str, Font]:
    """As large as fits into `width` pixels; at the smallest size, cut with an ellipsis."""
    for size in range(largest, smallest - 1, -2):
        shown, font = lettered(text, faces, size)
        if font.getlength(shown) <= width:
            return shown, font
    for shorter in _shorter(tidy(text)):
        shown, font = lettered(shorter + _ELLIPSIS, faces, smallest)
        if font.getlength(shown) <= width:
            return shown, font
    return lettered("", faces, smallest)


def _shorter(text: str) -> Iterator[str]:
    """Ever shorter beginnings: at the end of a word where one is near, never between letter and accent."""
    for length in range(len(text) - 1, 0, -1):
        if unicodedata.combining(text[length]):
            continue
        beginning = text[:length]
        word, space, cut = beginning.rpartition(" ")
        near = bool(space) and not text[length].isspace() and len(cut) <= _LETTERS_TO_DROP
        yield (word if near else beginning).rstrip(" ,.-–")


def write(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: Font, colour: Colour, *, anchor: str
) -> None:
    """Put a text down. Lines run from left to right; a name in Arabic keeps its own order within."""
    direction = "ltr" if font.layout_engine is ImageFont.Layout.RAQM else None
    pen.text(at, text, font=font, fill=colour, anchor=anchor, direction=direction)


@cache
def load(face: Face, size: int) -> Font:
    """A face at a size in pixels."""
    if face is None:
        font = ImageFont.load_default(size)
        if not isinstance(font, Font):
            raise RuntimeError("Pillow was built without FreeType")
        return font
    return ImageFont.truetype(font_path(face), size)


def font_path(face: str) -> Path:
    """Where matplotlib keeps a face; found without importing it."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise RuntimeError("matplotlib is not installed")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{face}.ttf"


@cache
def _has(face: Face, letter: str) -> bool:
    """Whether a face has a letter of its own for this character, rather than the box for strangers."""
    if letter.isspace():
        return True
    # letter by letter, unshaped: a shaping engine would draw a substitute for a stranger
    font = load(face, 32).font_variant(layout_engine=ImageFont.Layout.BASIC)
    return _shape(font, letter) != _shape(font, _MISSING)


def _shape(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
