"""Badges a member holds, and the history they are earned by."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import TaskStatus, TaskType
from storage.tables import Badge, Task, TierChange
from storage.unit import UnitOfWork


async def held(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[Badge]:
    """A member's badges, in the order she earned them."""
    statement = select(Badge).where(col(Badge.user_id) == user_id)
    return await tx.all(statement.order_by(col(Badge.earned_at), col(Badge.name)))


async def done_by_type(tx: UnitOfWork, user_id: uuid.UUID) -> dict[TaskType, int]:
    """How many tasks of each type a member completed."""
    statement = (
        select(Task.type, sa.func.count())
        .where(col(Task.user_id) == user_id, col(Task.status) == TaskStatus.COMPLETED)
        .group_by(col(Task.type))
    )
    return {kind: int(count) for kind, count in await tx.all(statement)}


async def tiers_reached(tx: UnitOfWork, user_id: uuid.UUID, no_moves: Sequence[str]) -> frozenset[str]:
    """Every tier a member ever came to. ``no_moves``: the kinds of change that only open or shut a door."""
    statement = select(TierChange.after).where(
        col(TierChange.user_id) == user_id, col(TierChange.why).not_in(list(no_moves))
    )
    return frozenset(await tx.all(statement))
