"""How the court and the sandbox talk: a length-prefixed JSON header, then the bytes of a file.

What comes back is believed no further than its shape: the worker has just met a hostile file.
"""

import json
import struct
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Any, TypeVar

from media.kinds import Cleaned, Hints, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format

_PREFIX = struct.Struct(">IQ")
_LONGEST_HEADER = 1 << 16
_OUTPUT = {MediaKind.PHOTO: ("image/jpeg", "jpg"), MediaKind.AUDIO: ("audio/ogg", "ogg")}

_N = TypeVar("_N", int, float)
Header = dict[str, Any]  # JSON: read and checked in this module only


class WireBroken(Exception):
    """The other side ended, or what it said makes no sense."""


class Task(StrEnum):
    """What the sandbox can do with a file."""

    PHOTO = "photo"
    AUDIO = "audio"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Request:
    """One file to clean."""

    task: Task
    format: Format
    limits: MediaLimits
    data: bytes


def write_frame(stream: IO[bytes], header: Header, body: bytes = b"") -> None:
    """Send one message."""
    encoded = json.dumps(header, allow_nan=False).encode()
    stream.write(_PREFIX.pack(len(encoded), len(body)) + encoded)
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], *, largest: int) -> tuple[Header, bytes]:
    """Receive one message of at most `largest` bytes; raises WireBroken, at a clean end EOFError."""
    prefix = stream.read(_PREFIX.size)
    if not prefix:
        raise EOFError
    if len(prefix) < _PREFIX.size:
        raise WireBroken
    header_length, body_length = _PREFIX.unpack(prefix)
    if header_length > _LONGEST_HEADER or body_length > largest:
        raise WireBroken
    encoded, body = stream.read(header_length), stream.read(body_length)
    if len(encoded) < header_length or len(body) < body_length:
        raise WireBroken
    try:
        header = json.loads(encoded)
    except ValueError as error:
        raise WireBroken from error
    if not isinstance(header, dict):
        raise WireBroken
    return header, body


def write_request(stream: IO[bytes], request: Request) -> None:
    """Ask the sandbox."""
    header = {"task": request.task, "format": request.format, "limits": asdict(request.limits)}
    write_frame(stream, header, request.data)


def read_request(stream: IO[bytes]) -> Request:
    """Read what is asked; the asking side is trusted."""
    header, body = read_frame(stream, largest=1 << 40)
    return Request(Task(header["task"]), Format(header["format"]), MediaLimits(**header["limits"]), body)


def write_answer(stream: IO[bytes], answer: Cleaned | MediaRefused) -> None:
    """Tell what became of the file."""
    if isinstance(answer, MediaRefused):
        write_frame(stream, {"refused": answer.reason})
        return
    hints = asdict(answer.hints)
    hints["taken_at"] = answer.hints.taken_at and answer.hints.taken_at.isoformat()
    sizes = {"width": answer.width, "height": answer.height, "seconds": answer.seconds}
    header = {"kind": answer.kind, "hints": hints, "sizes": sizes, "peaks": answer.peaks}
    write_frame(stream, header, answer.data)


def read_answer(stream: IO[bytes], *, largest: int) -> Cleaned:
    """What the sandbox made of the file; raises MediaRefused for a refusal, WireBroken for nonsense."""
    try:
        header, body = read_frame(stream, largest=largest)
        if "refused" in header:
            raise MediaRefused(RefusalReason(header["refused"]))
        return _cleaned(header, body)
    except (EOFError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WireBroken from error


def _cleaned(header: Header, body: bytes) -> Cleaned:
    kind = MediaKind(header["kind"])
    mime, extension = _OUTPUT[kind]
    sizes = header["sizes"]
    return Cleaned(
        kind=kind,
        data=body,
        mime=mime,
        extension=extension,
        hints=_hints(header["hints"]),
        width=_number(int, sizes["width"]),
        height=_number(int, sizes["height"]),
        seconds=_number(float, sizes["seconds"]),
        peaks=tuple(max(0, min(100, int(peak))) for peak in header["peaks"]),
    )


def _hints(raw: Header) -> Hints:
    taken, fingerprint = raw["taken_at"], raw["fingerprint"]
    if fingerprint is not None:
        fingerprint = f"{int(fingerprint, 16) & (1 << 64) - 1:016x}"
    return Hints(
        taken_at=None if taken is None else datetime.fromisoformat(taken),
        had_gps=bool(raw["had_gps"]),
        fingerprint=fingerprint,
        loudness_dbfs=_number(float, raw["loudness_dbfs"]),
        silent=bool(raw["silent"]),
        seconds=_number(float, raw["seconds"]),
    )


def _number(cast: type[_N], value: Any) -> _N | None:
    return None if value is None else cast(value)
