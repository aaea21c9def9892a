"""Photos: made small, upright and anonymous."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image, ImageCms

from media.clean import MediaCleaner
from media.fingerprint import NEAR, distance
from media.kinds import Cleaned, MediaKind, MediaLimits, RefusalReason
from tests.media import samples
from tests.media.refusing import refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


def opened(cleaned: Cleaned) -> Image.Image:
    """The cleaned picture, decoded."""
    return Image.open(io.BytesIO(cleaned.data), formats=["JPEG"])


def marked(size: tuple[int, int]) -> Image.Image:
    """White with a red upper left quarter."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return picture


def saved(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_every_format_becomes_a_small_jpeg(cleaner: MediaCleaner, form: str) -> None:
    cleaned = await cleaner.clean(samples.photo(form, (1600, 1200)), declared=None)
    assert (cleaned.kind, cleaned.mime, cleaned.extension) == (MediaKind.PHOTO, "image/jpeg", "jpg")
    assert (cleaned.width, cleaned.height) == opened(cleaned).size == (1280, 960)


async def test_a_small_photo_keeps_its_size(cleaner: MediaCleaner) -> None:
    cleaned = await cleaner.clean(samples.photo("JPEG", (300, 500)), declared="image/jpeg")
    assert (cleaned.width, cleaned.height) == (300, 500)


async def test_a_thread_of_a_picture_keeps_at_least_one_pixel(cleaner: MediaCleaner) -> None:
    cleaned = await cleaner.clean(saved(Image.new("RGB", (6000, 1)), "PNG"), declared=None)
    assert (cleaned.width, cleaned.height) == (1280, 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_nothing_of_the_metadata_is_kept(cleaner: MediaCleaner, form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta><tiff:Artist>Somebody Real</tiff:Artist></x:xmpmeta>"
    options: dict[str, Any] = {"exif": samples.camera_exif(), "icc_profile": profile, "xmp": xmp}
    if form == "JPEG":
        options["comment"] = b"a private comment"
    data = samples.photo(form, **options)
    assert b"Telltale" in data
    assert b"Somebody Real" in data or form == "PNG"  # PNG packs it
    cleaned = await cleaner.clean(data, declared=None)
    for secret in (b"Telltale", b"Somebody", b"private", b"Exif", b"ICC_PROFILE", b"http"):
        assert secret not in cleaned.data
    assert not opened(cleaned).getexif()


async def test_the_photo_says_when_and_that_it_knew_where(cleaner: MediaCleaner) -> None:
    cleaned = await cleaner.clean(samples.photo(exif=samples.camera_exif()), declared=None)
    assert cleaned.hints.taken_at == datetime(2026, 11, 1, 16, 30, tzinfo=UTC)
    assert cleaned.hints.taken_at.utcoffset() == timedelta(0)
    assert cleaned.hints.had_gps


async def test_without_a_zone_the_cameras_clock_is_read_as_utc(cleaner: MediaCleaner) -> None:
    exif = samples.camera_exif(zone=None, gps=False)
    hints = (await cleaner.clean(samples.photo(exif=exif), declared=None)).hints
    assert hints.taken_at == datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
    assert not hints.had_gps


async def test_a_photo_without_metadata_gives_no_hint(cleaner: MediaCleaner) -> None:
    hints = (await cleaner.clean(samples.photo(), declared=None)).hints
    assert hints.taken_at is None
    assert not hints.had_gps


@pytest.mark.parametrize(
    "moment", ["0000:00:00 00:00:00", "yesterday", "2026:13:45 99:99:99", "", "9999:12:31 23:59:59"]
)
async def test_a_nonsense_date_is_no_date(cleaner: MediaCleaner, moment: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment
    exif.get_ifd(0x8769)[0x9011] = "-14:00"
    taken = (await cleaner.clean(samples.photo(exif=exif.tobytes()), declared=None)).hints.taken_at
    assert taken is None or taken.year == 9999


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_the_photo_is_turned_the_way_it_was_held(cleaner: MediaCleaner, orientation: int) -> None:
    stored = marked((64, 32))
    data = saved(stored, exif=samples.camera_exif(orientation), quality=95)
    upright = opened(await cleaner.clean(data, declared=None))
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    across, down = corners[orientation]
    assert upright.size == ((64, 32) if orientation <= 4 else (32, 64))
    at = (8 + across * (upright.width - 17), 8 + down * (upright.height - 17))
    red, green, _ = upright.convert("RGB").getpixel(at)  # type: ignore[misc]
    assert red > 200
    assert green < 80


async def test_transparency_becomes_white(cleaner: MediaCleaner) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture = opened(await cleaner.clean(saved(clear, "PNG"), declared=None))
    assert picture.getpixel((20, 20)) == (255, 255, 255)


async def test_a_palette_with_transparency_becomes_white(cleaner: MediaCleaner) -> None:
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([0, 0, 0] * 256)
    picture = opened(await cleaner.clean(saved(palette, "PNG", transparency=0), declared=None))
    assert picture.getpixel((20, 20)) == (255, 255, 255)


async def test_sixteen_bits_of_grey_stay_grey(cleaner: MediaCleaner) -> None:
    grey = Image.new("I;16", (40, 40), 128 * 256)
    red, green, blue = opened(await cleaner.clean(saved(grey, "PNG"), declared=None)).getpixel((20, 20))  # type: ignore[misc]
    assert red == green == blue
    assert 120 < red < 136


async def test_print_colours_are_understood(cleaner: MediaCleaner) -> None:
    cyan = Image.new("CMYK", (40, 40), (255, 0, 0, 0))
    red, green, blue = opened(await cleaner.clean(saved(cyan), declared=None)).getpixel((20, 20))  # type: ignore[misc]
    assert red < 60
    assert min(green, blue) > 150


async def test_a_broken_colour_profile_costs_no_photo(cleaner: MediaCleaner) -> None:
    cleaned = await cleaner.clean(saved(marked((64, 64)), icc_profile=b"nonsense" * 30), declared=None)
    assert cleaned.width == 64


async def test_of_an_animation_the_first_frame_is_taken(cleaner: MediaCleaner) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "blue")]
    data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _, blue = opened(await cleaner.clean(data, declared=None)).getpixel((20, 20))  # type: ignore[misc]
    assert red > 200
    assert blue < 50


async def test_the_same_picture_saved_again_is_near(cleaner: MediaCleaner) -> None:
    first = (await cleaner.clean(samples.photo(quality=95), declared=None)).hints.fingerprint
    again = (await cleaner.clean(samples.photo("WEBP", quality=40), declared=None)).hints.fingerprint
    other = (await cleaner.clean(samples.photo(seed=99), declared=None)).hints.fingerprint
    assert first
    assert again
    assert other
    assert distance(first, again) <= NEAR < distance(first, other)


async def test_the_same_bytes_give_the_same_bytes(cleaner: MediaCleaner) -> None:
    data = samples.photo()
    assert await cleaner.clean(data, declared=None) == await cleaner.clean(data, declared=None)


async def test_a_bomb_is_refused_before_it_is_decoded(cleaner: MediaCleaner) -> None:
    with refused(RefusalReason.TOO_MANY_PIXELS):
        await cleaner.clean(samples.bomb_png(), declared="image/png")


async def test_one_pixel_too_many_is_too_many(cleaner: MediaCleaner) -> None:
    data = samples.photo("PNG", (100, 101))
    limits = MediaLimits(max_pixels=10_099)
    with refused(RefusalReason.TOO_MANY_PIXELS):
        await cleaner.clean(data, declared=None, limits=limits)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_a_truncated_photo_is_broken(cleaner: MediaCleaner, form: str) -> None:
    data = samples.photo(form, (800, 600))
    with refused(RefusalReason.BROKEN):
        await cleaner.clean(data[: len(data) // 2], declared=None)


async def test_what_is_glued_to_a_photo_is_left_behind(cleaner: MediaCleaner) -> None:
    data = samples.photo() + b"PK\x03\x04<script>alert(1)</script>" + samples.ffconcat(["/somewhere"])
    cleaned = await cleaner.clean(data, declared="image/jpeg")
    assert b"script" not in cleaned.data
    assert b"ffconcat" not in cleaned.data
