"""A court's rows as they are now, to be brought back as often as a gate needs the same beginning again."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from storage.unit import Storage

Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]
APPEND_ONLY = ("admin_log",)


class Snapshot:
    """Every row of every table, the append-only log left out. Only what has changed is written back."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in APPEND_ONLY]
        self._kept = [_Kept(table) for table in tables]
        self._rows: list[Rows] = []

    async def take(self) -> None:
        """Remember the rows as they are now."""
        async with self._storage.read() as tx:
            connection = await tx.session.connection()
            self._rows = [await kept.rows(connection) for kept in self._kept]

    async def restore(self) -> None:
        """Make the rows again what they were."""
        async with self._storage.begin() as tx:
            connection = await tx.session.connection()
            now = [await kept.rows(connection) for kept in self._kept]
            changes = list(zip(self._kept, self._rows, now, strict=True))
            for kept, before, after in reversed(changes):
                await kept.delete(connection, [key for key in after if key not in before])
            for kept, before, after in changes:
                await kept.put_back(connection, before, after)


class _Kept:
    """A table, and the statements that read it and put its rows back."""

    def __init__(self, table: sa.Table) -> None:
        self._names = [column.key for column in table.columns]
        self._keys = [column.key for column in table.primary_key]
        this_row = sa.and_(*(column == sa.bindparam(f"old_{column.key}") for column in table.primary_key))
        self._select, self._insert = sa.select(table), sa.insert(table)
        self._delete = sa.delete(table).where(this_row)
        self._update = (
            sa.update(table).where(this_row).values({n: sa.bindparam(f"new_{n}") for n in self._names})
        )

    async def rows(self, connection: AsyncConnection) -> Rows:
        """Every row by its key."""
        found = [dict(zip(self._names, row, strict=True)) for row in await connection.execute(self._select)]
        return {tuple(row[key] for key in self._keys): row for row in found}

    async def delete(self, connection: AsyncConnection, keys: list[tuple[Any, ...]]) -> None:
        """Take away the rows of these keys."""
        if keys:
            await connection.execute(self._delete, [self._named(key) for key in keys])

    async def put_back(self, connection: AsyncConnection, before: Rows, after: Rows) -> None:
        """Insert what is gone, and write over what has changed."""
        missing = [row for key, row in before.items() if key not in after]
        changed = [key for key, row in after.items() if key in before and before[key] != row]
        if missing:
            await connection.execute(self._insert, missing)
        if changed:
            values = [{f"new_{name}": value for name, value in before[key].items()} for key in changed]
            named = [{**self._named(key), **new} for key, new in zip(changed, values, strict=True)]
            await connection.execute(self._update, named)

    def _named(self, key: tuple[Any, ...]) -> Row:
        return {f"old_{name}": value for name, value in zip(self._keys, key, strict=True)}
