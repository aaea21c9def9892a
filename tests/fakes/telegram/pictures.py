"""Photos as the platform makes them: re-encoded, in several sizes, or refused."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from tests.fakes.telegram.errors import bad

PHOTO_LIMIT = 10 * 1024 * 1024
"""bytes"""
SIDES = (90, 320, 800, 1280)
"""pixels of the longer side"""


@dataclass(frozen=True)
class Size:
    """One of a photo's sizes."""

    width: int
    height: int
    content: bytes


def checked(content: bytes) -> None:
    """Refuse what the real server would not take as a photo."""
    if not content:
        raise bad("file must be non-empty")
    if len(content) > PHOTO_LIMIT:
        raise bad(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_LIMIT} bytes"
        )
    width, height = _dimensions(content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")


def _dimensions(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise bad("IMAGE_PROCESS_FAILED") from None


def sizes(content: bytes) -> list[Size]:
    """The photo small to large, never larger than it came."""
    checked(content)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            flat = picture.convert("RGB")
    except (OSError, ValueError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    longest = max(flat.size)
    sides = [side for side in SIDES if side < longest] + [min(longest, SIDES[-1])]
    return [_scaled(flat, side) for side in sorted(set(sides))]


def _scaled(picture: Image.Image, side: int) -> Size:
    ratio = side / max(picture.size)
    width, height = (max(1, round(length * ratio)) for length in picture.size)
    out = io.BytesIO()
    picture.resize((width, height)).save(out, "JPEG", quality=87)
    return Size(width, height, out.getvalue())
