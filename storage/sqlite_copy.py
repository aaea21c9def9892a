"""A faithful copy of a SQLite database, also while it is written to."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path


async def copy_sqlite(source: Path, target: Path) -> None:
    """Copy ``source`` to ``target`` (replacing it) as of one moment, durably, readable by its owner only.

    The copy is one file without a write-ahead log. Raises ``sqlite3.Error`` and ``OSError``."""
    await asyncio.to_thread(_copy, source, target)


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that cannot change ``file`` and does not create it. Raises ``sqlite3.Error``."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10)


def settle(unfinished: Path, target: Path) -> None:
    """Give a completely written file its name, so that a crash leaves the old file or the new one."""
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)


def begin_private(target: Path) -> Path:
    """An empty file beside ``target`` for its owner only, to be written and then settled."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    return unfinished


def _copy(source: Path, target: Path) -> None:
    unfinished = begin_private(target)
    with closing(read_only(source)) as reading, closing(sqlite3.connect(unfinished)) as writing:
        # In one step: one moment of the database, while writers go on in the write-ahead log. Step by
        # step the copy would start over with every commit of another connection.
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode = DELETE")
    settle(unfinished, target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
