"""After an erasure: what was deleted shall not linger in the files of the database."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from storage.engines import BUSY_SECONDS, sqlite_file
from storage.unit import Storage


async def scrub(storage: Storage) -> bool:
    """Empty SQLite's write-ahead log, whose old pages still hold deleted rows; vacuum PostgreSQL's key table.

    Call it outside of any transaction. False means that somebody was in the way: try again later."""
    file = sqlite_file(storage.url)
    if file is not None:
        return await asyncio.to_thread(_empty_the_log, file)
    async with storage.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(sa.text("VACUUM data_keys"))
    return True


def _empty_the_log(file: Path) -> bool:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        blocked, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return int(blocked) == 0
