"""The safety journal beside the key: what a restored back-up must not undo."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from bot.clocks import world_now
from bot.journal_file import append_lines, entries
from storage.queries.people import JOURNAL
from storage.sealing import Keyring

logger = logging.getLogger(__name__)

__all__ = ["KINDS", "SafetyJournal", "entries", "person_hash"]

KINDS = frozenset(
    {
        "stop", "resume", "exclude", "erase", "limits", "consent",
        "minor_lock", "minor_unlock", "ban", "unban", "timeout", "safeword", "link", "unlink",
    }
)  # fmt: skip
_RESERVED = ("person", "kind", "at", "id")


class SafetyJournal:
    """Appends to the journal: one line at a time, on disk before ``record`` returns."""

    def __init__(self, path: Path, keyring: Keyring, *, now: Callable[[], datetime] = world_now) -> None:
        self.path = path
        self._keyring = keyring
        self._now = now
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._unwritten: list[str] = []

    @property
    def failing(self) -> bool:
        """Whether something could not be written yet: the operators have to know."""
        return bool(self._unwritten)

    async def record(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """Append an entry and return when it is on disk. Never raises: a failure is logged, shown by
        ``failing``, and tried again with the next entry."""
        line = self._line(kind, person_id, facts)
        await asyncio.get_running_loop().run_in_executor(self._writer, self._append, line)

    def record_now(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """The same, for tools without an event loop."""
        self._writer.submit(self._append, self._line(kind, person_id, facts)).result()

    def close(self) -> None:
        """Let the last entry be written and end the writing thread."""
        self._writer.shutdown(wait=True)

    def _line(self, kind: str, person_id: uuid.UUID, facts: dict[str, str]) -> str:
        if kind not in KINDS:
            # It must not be lost, and whoever called must not fail for it.
            logger.error("The journal was given an unknown kind of entry: %s", kind)
        # The person comes first: of a line cut off by a power failure, that is what matters.
        body = {
            "person": person_hash(self._keyring, person_id),
            "kind": kind,
            "at": self._now().isoformat(),
            "id": uuid.uuid4().hex,
            **{key: str(value) for key, value in facts.items() if key not in _RESERVED},
        }
        return json.dumps(body)

    def _append(self, line: str) -> None:
        """Runs in the writing thread, which alone touches ``_unwritten``."""
        self._unwritten.append(line)
        try:
            append_lines(self.path, self._unwritten)
        except OSError as error:
            logger.error("The safety journal cannot be written (%s)", error.strerror)  # noqa: TRY400 - no paths
        else:
            self._unwritten = []


def person_hash(keyring: Keyring, person_id: uuid.UUID) -> str:
    """How the journal calls a person."""
    return keyring.keyed_hash(JOURNAL, str(person_id))
