"""Punishments by the failed task they answer: given ones, and offers that wait for a yes."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import TaskStatus
from storage.queries.tasks import TaskAndPlan
from storage.tables import Task, TaskOffer, TaskPlan
from storage.unit import UnitOfWork


async def answering(tx: UnitOfWork, task_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """Every punishment that was given for a failed task, the first one first."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(col(TaskPlan.punishes) == task_id)
        .order_by(col(Task.assigned_at))
        .execution_options(populate_existing=True)
    )
    return await tx.all(statement)


async def offered(tx: UnitOfWork, task_id: uuid.UUID) -> Sequence[TaskOffer]:
    """Punishments for a failed task that still wait for the member's yes."""
    statement = select(TaskOffer).where(
        col(TaskOffer.punishes) == task_id, col(TaskOffer.decided_at).is_(None)
    )
    return await tx.all(statement)


async def under_appeal(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """A member's punishments that stand still because their tasks are under appeal."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.user_id) == user_id,
            col(Task.status) == TaskStatus.ASSIGNED,
            col(TaskPlan.under_appeal),
            col(TaskPlan.ended).is_(None),
        )
    )
    return await tx.all(statement)


async def any_for(tx: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Whether a failed task was ever answered by a punishment, given or offered, whatever became of it."""
    given = sa.exists().where(col(TaskPlan.punishes) == task_id)
    asked = sa.exists().where(col(TaskOffer.punishes) == task_id)
    return bool(await tx.first(select(sa.or_(given, asked))))
