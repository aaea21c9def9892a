"""Moving a database from one version of the tables to another, up or down, whole or not at all.

After changing tables: ``python -m storage.migrate revision "what changed"`` writes the next migration."""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.engines import async_url, sqlite_file
from storage.errors import MigrationFailed, SchemaBehind
from storage.migrations.options import options
from storage.sqlite_copy import copy_sqlite

T = TypeVar("T")
FOLDER = Path(__file__).parent / "migrations"
LOCK = 5_219_801  # any number of our own: one migration at a time on PostgreSQL


class SchemaState(StrEnum):
    """How a database stands to the tables this program knows."""

    MISSING = "missing"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


async def upgrade(url: str, to: str = "head") -> Path | None:
    """Bring the tables up to ``to``. An existing SQLite file is copied beside itself first.

    Returns the copy's path, if one was made. Raises :class:`MigrationFailed`, changing nothing."""
    copy = await _keep_a_copy(url, to)
    await _run(url, lambda connection: _migrate(connection, command.upgrade, to))
    return copy


async def downgrade(url: str, to: str) -> Path | None:
    """Bring the tables down to ``to`` ("base" removes them all); copies and raises like :func:`upgrade`."""
    copy = await _keep_a_copy(url, to)
    await _run(url, lambda connection: _migrate(connection, command.downgrade, to))
    return copy


async def state(url: str) -> SchemaState:
    """How the database at ``url`` stands. Never creates or changes it."""
    here = await current(url)
    if here is None:
        return SchemaState.MISSING
    if here == ScriptDirectory.from_config(_config()).get_current_head():
        return SchemaState.CURRENT
    return SchemaState.BEHIND if knows(here) else SchemaState.AHEAD


def knows(version: str) -> bool:
    """Whether ``version`` is one of this program's."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return version in {script.revision for script in scripts}


async def current(url: str) -> str | None:
    """The version the database is at, or None if it has none."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    return await _run(
        url, lambda connection: MigrationContext.configure(connection).get_current_revision(), begin="BEGIN"
    )


async def require_current(url: str) -> None:
    """Raise :class:`SchemaBehind` unless the database is at this program's version."""
    found = await state(url)
    if found is not SchemaState.CURRENT:
        raise SchemaBehind(f"(They are {found}.)")


async def differences(url: str) -> list[str]:
    """What distinguishes the database's tables from the program's; empty when migrations are complete."""

    def compare(connection: sa.Connection) -> list[str]:
        opts: dict[str, Any] = {**options()}
        metadata = opts.pop("target_metadata")
        context = MigrationContext.configure(connection, opts=opts)
        return [str(difference) for difference in compare_metadata(context, metadata)]

    return await _run(url, compare, begin="BEGIN")


async def revision(message: str) -> Path:
    """Write the migration that leads from the newest one to today's tables; returns its file."""
    scripts = ScriptDirectory.from_config(_config())
    number = f"{max(int(each.revision) for each in scripts.walk_revisions()) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite"
        await upgrade(url)

        def generate(connection: sa.Connection) -> Path:
            script = command.revision(_config(connection), message, autogenerate=True, rev_id=number)
            if script is None or isinstance(script, list):
                raise MigrationFailed("No single file was written.")
            return Path(script.path)

        return await _run(url, generate)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _migrate(connection: sa.Connection, step: Callable[[Config, str], None], to: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    step(_config(connection), to)
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            tables = ", ".join(sorted({str(row[0]) for row in orphans}))
            raise MigrationFailed(f"Rows without their parents would remain in: {tables}.")


async def _keep_a_copy(url: str, to: str) -> Path | None:
    file = sqlite_file(url)
    found = await state(url)
    if file is None or found is SchemaState.MISSING or (found is SchemaState.CURRENT and to == "head"):
        return None
    stem = f"{file.name}.before-{to}-from-{await current(url)}"
    copy = next(
        path
        for number in range(10_000)
        if not (path := file.with_name(stem + (f".{number}" if number else ""))).exists()
    )
    await copy_sqlite(file, copy)
    return copy


async def _run(url: str, work: Callable[[sa.Connection], T], *, begin: str = "BEGIN IMMEDIATE") -> T:
    engine = _engine(url, begin)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _engine(url: str, begin: str) -> AsyncEngine:
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine.sync_engine, "connect")
        def on_connect(connection: Any, _record: object) -> None:
            # With foreign keys on, rebuilding a parent table would delete its children.
            connection.isolation_level = None
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 10000")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.close()

        @sa.event.listens_for(engine.sync_engine, "begin")
        def on_begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine


def _main(arguments: list[str]) -> int:
    match arguments:
        case ["revision", message]:
            asyncio.run(revision(message))
            return 0
    sys.stderr.write('usage: python -m storage.migrate revision "what changed"\n')
    return 2


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
