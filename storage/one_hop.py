"""SQLite through aiosqlite with one visit to the connection's thread a statement.

The usual cursor visits it four times: to be made, to execute, to fetch, to be closed. A visit costs more than
a small statement itself, and a turn has dozens of them."""

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor


@dataclass(slots=True)
class _Finished:
    """What is left of a driver's cursor when its statement is done."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    async def close(self) -> None:
        """Closed already."""


class OneHopCursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches everything and closes in the connection's thread at once."""

    __slots__ = ()

    def _make_new_cursor(self, connection: Any) -> Any:
        del connection
        return _Finished()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.execute(operation, () if parameters is None else parameters))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _visit(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        async with self._adapt_connection._execute_mutex:
            # The driver's connection runs any function in its thread, one after the other.
            driver: Any = self._connection
            self._cursor, self._rows = await driver._execute(_done, driver._conn, statement)


def _done(
    connection: sqlite3.Connection, statement: Callable[[sqlite3.Cursor], object]
) -> tuple[_Finished, deque[Any]]:
    cursor = connection.cursor()
    try:
        statement(cursor)
        rows = deque(cursor.fetchall() if cursor.description else ())
        return _Finished(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose cursors are :class:`OneHopCursor`."""

    __slots__ = ()
    _cursor_cls = OneHopCursor


def use_one_hop(engine: sa.Engine) -> None:
    """Let every connection of this engine be a :class:`OneHopConnection`."""

    @sa.event.listens_for(engine, "do_connect")
    def on_connecting(dialect: Any, _record: object, args: Any, options: Any) -> OneHopConnection:
        usual = dialect.connect(*args, **options)
        return OneHopConnection(usual.dbapi, usual._connection)
