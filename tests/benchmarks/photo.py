"""A 12 megapixel photo to 1280 px, clean: all that happens to it, against Pillow's `thumbnail` alone."""

import io

from media.clean import MediaCleaner
from tests.benchmarks.measure import Figure, in_milliseconds, medians
from tests.media.samples import camera_exif, photo

NAME = "photo"
THRESHOLD = 0.65


async def run() -> Figure:
    """The whole way - sniffed, sandboxed, upright, hashed, re-encoded - in times of the plain one."""
    data = photo(size=(4000, 3000), quality=90, exif=camera_exif())
    async with MediaCleaner() as cleaner:

        async def ours() -> None:
            await cleaner.clean(data, declared="image/jpeg")

        taken = await medians({"court": ours, "thumbnail": lambda: _thumbnail(data)})
    figure = taken["court"] / taken["thumbnail"]
    size = f"JPEG of {len(data) / 1e6:.1f} MB"
    return Figure(NAME, figure, THRESHOLD, details=(size, *in_milliseconds(taken)))


async def _thumbnail(data: bytes) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        opened.thumbnail((1280, 1280))
        opened.save(io.BytesIO(), "JPEG")
