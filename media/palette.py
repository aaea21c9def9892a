"""The colours of the court in pictures: the same as the page's, by night and by day."""

from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[int, int, int]


class Theme(StrEnum):
    """Ink and aubergine, or warm paper."""

    NIGHT = "night"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Palette:
    """Text and muted text are readable on every ground; brass is the one accent."""

    ground: Colour
    glow: Colour
    fold: Colour
    line: Colour
    text: Colour
    muted: Colour
    brass: Colour


def _hex(code: str) -> Colour:
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


PALETTES = {
    Theme.NIGHT: Palette(
        ground=_hex("120d18"),
        glow=_hex("2a1a35"),
        fold=_hex("3c2549"),
        line=_hex("3b2f46"),
        text=_hex("f2eadf"),
        muted=_hex("b8abbf"),
        brass=_hex("d9b66e"),
    ),
    Theme.PAPER: Palette(
        ground=_hex("f5efe4"),
        glow=_hex("fdf9f1"),
        fold=_hex("eadfcb"),
        line=_hex("d8c9b3"),
        text=_hex("241b2b"),
        muted=_hex("665a6b"),
        brass=_hex("74520e"),
    ),
}


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    straight_until = 0.04045
    return channel / 12.92 if channel <= straight_until else ((channel + 0.055) / 1.055) ** 2.4
