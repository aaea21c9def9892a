"""Of what class each message was that arrived: from the receipts the court kept."""

import re

import sqlalchemy as sa
from sqlmodel import col, select

from bot.delivery.parcels import RECEIPT
from storage.enums import OutboxClass
from storage.tables import Outbox
from tests.support.court import ScriptedCourt

NUMBER = re.compile(r"\d*")


async def newest_row(court: ScriptedCourt) -> int:
    """The number of what was queued last."""
    async with court.storage.read() as tx:
        return int(await tx.first(select(sa.func.max(col(Outbox.id)))) or 0)


async def classes(court: ScriptedCourt, after: int = 0) -> dict[str, OutboxClass]:
    """The class of every message, by what the platform called it, of those queued after a row."""
    return {number: row.klass for number, row in await _sent(court, after)}


async def names_of(court: ScriptedCourt) -> dict[str, str]:
    """The court's own name of every message, by what the platform called it."""
    return {number: row.ref for number, row in await _sent(court, 0) if row.ref}


async def _sent(court: ScriptedCourt, after: int) -> list[tuple[str, Outbox]]:
    """A receipt begins with the message's number; what it was, or for whom, follows after a sign."""
    found = []
    async with court.storage.read() as tx:
        for row in await tx.all(select(Outbox).where(col(Outbox.id) > after)):
            receipt = await tx.open(row, "receipt")
            found += [
                (number_in(each), row) for each in (RECEIPT.validate_json(receipt).ids if receipt else ())
            ]
    return found


def number_in(name: str) -> str:
    """The number a receipt's name begins with."""
    found = NUMBER.match(name)
    return found[0] if found else ""
