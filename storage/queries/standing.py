"""Figures of a member's standing."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import TaskStatus
from storage.queries.tasks import is_open
from storage.tables import Task, TaskPlan
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks are open, and how many were completed."""

    open: int
    done: int


async def task_counts(tx: UnitOfWork, user_id: uuid.UUID) -> TaskCounts:
    """A member's tasks, counted."""
    opened = sa.func.sum(sa.case((is_open(), 1), else_=0))
    done = sa.func.sum(sa.case((col(Task.status) == TaskStatus.COMPLETED, 1), else_=0))
    statement = (
        select(opened, done)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(col(Task.user_id) == user_id)
    )
    row = await tx.first(statement)
    return TaskCounts(int(row[0] or 0), int(row[1] or 0))
