"""A PostgreSQL court as one zip: every table in PostgreSQL's text format, all as of the same moment."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from storage import migrate
from storage.engines import async_url
from storage.errors import BackupUnusable, NotEmpty
from storage.sqlite_copy import begin_private, settle

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
TABLES = """
    SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    AND c.relname <> 'alembic_version' ORDER BY c.relname"""
COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum"""
PARENTS = """
    SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint
    WHERE contype = 'f' AND conrelid <> confrelid"""
SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a back-up holds: of which database, at which version of the tables, how many rows of each."""

    database: str
    revision: str
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


async def dump(url: str, target: Path) -> None:
    """Write every row of the database at ``url`` into the zip ``target``, durably, while others write."""
    unfinished = begin_private(target)
    async with (
        _connected(url) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        facts = BackupFacts(
            "postgresql", await connection.fetchval("SELECT version_num FROM alembic_version")
        )
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for (table,) in await connection.fetch(TABLES):
                await _dump_table(connection, archive, table, facts)
            for name, value in await connection.fetch(SEQUENCES):
                facts.sequences[name] = value or 0
            archive.writestr(MANIFEST, json.dumps(asdict(facts), indent=1))
    await asyncio.to_thread(settle, unfinished, target)


async def load(source: Path, url: str) -> BackupFacts:
    """Bring a dump back into a database without rows, at the dump's own version of the tables."""
    facts = await asyncio.to_thread(check, source)
    await _require_empty(url)
    await migrate.upgrade(url, facts.revision)
    async with _connected(url) as connection, connection.transaction():
        with zipfile.ZipFile(source) as archive:
            for table in _parents_first(list(facts.rows), await connection.fetch(PARENTS)):
                await connection.copy_to_table(
                    table, source=_chunks(archive, table), columns=facts.columns[table]
                )
        for name, value in facts.sequences.items():
            if value:
                await connection.execute("SELECT setval($1::regclass, $2)", name, value)
    return facts


def check(source: Path) -> BackupFacts:
    """What a dump holds, after reading all of it. Raises :class:`BackupUnusable`."""
    try:
        with zipfile.ZipFile(source) as archive:
            facts = BackupFacts(**json.loads(archive.read(MANIFEST)))
            counted = {table: _count_rows(archive, table) for table in facts.rows}
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
        raise BackupUnusable("It is damaged or not a back-up of this program.") from error
    if facts.format != FORMAT or counted != facts.rows:
        raise BackupUnusable("Its rows are not those it was made of.")
    return facts


async def _dump_table(connection: Any, archive: zipfile.ZipFile, table: str, facts: BackupFacts) -> None:
    facts.columns[table] = [name for (name,) in await connection.fetch(COLUMNS, table)]
    with archive.open(_member(table), "w", force_zip64=True) as member:

        async def write(data: bytes) -> None:
            await asyncio.to_thread(member.write, data)

        status = await connection.copy_from_table(table, output=write, columns=facts.columns[table])
    facts.rows[table] = int(status.split()[-1])


def _count_rows(archive: zipfile.ZipFile, table: str) -> int:
    with archive.open(_member(table)) as member:
        # In the text format a line break inside a value is written as \n: one line is one row.
        return sum(chunk.count(b"\n") for chunk in iter(lambda: member.read(CHUNK), b""))


async def _chunks(archive: zipfile.ZipFile, table: str) -> AsyncIterator[bytes]:
    with archive.open(_member(table)) as member:
        while data := await asyncio.to_thread(member.read, CHUNK):
            yield data


def _parents_first(tables: list[str], references: list[Any]) -> list[str]:
    waiting = {table: {row["parent"] for row in references if row["child"] == table} for table in tables}
    ordered: list[str] = []
    while waiting:
        ready = sorted(table for table, parents in waiting.items() if not parents & waiting.keys())
        if not ready:
            raise BackupUnusable(f"Its tables refer to each other in a circle: {', '.join(sorted(waiting))}.")
        ordered += ready
        for table in ready:
            del waiting[table]
    return ordered


async def _require_empty(url: str) -> None:
    async with _connected(url) as connection:
        for (table,) in await connection.fetch(TABLES):
            if await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{table}")'):  # noqa: S608 - own name
                raise NotEmpty(f"(There are rows in {table}.)")


def _member(table: str) -> str:
    return f"tables/{table}.copy"


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    import asyncpg  # noqa: PLC0415 - a court on SQLite never needs it

    plain = async_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        yield connection
    finally:
        await connection.close()
