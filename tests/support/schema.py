"""The structure of a database as plain values, to compare two of them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.engines import async_url
from storage.tables import metadata

Structure = dict[str, dict[str, list[str]]]


async def create_directly(url: str) -> None:
    """Make the tables from the program's metadata, without any migration."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def structure(url: str) -> Structure:
    """Each table's columns, keys, checks and indexes, in words."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(_read)
    await engine.dispose()
    return found


async def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements on a connection without any of our settings; returns the last one's rows."""
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    rows: list[tuple[Any, ...]] = []
    async with engine.begin() as connection:
        for statement in statements:
            result = await connection.execute(sa.text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
    await engine.dispose()
    return rows


def _read(connection: sa.Connection) -> Structure:
    look = sa.inspect(connection)
    tables = (name for name in look.get_table_names() if name not in {"alembic_version", "sqlite_sequence"})
    return {name: _table(look, name) for name in tables}


def _table(look: sa.Inspector, name: str) -> dict[str, list[str]]:
    return {
        "columns": _words(
            {**column, "type": str(column["type"]), "default": str(column.get("default"))}
            for column in look.get_columns(name)
        ),
        "primary": _words([look.get_pk_constraint(name)]),
        "foreign": _words(look.get_foreign_keys(name)),
        "unique": _words(look.get_unique_constraints(name)),
        "checks": _words(look.get_check_constraints(name)),
        "indexes": _words(look.get_indexes(name)),
    }


def _words(items: Any) -> list[str]:
    return sorted(str(sorted(_plain(item).items())) for item in items)


def _plain(item: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(_plain(value) if isinstance(value, dict) else value) for key, value in item.items()}
