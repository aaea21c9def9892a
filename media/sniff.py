"""What a file is, by its content alone: names and declared types are claims, never facts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from media.containers import Track, matroska_tracks, mp3_frame_length, mp4_tracks, ogg_streams
from media.kinds import MediaKind, MediaRefused, RefusalReason


class Format(StrEnum):
    """The formats that are taken."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    MATROSKA = "matroska"
    MP4 = "mp4"
    OGG = "ogg"
    MP3 = "mp3"
    WAV = "wav"

    @property
    def kind(self) -> MediaKind:
        """Whether it is decoded as a photo or as audio."""
        photo = self in {Format.JPEG, Format.PNG, Format.WEBP, Format.HEIC}
        return MediaKind.PHOTO if photo else MediaKind.AUDIO


class Family(StrEnum):
    """The broad families that a declared type and the content are compared by."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the bytes look like: a plain name, its family, and the format when it is one we take."""

    name: str
    family: Family | None
    format: Format | None = None


_UNKNOWN = Sniffed("unknown", None)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_OGG_AUDIO = (b"OpusHead", b"\x01vorbis")
_OGG_VIDEO = (b"\x80theora", b"BBCD\0", b"\x01video")

_TEXT_HEAD = 2048
_NEVER_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r")
_PDF_MAGIC = b"%PDF"
_PDF = Sniffed("pdf", Family.OTHER)

_PLAIN: tuple[tuple[bytes, Sniffed], ...] = (
    (b"\xff\xd8\xff", Sniffed("jpeg", Family.IMAGE, Format.JPEG)),
    (b"\x89PNG\r\n\x1a\n", Sniffed("png", Family.IMAGE, Format.PNG)),
    (b"GIF8", Sniffed("gif", Family.IMAGE)),
    (b"BM", Sniffed("bmp", Family.IMAGE)),
    (b"II*\0", Sniffed("tiff", Family.IMAGE)),
    (b"MM\0*", Sniffed("tiff", Family.IMAGE)),
    (b"\xff\x0a", Sniffed("jxl", Family.IMAGE)),
    (b"fLaC", Sniffed("flac", Family.AUDIO)),
    (b"FORM", Sniffed("aiff", Family.AUDIO)),
    (b"#!AMR", Sniffed("amr", Family.AUDIO)),
    (b"FLV", Sniffed("video", Family.VIDEO)),
    (b"\0\0\x01\xba", Sniffed("video", Family.VIDEO)),
    (_PDF_MAGIC, _PDF),
    (b"PK\x03\x04", Sniffed("archive", Family.OTHER)),
    (b"PK\x05\x06", Sniffed("archive", Family.OTHER)),
    (b"\x1f\x8b", Sniffed("archive", Family.OTHER)),
    (b"BZh", Sniffed("archive", Family.OTHER)),
    (b"7z\xbc\xaf", Sniffed("archive", Family.OTHER)),
    (b"Rar!", Sniffed("archive", Family.OTHER)),
    (b"\xfd7zXZ", Sniffed("archive", Family.OTHER)),
    (b"\x7fELF", Sniffed("program", Family.OTHER)),
    (b"MZ", Sniffed("program", Family.OTHER)),
)


def sniff(data: bytes) -> Sniffed:
    """Name the content. Never fails: what is not recognised is `unknown`."""
    for recognise in _RECOGNISERS:
        if found := recognise(data):
            return found
    return _UNKNOWN


def identify(data: bytes, *, declared: str | None, wanted: MediaKind | None = None) -> Format:
    """The format to decode as; raises MediaRefused when it is not taken, not wanted, or not as declared."""
    if not data:
        raise MediaRefused(RefusalReason.EMPTY)
    found = sniff(data)
    if _contradicts(declared, found):
        raise MediaRefused(RefusalReason.LYING, found.name)
    if found.format is None:
        foreign = found.family in {Family.VIDEO, Family.OTHER}
        raise MediaRefused(RefusalReason.WRONG_KIND if foreign else RefusalReason.UNSUPPORTED, found.name)
    if wanted is not None and found.format.kind is not wanted:
        raise MediaRefused(RefusalReason.WRONG_KIND, found.name)
    return found.format


def _contradicts(declared: str | None, found: Sniffed) -> bool:
    """Whether the declared type names another family. Audio in a video container is an honest mistake."""
    claimed = _claimed_family(declared)
    if claimed is None or found.family is None:
        return False
    return claimed is not found.family and {claimed, found.family} != {Family.AUDIO, Family.VIDEO}


def _claimed_family(declared: str | None) -> Family | None:
    """The family a MIME type claims; None when it claims nothing in particular."""
    mime = (declared or "").partition(";")[0].strip().lower()
    if mime in {"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"}:
        return None
    if mime == "application/ogg":
        return Family.AUDIO
    major = mime.partition("/")[0]
    return Family(major) if major in {"image", "audio", "video"} else Family.OTHER


def _plain(data: bytes) -> Sniffed | None:
    return next((found for magic, found in _PLAIN if data.startswith(magic)), None)


def _riff(data: bytes) -> Sniffed | None:
    if data[:4] not in {b"RIFF", b"RF64"}:
        return None
    kinds = {
        b"WEBP": Sniffed("webp", Family.IMAGE, Format.WEBP),
        b"WAVE": Sniffed("wav", Family.AUDIO, Format.WAV),
        b"AVI ": Sniffed("video", Family.VIDEO),
    }
    return kinds.get(data[8:12])


def _iso(data: bytes) -> Sniffed | None:
    """HEIC and MP4 share a box format; the brands tell them apart."""
    if data[4:8] != b"ftyp":
        return None
    end = min(len(data), int.from_bytes(data[:4], "big"), 256)
    brands = {data[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return Sniffed("avif", Family.IMAGE)
    if brands & _HEIC_BRANDS:
        return Sniffed("heic", Family.IMAGE, Format.HEIC)
    if Track.VIDEO in mp4_tracks(data):
        return Sniffed("video", Family.VIDEO)
    return Sniffed("mp4", Family.AUDIO, Format.MP4)


def _matroska(data: bytes) -> Sniffed | None:
    if data[:4] != b"\x1a\x45\xdf\xa3":
        return None
    if Track.VIDEO in matroska_tracks(data):
        return Sniffed("video", Family.VIDEO)
    return Sniffed("webm", Family.AUDIO, Format.MATROSKA)


def _ogg(data: bytes) -> Sniffed | None:
    if data[:4] != b"OggS":
        return None
    streams = ogg_streams(data)
    if any(head.startswith(_OGG_VIDEO) for head in streams):
        return Sniffed("video", Family.VIDEO)
    taken = any(head.startswith(_OGG_AUDIO) for head in streams)
    return Sniffed("ogg", Family.AUDIO, Format.OGG if taken else None)


def _mp3(data: bytes) -> Sniffed | None:
    """An ID3 tag, or a valid MPEG audio layer III frame header followed by a second one."""
    if data[:3] == b"ID3":
        return Sniffed("mp3", Family.AUDIO, Format.MP3)
    length = mp3_frame_length(data[:4])
    if length and mp3_frame_length(data[length : length + 4]):
        return Sniffed("mp3", Family.AUDIO, Format.MP3)
    if data[:2] in {b"\xff\xf1", b"\xff\xf9"}:
        return Sniffed("aac", Family.AUDIO)
    return None


def _text(data: bytes) -> Sniffed | None:
    """Readable text of any sort: scripts, playlists, markup, SVG."""
    head = data[:_TEXT_HEAD].removeprefix(b"\xef\xbb\xbf")
    if not head or _NEVER_IN_TEXT.intersection(head):
        return None
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if len(data) <= _TEXT_HEAD or error.start < len(head) - 4:  # else: a letter cut in two
            return None
    if head.startswith(_PDF_MAGIC):
        return _PDF
    return Sniffed("svg", Family.IMAGE) if b"<svg" in head.lower() else Sniffed("text", Family.OTHER)


_RECOGNISERS: tuple[Callable[[bytes], Sniffed | None], ...] = (
    _text,
    _plain,
    _riff,
    _iso,
    _matroska,
    _ogg,
    _mp3,
)
