"""Cleaning a photo: decoded, turned upright, made small, re-encoded. Runs inside the sandbox only."""

import io
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from media.fingerprint import dhash
from media.kinds import Cleaned, Hints, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format

if TYPE_CHECKING:
    from PIL.Image import Exif, Image
    from PIL.ImageFile import ImageFile

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_ZONE, _ORIENTATION = 0x9003, 0x9011, 0x0112
_PILLOW_NAMES = {Format.JPEG: "JPEG", Format.PNG: "PNG", Format.WEBP: "WEBP", Format.HEIC: "HEIF"}


def clean_photo(data: bytes, form: Format, limits: MediaLimits) -> Cleaned:
    """An upright JPEG without metadata, at most `photo_side` pixels long; raises MediaRefused."""
    picture = _open(data, form)
    if picture.width * picture.height > limits.max_pixels:
        raise MediaRefused(RefusalReason.TOO_MANY_PIXELS)
    try:
        taken_at, had_gps, orientation = _metadata(picture)
        upright = _turn(_plain_colours(_shrink(picture, limits.photo_side)), orientation)
        return _encode(upright, limits.jpeg_quality, Hints(taken_at, had_gps, dhash(upright)))
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, MemoryError) as error:
        raise MediaRefused(RefusalReason.BROKEN) from error


def _open(data: bytes, form: Format) -> "ImageFile":
    """Read the header only, as the one format that the content claims to be."""
    from PIL import Image

    if form is Format.HEIC:
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(data), formats=[_PILLOW_NAMES[form]])
    except Image.DecompressionBombError as error:
        raise MediaRefused(RefusalReason.TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders of four libraries meet hostile bytes here
        raise MediaRefused(RefusalReason.BROKEN) from error


def _shrink(picture: "ImageFile", side: int) -> "Image":
    """Fit into a square of `side` pixels. JPEG decodes straight to the nearest larger size."""
    from PIL.Image import Resampling

    scale = min(1.0, side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft("RGB", size)
    whole = _paletteless(picture)
    if whole.size == size:
        return whole
    return whole.resize(size, Resampling.HAMMING, reducing_gap=2.0)


def _paletteless(picture: "Image") -> "Image":
    """Modes that cannot be resized smoothly become plain ones first."""
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in {"1", "F"}:
        return picture.convert("L")
    return picture


def _plain_colours(picture: "Image") -> "Image":
    """sRGB without transparency: a wide-gamut profile is applied, then dropped."""
    from PIL import Image

    if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"}:
        solid = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(solid, mask=solid.getchannel("A"))
        paper.info = dict(picture.info)
        picture = paper
    return _to_srgb(picture).convert("RGB")


def _to_srgb(picture: "Image") -> "Image":
    from PIL import ImageCms

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


def _turn(picture: "Image", orientation: int) -> "Image":
    """Apply the camera's orientation, so that it may be forgotten."""
    from PIL.Image import Transpose

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


def _metadata(picture: "Image") -> tuple[datetime | None, bool, int]:
    """When it was taken, whether it says where, and how it is turned. Damaged metadata says nothing."""
    try:
        exif = picture.getexif()
        orientation = exif.get(_ORIENTATION)
        gps = bool(exif.get_ifd(_GPS_IFD)) or b"GPSLatitude" in _xmp(picture)
        return _taken(exif), gps, orientation if isinstance(orientation, int) else 1
    except Exception:  # noqa: BLE001 - EXIF parsers fail in many ways; no hint is an answer
        return None, False, 1


def _xmp(picture: "Image") -> bytes:
    xmp = picture.info.get("xmp", b"")
    return xmp if isinstance(xmp, bytes) else b""


def _taken(exif: "Exif") -> datetime | None:
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


def _encode(picture: "Image", quality: int, hints: Hints) -> Cleaned:
    """A new file from the pixels alone: nothing of the old one comes along."""
    from PIL import Image

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
