"""Restoring a court in a test, and looking at what came back."""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.archive import backup
from bot.places import opened
from bot.restore import Restored, Restorer, restore
from bot.settings import Settings
from handlers.content.texts import load_texts
from storage.enums import OutboxClass
from storage.sealing import CourtKeys
from storage.tables import Outbox, Person
from tests.support.owners import NOW, CourtOnDisk

LATER = NOW + timedelta(days=10)
FAR = NOW + timedelta(days=250)
TAGS = ("rope", "cold", "words")


async def saved(court: CourtOnDisk) -> Path:
    """A back-up of the court as it is."""
    return (await backup(court.settings, court.unlocked, now=NOW)).path


def restorer(settings: Settings, older: CourtKeys | None = None) -> Restorer:
    """What restoring needs, ten days later."""
    return Restorer(settings, load_texts(), TAGS, LATER, older)


async def bring_back(court: CourtOnDisk, archive: Path) -> Restored:
    """Restore over what is there."""
    return await restore(restorer(court.settings), archive, replace=True)


async def ask(court: CourtOnDisk, statement: Any) -> list[Any]:
    """Rows of the restored court."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        return list(await tx.all(statement))


async def person(court: CourtOnDisk, person_id: uuid.UUID) -> Person:
    """Somebody's standing."""
    (row,) = await ask(court, select(Person).where(col(Person.id) == person_id))
    assert isinstance(row, Person)
    return row


async def opened_text(court: CourtOnDisk, table: Any, key: object, column: str) -> str | None:
    """A sealed column of a row."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        row = await tx.get(table, key)
        assert row is not None
        return await tx.open(row, column)


async def notices(court: CourtOnDisk, person_id: uuid.UUID) -> list[str]:
    """What somebody will be told by safety."""
    async with opened(court.settings, court.unlocked.keys) as storage, storage.read() as tx:
        rows = await tx.all(
            select(Outbox).where(col(Outbox.person_id) == person_id, col(Outbox.klass) == OutboxClass.SAFETY)
        )
        return [str(json.loads(await tx.open(row, "payload") or "{}").get("text", "")) for row in rows]
