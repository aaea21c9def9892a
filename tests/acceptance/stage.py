"""A throwaway court for a gate: real storage, turns and delivery, on SQLite or any fresh database."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from handlers.rules.court_rules import CourtRules
from storage.migrate import upgrade
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt

MEMORY = Path("/dev/shm")  # noqa: S108 - only a place for what is thrown away


@asynccontextmanager
async def stage(
    database: str | None,
    *,
    seed: int,
    clock: FakeClock | None = None,
    rules: CourtRules | None = None,
) -> AsyncIterator[ScriptedCourt]:
    """An empty court in a temporary directory, in memory where that is possible: what a gate proves on a
    stage does not depend on the disk. A ``database`` that is named must be a fresh one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory()) as folder:
        url = database or f"sqlite:///{folder}/gate.sqlite"
        await asyncio.to_thread(upgraded, url)
        storage = Storage(url, Keyring(CourtKeys.fresh()))
        court = ScriptedCourt(storage, clock or FakeClock(), Path(folder), rules=rules, seed=seed)
        try:
            yield court
        finally:
            await court.close()
            await storage.close()


def memory() -> Path | None:
    """A place in memory for what is thrown away, where there is one."""
    return MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None


def upgraded(url: str) -> None:
    """Give a new database its tables, from a thread."""
    asyncio.run(upgrade(url))
