"""Drops that go out every day: their schedules, and whose round is due."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import DropRound, DropSchedule, User, VoiceDrop
from storage.unit import UnitOfWork

Scheduled = tuple[DropSchedule, VoiceDrop]


async def due(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Members and schedules whose hour may have come, the longest due first."""
    resting = select(DropSchedule.id).where(col(DropSchedule.paused_at).is_not(None))
    statement = select(DropRound.user_id, DropRound.schedule_id).where(
        col(DropRound.next_at) <= now, col(DropRound.schedule_id).not_in(resting)
    )
    return await tx.all(statement.order_by(col(DropRound.next_at)).limit(limit))


async def running(tx: UnitOfWork, personas: Sequence[str]) -> Sequence[Scheduled]:
    """Schedules that have not ended, of these personas (all if empty), by the hour."""
    statement = (
        select(DropSchedule, VoiceDrop)
        .join(VoiceDrop, col(VoiceDrop.id) == col(DropSchedule.voice_drop_id))
        .where(col(DropSchedule.ended_at).is_(None))
        .order_by(col(DropSchedule.minute), col(VoiceDrop.name))
    )
    if personas:
        statement = statement.where(col(VoiceDrop.domme_persona).in_(list(personas)))
    return await tx.all(statement)


async def scheduled(tx: UnitOfWork, schedule_id: uuid.UUID) -> Scheduled | None:
    """A schedule that has not ended, with its drop; None if there is none."""
    statement = (
        select(DropSchedule, VoiceDrop)
        .join(VoiceDrop, col(VoiceDrop.id) == col(DropSchedule.voice_drop_id))
        .where(col(DropSchedule.id) == schedule_id, col(DropSchedule.ended_at).is_(None))
    )
    found: Scheduled | None = await tx.first(statement)
    return found


async def enlist(tx: UnitOfWork, schedule: DropSchedule, persona: str, now: datetime) -> int:
    """Every member of the persona gets a round, to be planned at the next sweep; returns how many."""
    moment = sa.literal(now, type_=DropRound.__table__.c.next_at.type)  # type: ignore[attr-defined] # a table
    own = sa.literal(schedule.id, type_=sa.Uuid())
    members = select(own, User.id, moment, moment).where(col(User.domme_assigned) == persona)
    columns = ["schedule_id", "user_id", "next_at", "since"]
    result = await tx.run(sa.insert(DropRound).from_select(columns, members, include_defaults=False))
    return int(getattr(result, "rowcount", 0))


async def plan_anew(tx: UnitOfWork, user_id: uuid.UUID, now: datetime) -> None:
    """A member's rounds are looked at again at the next sweep."""
    mine = sa.update(DropRound).where(col(DropRound.user_id) == user_id)
    await tx.run(mine.values(next_at=now).execution_options(synchronize_session="fetch"))


async def begin_anew(tx: UnitOfWork, schedule_id: uuid.UUID, now: datetime) -> None:
    """Every round of a schedule counts from now on, as if it had just been made."""
    rounds = sa.update(DropRound).where(col(DropRound.schedule_id) == schedule_id)
    await tx.run(rounds.values(next_at=now, since=now).execution_options(synchronize_session="fetch"))


async def end(tx: UnitOfWork, schedule: DropSchedule, now: datetime) -> None:
    """Nothing goes out by it any more."""
    schedule.ended_at = now
    await tx.run(sa.delete(DropRound).where(col(DropRound.schedule_id) == schedule.id))


async def end_of_drop(tx: UnitOfWork, drop_id: uuid.UUID, now: datetime) -> None:
    """A retired drop goes out by no schedule."""
    running_of = select(DropSchedule).where(
        col(DropSchedule.voice_drop_id) == drop_id, col(DropSchedule.ended_at).is_(None)
    )
    for schedule in await tx.all(running_of):
        await end(tx, schedule, now)
