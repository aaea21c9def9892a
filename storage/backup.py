"""Copies of the database's rows, made while the court writes, checked, and brought back.

SQLite becomes one SQLite file, PostgreSQL one zip of its tables. Vault and keys are the caller's."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import migrate, postgres_dump
from storage.engines import sqlite_file
from storage.errors import BackupUnusable, NotEmpty
from storage.postgres_dump import BackupFacts
from storage.sqlite_copy import copy_sqlite, read_only
from storage.unit import Storage

__all__ = ["BackupFacts", "backup_database", "check_backup", "restore_database"]
SQLITE_MAGIC = b"SQLite format 3\x00"


async def backup_database(court: Storage | str, target: Path) -> None:
    """Write the rows of a court, given by its storage or its URL, into the file ``target``.

    All are of one moment; the court may go on writing. Raises ``OSError`` and the database's own errors."""
    url = court.url if isinstance(court, Storage) else court
    file = sqlite_file(url)
    if file is None:
        await postgres_dump.dump(url, target)
    else:
        await copy_sqlite(file, target)


async def check_backup(source: Path) -> BackupFacts:
    """Read a back-up from end to end and tell what it holds. Raises :class:`BackupUnusable`."""
    check = _check_sqlite if await asyncio.to_thread(_is_sqlite, source) else postgres_dump.check
    facts = await asyncio.to_thread(check, source)
    if not migrate.knows(facts.revision):
        raise BackupUnusable("It was made by a newer version of this program.")
    return facts


async def restore_database(source: Path, url: str) -> BackupFacts:
    """Bring a back-up into the database at ``url``, which must not exist or have no rows.

    The tables keep the back-up's version: run :func:`storage.migrate.upgrade` afterwards. Raises
    :class:`BackupUnusable` or :class:`NotEmpty`, in both cases before anything was changed."""
    facts = await check_backup(source)
    file = sqlite_file(url)
    if (facts.database == "sqlite") is (file is None):
        raise BackupUnusable(f"It is of a court on {facts.database}, and this court is not.")
    if file is None:
        return await postgres_dump.load(source, url)
    await asyncio.to_thread(_require_free, file)
    await copy_sqlite(source, file)
    return facts


def _is_sqlite(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def _check_sqlite(source: Path) -> BackupFacts:
    try:
        with closing(read_only(source)) as connection:
            complaints = connection.execute("PRAGMA integrity_check").fetchall()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            rows = _count(connection)
            (size,) = connection.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            ).fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise BackupUnusable("It is damaged or not a back-up of this program.") from error
    if complaints != [("ok",)] or orphans or size != source.stat().st_size:
        raise BackupUnusable("It is damaged.")
    return BackupFacts("sqlite", str(revision), rows)


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    tables = sorted(name for (name,) in names if name != "alembic_version")
    count = 'SELECT count(*) FROM "{}"'
    return {table: connection.execute(count.format(table)).fetchone()[0] for table in tables}


def _require_free(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        beside = file.with_name(file.name + suffix)
        if beside.exists():
            raise NotEmpty(f"({beside.name} exists; move it away first.)")
