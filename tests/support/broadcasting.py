"""Broadcasts: composed as an operator does it, and as they stand in the database."""

import uuid
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from storage.enums import OutboxStatus
from storage.tables import Campaign, Outbox
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

WORDS = "The house is quiet tonight. Think of me at nine."
AWAKE: dict[str, Any] = {"quiet_from": 0, "quiet_to": 0}


async def crowd(court: ScriptedCourt, size: int, **settings: Any) -> list[Chatter]:
    """So many members of Octavia's, awake at all hours."""
    return [await playing.member(court, f"member{each}", **{**AWAKE, **settings}) for each in range(size)]


async def composed(olga: Chatter, *, whom: str = "Octavia", words: str = WORDS, tag: str = "") -> None:
    """Up to the preview: words for everybody of a persona."""
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    if olga.sees_button(whom):
        await olga.presses(whom)
    await olga.presses("Everybody")
    await olga.says(words)
    await touching(olga, tag)


async def touching(olga: Chatter, tag: str) -> None:
    """The last question: what it touches."""
    if tag:
        label = olga.court.house.content.tags.label(tag)
        await olga.says(label)
        await olga.presses(label)
    await olga.presses("Done")


async def campaigns(court: ScriptedCourt) -> list[Campaign]:
    """Every broadcast, the oldest first."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(Campaign).order_by(col(Campaign.created_at))))


async def rows(court: ScriptedCourt, status: OutboxStatus | None = None) -> list[Outbox]:
    """The messages of all broadcasts, those of one status if given."""
    async with court.storage.read() as tx:
        found = await tx.all(select(Outbox).where(col(Outbox.campaign_id).is_not(None)))
    return [row for row in found if status is None or row.status is status]


async def reached(court: ScriptedCourt) -> set[uuid.UUID]:
    """Who was sent something by a broadcast."""
    return {row.person_id for row in await rows(court, OutboxStatus.SENT)}


async def done(court: ScriptedCourt) -> None:
    """Until every broadcast has ended."""
    for _ in range(50):
        await court.pass_time(timedelta(seconds=5))
        if all(each.finished_at for each in await campaigns(court)):
            return
    raise AssertionError("The broadcast does not end.")
