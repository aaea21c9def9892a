"""Tasks that were forgiven for tokens, and those that can be."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from storage.enums import TaskStatus
from storage.queries.tasks import TaskAndPlan
from storage.tables import Task, TaskPlan, TributeForgiveness
from storage.unit import UnitOfWork


async def of_task(tx: UnitOfWork, task_id: uuid.UUID) -> TributeForgiveness | None:
    """The forgiveness of a task, or None."""
    statement = select(TributeForgiveness).where(col(TributeForgiveness.task_id) == task_id)
    found: TributeForgiveness | None = await tx.first(statement)
    return found


async def among(tx: UnitOfWork, task_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these tasks were forgiven."""
    statement = select(TributeForgiveness.task_id).where(col(TributeForgiveness.task_id).in_(list(task_ids)))
    return frozenset(await tx.all(statement))


async def forgiven(
    tx: UnitOfWork, user_id: uuid.UUID, *, limit: int, offset: int = 0
) -> Sequence[tuple[TributeForgiveness, Task]]:
    """What a member has had forgiven, the latest first."""
    statement = (
        select(TributeForgiveness, Task)
        .join(Task, col(Task.id) == col(TributeForgiveness.task_id))
        .where(col(TributeForgiveness.user_id) == user_id)
        .order_by(col(TributeForgiveness.processed_at).desc(), col(TributeForgiveness.id))
    )
    return await tx.all(statement.limit(limit).offset(offset))


async def forgivable(
    tx: UnitOfWork, user_id: uuid.UUID, *, limit: int, offset: int = 0
) -> Sequence[TaskAndPlan]:
    """A member's failed tasks that cost her still, the latest first."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.user_id) == user_id,
            col(Task.status) == TaskStatus.FAILED,
            col(TaskPlan.ended).is_(None),
            col(TaskPlan.restored_at).is_(None),
        )
        .order_by(col(Task.due_at).desc(), col(Task.id))
    )
    return await tx.all(statement.limit(limit).offset(offset))
