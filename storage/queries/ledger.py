"""The points ledger and the tier history, as rows."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import DayOutcome, PointEntry, TierChange
from storage.unit import UnitOfWork


async def point_entries(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[PointEntry]:
    """A member's whole points ledger, oldest first."""
    statement = (
        select(PointEntry)
        .where(col(PointEntry.user_id) == user_id)
        .order_by(col(PointEntry.at), col(PointEntry.cause))
    )
    return await tx.all(statement)


async def point_entry(tx: UnitOfWork, user_id: uuid.UUID, cause: str) -> PointEntry | None:
    """The entry of this cause, or None."""
    statement = select(PointEntry).where(col(PointEntry.user_id) == user_id, col(PointEntry.cause) == cause)
    found: PointEntry | None = await tx.first(statement)
    return found


async def net_of_tasks(
    tx: UnitOfWork, user_id: uuid.UUID, task_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """What each of these tasks gave or took, all in all."""
    statement = (
        select(PointEntry.task_id, sa.func.sum(PointEntry.taken))
        .where(col(PointEntry.user_id) == user_id, col(PointEntry.task_id).in_(list(task_ids)))
        .group_by(col(PointEntry.task_id))
    )
    return {task_id: int(total) for task_id, total in await tx.all(statement)}


async def tier_changes(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TierChange]:
    """A member's tier history, oldest first."""
    statement = select(TierChange).where(col(TierChange.user_id) == user_id).order_by(col(TierChange.at))
    return await tx.all(statement)


async def latest_tier_changes(tx: UnitOfWork, user_id: uuid.UUID, limit: int) -> Sequence[TierChange]:
    """A member's latest changes of tier, the newest first."""
    statement = (
        select(TierChange)
        .where(col(TierChange.user_id) == user_id)
        .order_by(col(TierChange.at).desc())
        .limit(limit)
    )
    return await tx.all(statement)


async def day_outcomes(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[DayOutcome]:
    """What every local date meant for the streak, oldest first."""
    statement = (
        select(DayOutcome).where(col(DayOutcome.user_id) == user_id).order_by(col(DayOutcome.local_date))
    )
    return await tx.all(statement)
