"""A court's rows as they are now, to be brought back as often as a gate needs the same beginning again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage.unit import Storage, UnitOfWork

Rows = dict[tuple[Any, ...], Sequence[Any]]
APPEND_ONLY = ("admin_log",)
MANY = 200


class Snapshot:
    """Every row of every table, the append-only log left out. Only what has changed is written back."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in APPEND_ONLY]
        self._rows: dict[str, Rows] = {}

    async def take(self) -> None:
        """Remember the rows as they are now."""
        async with self._storage.read() as tx:
            self._rows = {table.name: await _rows_of(tx, table) for table in self._tables}

    async def restore(self) -> None:
        """Make the rows again what they were."""
        async with self._storage.begin() as tx:
            now = {table.name: await _rows_of(tx, table) for table in self._tables}
            for table in reversed(self._tables):
                await _delete(
                    tx, table, [key for key in now[table.name] if key not in self._rows[table.name]]
                )
            for table in self._tables:
                await self._put_back(tx, table, now[table.name])

    async def _put_back(self, tx: UnitOfWork, table: sa.Table, now: Rows) -> None:
        missing = []
        for key, row in self._rows[table.name].items():
            values = dict(zip(table.columns.keys(), row, strict=True))
            if key not in now:
                missing.append(values)
            elif now[key] != row:
                await tx.run(sa.update(table).where(_is(table, key)).values(values))
        if missing:
            await tx.run(sa.insert(table).values(missing))


async def _rows_of(tx: UnitOfWork, table: sa.Table) -> Rows:
    places = [list(table.columns).index(column) for column in table.primary_key]
    rows = (await tx.run(sa.select(table))).all()
    return {tuple(row[place] for place in places): tuple(row) for row in rows}


async def _delete(tx: UnitOfWork, table: sa.Table, keys: list[tuple[Any, ...]]) -> None:
    columns = list(table.primary_key)
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        one = [key[0] for key in some]
        chosen = columns[0].in_(one) if len(columns) == 1 else sa.or_(*(_is(table, key) for key in some))
        await tx.run(sa.delete(table).where(chosen))


def _is(table: sa.Table, key: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
