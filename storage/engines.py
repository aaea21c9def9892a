"""Database engines with the settings that keep SQLite from losing updates, and PostgreSQL plain."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.one_hop import use_one_hop

BUSY_SECONDS = 10.0


def async_url(url: str) -> URL:
    """The URL with the driver the court uses: aiosqlite or asyncpg."""
    parsed = make_url(url)
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    return parsed.set(drivername=drivers.get(parsed.get_backend_name(), parsed.drivername))


def sync_url(url: str) -> URL:
    """The URL with the plain SQLite driver, for Alembic and back-ups; others keep asyncpg."""
    parsed = async_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL, or None for another database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def write_engine(url: str) -> AsyncEngine:
    """The engine that writes. On SQLite every transaction is BEGIN IMMEDIATE on durable WAL."""
    parsed = async_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, pool_size=10, max_overflow=10, pool_pre_ping=True)
    engine = create_async_engine(parsed, pool_size=2, max_overflow=2, connect_args={"factory": _RollingBack})
    _configure_sqlite(engine.sync_engine, begin="BEGIN IMMEDIATE", read_only=False)
    return engine


def read_engine(url: str) -> AsyncEngine | None:
    """A second, read-only engine for SQLite so that reads never queue behind writes; else None."""
    parsed = async_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    engine = create_async_engine(parsed, pool_size=4, max_overflow=4, connect_args={"factory": _RollingBack})
    _configure_sqlite(engine.sync_engine, begin="BEGIN", read_only=True)
    return engine


def plain_sqlite(path: Path) -> sa.Engine:
    """A synchronous engine for tools, foreign keys off until they ask for them."""
    return sa.create_engine(f"sqlite:///{path}", poolclass=NullPool)


class _RollingBack(sqlite3.Connection):
    """Gives up its transaction when it is closed.

    When a task is cancelled in the middle of a statement, its cursor lives on in the exception. SQLite
    would keep such a closed connection, and with it the one write lock, until the cursor is collected."""

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


def _configure_sqlite(engine: sa.Engine, *, begin: str, read_only: bool) -> None:
    use_one_hop(engine)

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver's own transaction handling loses updates; ours begins explicitly below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # A destroyed key must not stay readable in a free page.
        cursor.execute(f"PRAGMA {'query_only' if read_only else 'secure_delete'} = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)


def is_busy(error: BaseException) -> bool:
    """Whether a database error means locked, full or read-only: worth trying again later."""
    cause = getattr(error, "orig", error)
    text = str(cause).lower()
    if isinstance(cause, sqlite3.OperationalError) or "sqlite" in type(cause).__module__:
        return any(word in text for word in ("locked", "busy", "full", "readonly", "read-only", "disk i/o"))
    return any(word in text for word in ("deadlock", "could not serialize", "connection"))
