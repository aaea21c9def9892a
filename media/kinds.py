"""What the media room takes in and gives out, and the reasons it refuses."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MediaKind(StrEnum):
    """What a member may send as media."""

    PHOTO = "photo"
    AUDIO = "audio"


class RefusalReason(StrEnum):
    """Why a file was not taken; callers turn it into a sentence."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    WRONG_KIND = "wrong_kind"
    BROKEN = "broken"
    UNSUPPORTED = "unsupported"
    LYING = "lying"


class MediaRefused(Exception):
    """The file is not taken. `found` names what it seems to be ("pdf", "video"), where known."""

    def __init__(self, reason: RefusalReason, found: str | None = None) -> None:
        super().__init__(reason.value if found is None else f"{reason.value} ({found})")
        self.reason = reason
        self.found = found


class MediaUnavailable(Exception):
    """The sandbox could not be started; the file is not at fault and may be tried again."""


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """How much a file may ask of us. Bytes, pixels, seconds; `photo_side` is the longest edge kept."""

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 40_000_000
    photo_side: int = 1280
    jpeg_quality: int = 85
    max_seconds: float = 600.0
    min_seconds: float = 0.5
    timeout_seconds: float = 45.0
    memory_bytes: int = 1536 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hints:
    """What a reviewer may find useful, taken from the file before it was stripped.

    `taken_at` is the camera's clock; without a zone in the file it is read as UTC, so it can be off by
    up to 14 hours. `fingerprint` is a 64-bit difference hash in hex; compare with `fingerprint.distance`.
    """

    taken_at: datetime | None = None
    had_gps: bool = False
    fingerprint: str | None = None
    loudness_dbfs: float | None = None
    silent: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A re-encoded file without metadata. Photos have a size, audio has seconds and peaks (0-100)."""

    kind: MediaKind
    data: bytes = field(repr=False)
    mime: str
    extension: str
    hints: Hints
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    peaks: tuple[int, ...] = ()
