"""Appeals: against a failed task, and the one against a ban."""

import uuid
from datetime import datetime

from sqlmodel import col, select

from storage.enums import AppealResult
from storage.tables import AdminLog, Appeal
from storage.unit import UnitOfWork


async def of_task(tx: UnitOfWork, task_id: uuid.UUID) -> Appeal | None:
    """The appeal against a failed task as it is now, or None."""
    statement = select(Appeal).where(col(Appeal.task_id) == task_id)
    found: Appeal | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def is_pending(tx: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Whether an appeal against a failed task waits for its answer."""
    appeal = await of_task(tx, task_id)
    return appeal is not None and appeal.result is AppealResult.PENDING


async def of_ban(tx: UnitOfWork, person_id: uuid.UUID, kind: str, banned_at: datetime) -> AdminLog | None:
    """The appeal a member made against the ban of this moment, or None."""
    statement = (
        select(AdminLog)
        .where(
            col(AdminLog.subject_id) == person_id, col(AdminLog.kind) == kind, col(AdminLog.at) >= banned_at
        )
        .limit(1)
    )
    found: AdminLog | None = await tx.first(statement)
    return found
