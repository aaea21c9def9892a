"""Cleaning a photo: decoded, turned upright, made small, re-encoded.

Imported inside the sandbox only: nothing else pays for the decoders, and nothing else meets the bytes.
"""

import io
import warnings
from datetime import UTC, datetime

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile
from pillow_heif import register_heif_opener

from media.containers import jpeg_scans
from media.kinds import Cleaned, Hints, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format

register_heif_opener()

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_ZONE, _ORIENTATION = 0x9003, 0x9011, 0x0112
_GRID = 8
_MOST_SCANS = 100
"""Cameras make ten; each scan goes over the whole picture again, however few bytes it has."""
_PILLOW_NAMES = {Format.JPEG: "JPEG", Format.PNG: "PNG", Format.WEBP: "WEBP", Format.HEIC: "HEIF"}


def clean_photo(data: bytes, form: Format, limits: MediaLimits) -> Cleaned:
    """An upright JPEG without metadata, at most `photo_side` pixels long; raises MediaRefused."""
    picture = _open(data, form)
    if picture.width * picture.height > limits.max_pixels:
        raise MediaRefused(RefusalReason.TOO_MANY_PIXELS)
    if picture.info.get("progressive") and jpeg_scans(data) > _MOST_SCANS:
        raise MediaRefused(RefusalReason.BROKEN)
    try:
        taken_at, had_gps, orientation = _metadata(picture)
        upright = _turn(_plain_colours(_shrink(picture, limits.photo_side)), orientation)
        return _encode(upright, limits.jpeg_quality, Hints(taken_at, had_gps, dhash(upright)))
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, MemoryError) as error:
        raise MediaRefused(RefusalReason.BROKEN) from error


def _open(data: bytes, form: Format) -> ImageFile:
    """Read the header only, as the one format that the content claims to be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(data), formats=[_PILLOW_NAMES[form]])
    except Image.DecompressionBombError as error:
        raise MediaRefused(RefusalReason.TOO_MANY_PIXELS) from error
    except Exception as error:
        raise MediaRefused(RefusalReason.BROKEN) from error


def _shrink(picture: ImageFile, side: int) -> Image.Image:
    """Fit into a square of `side` pixels. JPEG decodes straight to the nearest larger size."""
    scale = min(1.0, side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft("RGB", size)
    whole = _paletteless(picture)
    if whole.size == size:
        return whole
    return whole.resize(size, Resampling.HAMMING, reducing_gap=2.0)


def _paletteless(picture: Image.Image) -> Image.Image:
    """Modes that cannot be resized smoothly become plain ones first."""
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in {"1", "F"}:
        return picture.convert("L")
    return picture


def _plain_colours(picture: Image.Image) -> Image.Image:
    """sRGB without transparency: a wide-gamut profile is applied, then dropped."""
    if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"}:
        solid = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(solid, mask=solid.getchannel("A"))
        paper.info = dict(picture.info)
        picture = paper
    return _to_srgb(picture).convert("RGB")


def _to_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not isinstance(profile, bytes) or not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return picture
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a damaged profile costs a little colour, not the photo


def _turn(picture: Image.Image, orientation: int) -> Image.Image:
    """Apply the camera's orientation, so that it may be forgotten."""
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return picture.transpose(turns[orientation]) if orientation in turns else picture


def _metadata(picture: Image.Image) -> tuple[datetime | None, bool, int]:
    """When it was taken, whether it says where, and how it is turned. Damaged metadata says nothing."""
    try:
        exif = picture.getexif()
        orientation = exif.get(_ORIENTATION)
        gps = bool(exif.get_ifd(_GPS_IFD)) or b"GPSLatitude" in _xmp(picture)
        return _taken(exif), gps, orientation if isinstance(orientation, int) else 1
    except Exception:  # noqa: BLE001 - EXIF parsers fail in many ways; no hint is an answer
        return None, False, 1


def _xmp(picture: Image.Image) -> bytes:
    xmp = picture.info.get("xmp", b"")
    return xmp if isinstance(xmp, bytes) else b""


def _taken(exif: Image.Exif) -> datetime | None:
    details = exif.get_ifd(_EXIF_IFD)
    moment, zone = details.get(_TAKEN), details.get(_TAKEN_ZONE, "")
    try:
        local = datetime.strptime(str(moment).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    try:
        return datetime.strptime(f"{local:%Y%m%d%H%M%S}{zone.strip()}", "%Y%m%d%H%M%S%z").astimezone(UTC)
    except (ValueError, AttributeError, OverflowError):
        return local


def dhash(picture: Image.Image) -> str:
    """64 bits as 16 hex digits: for each cell of an 8 x 8 grid, whether it is brighter than its neighbour."""
    grey = picture.convert("L").resize((_GRID + 1, _GRID), Resampling.BOX)
    cells = grey.tobytes()
    starts = (row * (_GRID + 1) + column for row in range(_GRID) for column in range(_GRID))
    bits = "".join("1" if cells[at] > cells[at + 1] else "0" for at in starts)
    return f"{int(bits, 2):016x}"


def _encode(picture: Image.Image, quality: int, hints: Hints) -> Cleaned:
    """A new file from the pixels alone: nothing of the old one comes along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=quality)
    return Cleaned(
        kind=MediaKind.PHOTO,
        data=target.getvalue(),
        mime="image/jpeg",
        extension="jpg",
        hints=hints,
        width=bare.width,
        height=bare.height,
    )
