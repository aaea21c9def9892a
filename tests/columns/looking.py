"""What stands in the database itself, and whose rows are whose."""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import metadata
from storage.tables.base import Row
from storage.unit import Storage
from tests.storage.test_tables import models
from tests.support.court import Chatter, ScriptedCourt

AnyRow = TypeVar("AnyRow", bound=Row)


async def held(storage: Storage, column: str, row_id: uuid.UUID) -> Any:
    """What the database holds in a column of a row. A sealed one must not show its words; they are opened."""
    table, _, name = column.partition(".")
    cell = metadata.tables[table].c
    model = models()[table]
    async with storage.read() as tx:
        (raw,) = await tx.first(sa.select(cell[name]).where(cell["id"] == row_id))
        if name not in model.sealed:
            return raw
        row = await tx.get(model, row_id)
        assert row is not None
        words = await tx.open(row, name)
        assert not words or words not in raw, f"{column} stands in the open"
        return words


async def rows(court: ScriptedCourt, kind: type[AnyRow], anna: Chatter) -> Sequence[AnyRow]:
    """A member's rows in a table."""
    mine = (await anna.person()).id
    async with court.storage.read() as tx:
        return await tx.all(select(kind).where(col(kind.user_id) == mine))  # type: ignore[attr-defined]


async def only(court: ScriptedCourt, kind: type[AnyRow], anna: Chatter) -> uuid.UUID:
    """The id of a member's one row in a table."""
    [row] = await rows(court, kind, anna)
    found: uuid.UUID = row.id  # type: ignore[attr-defined]
    return found
