"""SQLite statements cost one visit to their connection's thread, and give what the usual cursor gives."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engines import write_engine


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = write_engine(f"sqlite:///{tmp_path / 'small.sqlite'}")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        yield connection
    await engine.dispose()


async def visits(connection: AsyncConnection, statement: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a statement, its rows read, went to the connection's thread."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    went: list[object] = []
    usual = type(driver)._execute

    async def counted(self: Any, *args: Any) -> Any:
        went.append(args)
        return await usual(self, *args)

    monkeypatch.setattr(type(driver), "_execute", counted)
    (await connection.exec_driver_sql(statement)).close()
    return len(went)


@pytest.mark.parametrize("statement", ["SELECT * FROM pets", "INSERT INTO pets (name) VALUES ('Rex')"])
async def test_a_statement_visits_the_thread_once(
    connection: AsyncConnection, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await visits(connection, statement, monkeypatch) == 1


async def test_rows_come_in_order_with_their_names(connection: AsyncConnection) -> None:
    await connection.execute(
        sa.text("INSERT INTO pets (name) VALUES (:name)"), [{"name": "Rex"}, {"name": "Minka"}]
    )
    rows = (await connection.execute(sa.text("SELECT id, name FROM pets ORDER BY id"))).mappings().all()
    assert [dict(row) for row in rows] == [{"id": 1, "name": "Rex"}, {"id": 2, "name": "Minka"}]


async def test_what_was_written_is_counted_and_numbered(connection: AsyncConnection) -> None:
    inserted = await connection.execute(sa.text("INSERT INTO pets (name) VALUES ('Rex')"))
    assert inserted.lastrowid == 1
    again = await connection.execute(sa.text("INSERT INTO pets (name) VALUES ('Minka') RETURNING id"))
    assert again.scalar_one() == 2
    renamed = await connection.execute(sa.text("UPDATE pets SET name = name || '!' WHERE id > 0"))
    assert renamed.rowcount == 2


async def test_an_error_is_the_databases_own_and_the_connection_goes_on(connection: AsyncConnection) -> None:
    await connection.exec_driver_sql("INSERT INTO pets (name) VALUES ('Rex')")
    with pytest.raises(IntegrityError, match=r"pets\.name"):
        await connection.exec_driver_sql("INSERT INTO pets (name) VALUES ('Rex')")
    assert (await connection.exec_driver_sql("SELECT count(*) FROM pets")).scalar_one() == 1


async def test_many_rows_can_still_be_read_as_a_stream(connection: AsyncConnection) -> None:
    await connection.execute(
        sa.text("INSERT INTO pets (name) VALUES (:name)"), [{"name": str(number)} for number in range(300)]
    )
    read = [row.id async for row in await connection.stream(sa.text("SELECT id FROM pets ORDER BY id"))]
    assert read == list(range(1, 301))
