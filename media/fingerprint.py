"""A small difference hash: pictures that look alike have fingerprints that differ in few bits."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 8
NEAR = 8
"""At most this many differing bits of 64: the same picture, cropped a little or saved again."""


def dhash(picture: "Image") -> str:
    """64 bits as 16 hex digits: for each cell of an 8 x 8 grid, whether it is brighter than its neighbour."""
    from PIL.Image import Resampling

    grey = picture.convert("L").resize((SIDE + 1, SIDE), Resampling.BOX)
    cells = grey.tobytes()
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            here = row * (SIDE + 1) + column
            bits = bits << 1 | (cells[here] > cells[here + 1])
    return f"{bits:016x}"


def distance(one: str, other: str) -> int:
    """How many of the 64 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
