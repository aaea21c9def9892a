"""Events that are told to operators, and troubles that go on."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxStatus, WorkStatus
from storage.tables import Event, Inbox, Outage, Outbox, Trouble, Work
from storage.unit import UnitOfWork

UNREACHABLE = "unreachable"
"""What stands in a message's row whose reader closed the chat: that is no failure of the court's."""


async def lately(tx: UnitOfWork, kind: str, since: datetime) -> int:
    """How many events of a kind operators were to hear of since a moment of the wall clock."""
    statement = select(sa.func.count()).where(
        col(Event.kind) == kind, col(Event.noted_at) >= since, col(Event.alert)
    )
    return int(await tx.first(statement))


async def untold(tx: UnitOfWork, before: datetime, limit: int) -> Sequence[Event]:
    """Events noted before a moment that operators have not heard of, oldest first."""
    statement = (
        select(Event)
        .where(col(Event.told_at).is_(None), col(Event.noted_at) <= before, col(Event.alert))
        .order_by(col(Event.noted_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def unposted(tx: UnitOfWork, limit: int) -> Sequence[Event]:
    """Events that the operators' room has not heard of, oldest first."""
    statement = (
        select(Event)
        .where(col(Event.posted_at).is_(None), col(Event.alert))
        .order_by(col(Event.noted_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def newest(
    tx: UnitOfWork, personas: Sequence[str], but: uuid.UUID, *, owner: bool, limit: int
) -> Sequence[Event]:
    """What operators of these personas (none: of all) were told, the newest first; nothing of ``but``."""
    statement = (
        select(Event)
        .where(col(Event.alert), sa.or_(col(Event.person_id).is_(None), col(Event.person_id) != but))
        .order_by(col(Event.noted_at).desc())
        .limit(limit)
    )
    if not owner:
        statement = statement.where(~col(Event.owners))
    if personas:
        statement = statement.where(col(Event.persona).in_(["", *personas]))
    return await tx.all(statement)


async def begin_trouble(tx: UnitOfWork, key: str, now: datetime) -> bool:
    """Something is amiss: True if that is news."""
    if await tx.get(Trouble, key) is not None:
        return False
    tx.add(Trouble(key=key, since=now))
    await tx.flush()
    return True


async def end_trouble(tx: UnitOfWork, key: str) -> datetime | None:
    """It is well again: since when it was amiss, or None if it was not."""
    row = await tx.get(Trouble, key)
    if row is None:
        return None
    await tx.delete(row)
    await tx.flush()
    return row.since


async def troubles(tx: UnitOfWork) -> set[str]:
    """The keys of all that is amiss."""
    return set(await tx.all(select(Trouble.key)))


async def out_of_reach(tx: UnitOfWork) -> set[str]:
    """The places that are out now."""
    return set(await tx.all(select(Outage.place).where(col(Outage.ended_at).is_(None))))


async def failed_since(tx: UnitOfWork, moment: datetime) -> int:
    """How many messages, updates and errands failed for good since a moment of the wall clock.

    What could not be sent because somebody closed the chat is not counted."""
    sent = select(sa.func.count()).where(
        col(Outbox.status) == OutboxStatus.DEAD,
        col(Outbox.created_at) >= moment,
        col(Outbox.error) != UNREACHABLE,
    )
    received = select(sa.func.count()).where(
        col(Inbox.status) == InboxStatus.DEAD, col(Inbox.received_at) >= moment
    )
    done = select(sa.func.count()).where(col(Work.status) == WorkStatus.DEAD, col(Work.finished_at) >= moment)
    return sum([int(await tx.first(each)) for each in (sent, received, done)])
