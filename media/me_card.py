"""Drawing the card that `/me` shows: a curtain, a ring that fills, the persona's name, five figures."""

import io
import math
from functools import cache

from PIL import Image, ImageDraw

from media.cards import MeCard
from media.lettering import SANS, SERIF, SERIF_ITALIC, Face, fitted, write
from media.palette import PALETTES, Colour, Palette

WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_RING_CENTRE, _RING_RADIUS, _RING_STROKE = (962, 238), 152, 12
_TEXT_WIDTH = 640
_ROW_TOP, _ROW_LINE = 506, 468
_SMOOTH = 4
"""Shapes are drawn this much larger and then made small: Pillow does not smooth edges by itself."""


def draw(data: MeCard) -> bytes:
    """The card as PNG bytes."""
    palette = PALETTES[data.theme]
    picture = curtain(palette).copy()
    _ring(picture, palette, max(0.0, min(1.0, data.share)))
    pen = ImageDraw.Draw(picture)
    _standing(pen, palette, data)
    _inside_the_ring(pen, palette, data)
    _figures(pen, palette, data)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


@cache
def curtain(palette: Palette) -> Image.Image:
    """Folds of heavy cloth, lit from above on the right, fading into the ground."""
    folds = Image.new("L", (WIDTH, 1))
    folds.putdata([_fold(at) for at in range(WIDTH)])
    light = Image.radial_gradient("L").resize((2200, 1300)).crop((100, 650, 100 + WIDTH, 650 + HEIGHT))
    glow = light.point(lambda level: max(0, 230 - level))
    cloth = Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), palette.fold),
        Image.new("RGB", (WIDTH, HEIGHT), palette.glow),
        folds.resize((WIDTH, HEIGHT)),
    )
    return Image.composite(cloth, Image.new("RGB", (WIDTH, HEIGHT), palette.ground), glow)


def _fold(at: int) -> int:
    """How much light falls on the cloth at a column, from 0 to 255: two waves that never quite agree."""
    wide = math.cos(at / 43.0)
    narrow = math.cos(at / 17.0 + 1.3 * math.sin(at / 140.0))
    return round(255 * (0.5 + 0.32 * wide + 0.18 * narrow))


def _ring(picture: Image.Image, palette: Palette, share: float) -> None:
    """The way to the next tier: a quiet ring, and brass for what is done."""
    side = 2 * (_RING_RADIUS + _RING_STROKE)
    corner = (_RING_CENTRE[0] - side // 2, _RING_CENTRE[1] - side // 2)
    for colour, part in ((palette.line, 1.0), (palette.brass, share)):
        if part > 0:
            mask = _arc(side, part)
            picture.paste(Image.new("RGB", (side, side), colour), corner, mask)


def _arc(side: int, share: float) -> Image.Image:
    """A smooth arc from the top, clockwise, with round ends."""
    large = Image.new("L", (side * _SMOOTH, side * _SMOOTH))
    pen = ImageDraw.Draw(large)
    middle, radius = side * _SMOOTH / 2, _RING_RADIUS * _SMOOTH
    half = _RING_STROKE * _SMOOTH / 2
    box = (middle - radius - half, middle - radius - half, middle + radius + half, middle + radius + half)
    pen.arc(box, -90, -90 + 360 * share, fill=255, width=round(2 * half))
    for turn in (0.0, share):
        angle = math.tau * turn - math.pi / 2
        x, y = middle + radius * math.cos(angle), middle + radius * math.sin(angle)
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _standing(pen: ImageDraw.ImageDraw, palette: Palette, data: MeCard) -> None:
    """On the left: who, whose, and how far."""
    labels = data.labels
    heading = labels.heading.replace("{name}", _short(data.name))
    _line(pen, (_MARGIN, 104), heading, SANS, palette.muted, largest=34, smallest=28)
    _line(pen, (_MARGIN, 194), data.persona, SERIF, palette.text, largest=86, smallest=52)
    pen.line((_MARGIN + 2, 238, _MARGIN + 74, 238), fill=palette.brass, width=2)
    _line(pen, (_MARGIN, 326), data.tier, SERIF_ITALIC, palette.text, largest=58, smallest=40)
    _line(pen, (_MARGIN, 380), _ahead(data), SANS, palette.muted, largest=34, smallest=26)


def _ahead(data: MeCard) -> str:
    if data.next_tier is None or data.points_to_next is None:
        return data.labels.highest
    points = _number(data.points_to_next, data)
    return data.labels.to_next.replace("{points}", points).replace("{tier}", data.next_tier)


def _short(name: str) -> str:
    """A name that leaves room for the words around it."""
    shown, _ = fitted(name, SANS, width=330, largest=34, smallest=34)
    return shown


def _line(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    faces: tuple[Face, ...],
    colour: Colour,
    *,
    largest: int,
    smallest: int,
) -> None:
    """One line on its baseline, left-aligned."""
    shown, font = fitted(text, faces, width=_TEXT_WIDTH, largest=largest, smallest=smallest)
    write(pen, at, shown, font, colour, anchor="ls")


def _inside_the_ring(pen: ImageDraw.ImageDraw, palette: Palette, data: MeCard) -> None:
    x, y = _RING_CENTRE
    room = 2 * _RING_RADIUS - 56
    shown, font = fitted(_number(data.points, data), SERIF, width=room, largest=92, smallest=40)
    write(pen, (x, y + 22), shown, font, palette.text, anchor="ms")
    label, small = fitted(data.labels.points, SANS, width=room - 40, largest=32, smallest=22)
    write(pen, (x, y + 66), label, small, palette.muted, anchor="ms")


def _figures(pen: ImageDraw.ImageDraw, palette: Palette, data: MeCard) -> None:
    """Along the bottom: five figures in columns of equal width."""
    labels = data.labels
    figures = (
        (data.streak_days, labels.streak),
        (data.best_streak, labels.best),
        (data.done_tasks, labels.done),
        (data.open_tasks, labels.open),
        (data.tokens, labels.tokens),
    )
    pen.line((_MARGIN, _ROW_LINE, WIDTH - _MARGIN, _ROW_LINE), fill=palette.line, width=1)
    column = (WIDTH - 2 * _MARGIN) // len(figures)
    for place, (value, label) in enumerate(figures):
        x = _MARGIN + place * column
        shown, font = fitted(_number(value, data), SERIF, width=column - 24, largest=52, smallest=28)
        write(pen, (x, _ROW_TOP + 38), shown, font, palette.text, anchor="ls")
        words, small = fitted(label, SANS, width=column - 20, largest=32, smallest=24)
        write(pen, (x, _ROW_TOP + 74), words, small, palette.muted, anchor="ls")


def _number(value: int, data: MeCard) -> str:
    return f"{value:,}".replace(",", data.labels.thousands)
