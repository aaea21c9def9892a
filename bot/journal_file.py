"""The safety journal's file: lines of JSON, appended and synced, read back even when damaged.

A line holds a keyed hash of the person, a kind and a few facts, never content. The first line names the
journal, so that a restored back-up can tell whether this is the one that was kept when it was made."""

import fcntl
import json
import os
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.files import private_folder, sync_folder

_PERSON_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a person: ``person`` is her keyed hash, ``at`` the wall moment."""

    id: str
    at: datetime
    person: str
    kind: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Torn:
    """A line that was cut off or damaged; whose it was, if that can still be read."""

    person: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as read: its name, and every line in order."""

    name: str | None
    lines: tuple[Entry | Torn, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every line that could be read."""
        return tuple(line for line in self.lines if isinstance(line, Entry))

    @property
    def last(self) -> str | None:
        """The id of the newest entry."""
        return self.entries[-1].id if self.entries else None

    def after(self, entry: str | None) -> tuple[Entry | Torn, ...] | None:
        """The lines after the entry of this id (None: all), or None if it is not there."""
        if entry is None:
            return self.lines
        for index, line in enumerate(self.lines):
            if isinstance(line, Entry) and line.id == entry:
                return self.lines[index + 1 :]
        return None


def append_lines(path: Path, lines: list[str]) -> None:
    """Append lines and sync them; begins the journal if there is none. Raises OSError."""
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        first = [] if size else [json.dumps({"journal": uuid.uuid4().hex})]
        # A torn line is closed, so that it spoils nothing but itself.
        seam = "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""
        _write_all(descriptor, (seam + "".join(f"{line}\n" for line in [*first, *lines])).encode())
        os.fsync(descriptor)
        if not size:
            sync_folder(path.parent)
    finally:
        os.close(descriptor)


def read_journal(path: Path) -> Journal | None:
    """The journal at ``path``, damaged lines included as such; None if there is none. Raises OSError."""
    try:
        lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    except FileNotFoundError:
        return None
    name = _name(lines[0]) if lines else None
    return Journal(name, tuple(_entry(line) for line in (lines[1:] if name else lines)))


def entries(path: Path) -> tuple[Entry, ...]:
    """Every entry that can be read; none if there is no journal. Raises OSError."""
    journal = read_journal(path)
    return journal.entries if journal else ()


def begin_journal(path: Path) -> None:
    """Begin the journal if there is none, so that a back-up can name it. Raises OSError."""
    if not path.exists():
        append_lines(path, [])


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _name(line: bytes) -> str | None:
    try:
        name = json.loads(line)["journal"]
    except (ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) else None


def _entry(line: bytes) -> Entry | Torn:
    try:
        body: dict[str, str] = json.loads(line)
        at = datetime.fromisoformat(body.pop("at")).astimezone(UTC)
        return Entry(body.pop("id"), at, body.pop("person"), body.pop("kind"), body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Torn(_torn_person(line))


def _torn_person(line: bytes) -> str | None:
    start = b'{"person": "'
    found = line.removeprefix(start)[:_PERSON_DIGITS].decode("ascii", "replace")
    whole = line.startswith(start) and len(found) == _PERSON_DIGITS
    return found if whole and all(digit in "0123456789abcdef" for digit in found) else None
