"""Queries about tasks: the open ones of a member, what was given on a date, what was used last."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import TaskEnd, TaskStatus, TaskType
from storage.tables import Task, TaskOffer, TaskPlan
from storage.unit import UnitOfWork

TaskAndPlan = tuple[Task, TaskPlan]
COUNTS_NOT = (TaskEnd.DECLINED, TaskEnd.WITHDRAWN, TaskEnd.VOID)


def is_open() -> sa.ColumnElement[bool]:
    """The court's one definition of an open task, for queries that join tasks and their plans."""
    return sa.and_(
        col(Task.status) == TaskStatus.ASSIGNED,
        col(TaskPlan.ended).is_(None),
        col(TaskPlan.frozen_at).is_(None),
    )


async def with_plan(tx: UnitOfWork, task_id: uuid.UUID) -> TaskAndPlan | None:
    """A task and its plan, or None."""
    task = await tx.get(Task, task_id)
    plan = await tx.get(TaskPlan, task_id)
    return None if task is None or plan is None else (task, plan)


async def open_tasks(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """A member's open tasks, soonest due first."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(col(Task.user_id) == user_id, is_open())
        .order_by(col(Task.due_at))
    )
    return await tx.all(statement)


async def unsettled_tasks(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """Assigned and submitted tasks that have not ended, frozen or not."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.user_id) == user_id,
            col(Task.status).in_([TaskStatus.ASSIGNED, TaskStatus.SUBMITTED]),
            col(TaskPlan.ended).is_(None),
        )
        .order_by(col(Task.due_at))
    )
    return await tx.all(statement)


async def given_since(tx: UnitOfWork, user_id: uuid.UUID, since: datetime) -> Sequence[TaskType]:
    """The types of the tasks given since a moment that were not declined, withdrawn or void."""
    statement = (
        select(Task.type)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.user_id) == user_id,
            col(Task.assigned_at) >= since,
            sa.or_(col(TaskPlan.ended).is_(None), col(TaskPlan.ended).not_in(list(COUNTS_NOT))),
        )
    )
    return await tx.all(statement)


async def recent_templates(tx: UnitOfWork, user_id: uuid.UUID, limit: int) -> tuple[str, ...]:
    """The templates of a member's latest tasks, oldest first."""
    statement = (
        select(TaskPlan.template)
        .join(Task, col(Task.id) == col(TaskPlan.task_id))
        .where(col(TaskPlan.user_id) == user_id, col(TaskPlan.template) != "")
        .order_by(col(Task.assigned_at).desc())
        .limit(limit)
    )
    return tuple(reversed(await tx.all(statement)))


async def waiting_offers(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskOffer]:
    """Offers the member has not answered."""
    statement = select(TaskOffer).where(
        col(TaskOffer.user_id) == user_id, col(TaskOffer.decided_at).is_(None)
    )
    return await tx.all(statement)
