"""A faithful copy of a SQLite database, also while it is written to."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

PAGES_AT_A_TIME = 512


async def copy_sqlite(source: Path, target: Path) -> None:
    """Copy ``source`` to ``target`` (replacing it) as of one moment, durably.

    Raises ``sqlite3.Error`` and ``OSError``."""
    await asyncio.to_thread(_copy, source, target)


def _copy(source: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=10)) as reading,
        closing(sqlite3.connect(unfinished)) as writing,
    ):
        # One read transaction holds one moment of the database, however much is written meanwhile;
        # without it the copy would start over with every commit of another connection.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=-1)
    shutil.copymode(source, unfinished)
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
