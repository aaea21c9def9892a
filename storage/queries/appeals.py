"""Appeals: against a failed task, and the one against a ban."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import AppealResult, TaskStatus
from storage.queries.desk import Waiting
from storage.queries.tasks import TaskAndPlan, in_play
from storage.tables import AdminLog, Appeal, AppealReview, Person, Task, TaskPlan, TributeForgiveness, User
from storage.unit import UnitOfWork


async def of_task(tx: UnitOfWork, task_id: uuid.UUID) -> Appeal | None:
    """The appeal against a failed task as it is now, or None."""
    statement = select(Appeal).where(col(Appeal.task_id) == task_id)
    found: Appeal | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def result_of(tx: UnitOfWork, task_id: uuid.UUID) -> AppealResult | None:
    """What became of the appeal against a task's present failure; None if there was none."""
    statement = (
        select(Appeal.result)
        .join(AppealReview, col(AppealReview.appeal_id) == col(Appeal.id))
        .where(col(Appeal.task_id) == task_id, col(AppealReview.withdrawn).is_(False))
    )
    found: AppealResult | None = await tx.first(statement)
    return found


async def is_pending(tx: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Whether an appeal against a failed task waits for its answer."""
    appeal = await of_task(tx, task_id)
    return appeal is not None and appeal.result is AppealResult.PENDING


async def appeal_now(tx: UnitOfWork, appeal_id: uuid.UUID) -> Appeal | None:
    """An appeal as it is now, locked until the commit; None if there is none."""
    statement = select(Appeal).where(col(Appeal.id) == appeal_id).with_for_update()
    row: Appeal | None = await tx.first(statement.execution_options(populate_existing=True))
    return row


async def pending_of(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """A member's appeals that nobody has decided."""
    statement = select(Appeal.id).where(
        col(Appeal.user_id) == user_id, col(Appeal.result) == AppealResult.PENDING
    )
    return await tx.all(statement)


async def waiting(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, now: datetime, limit: int
) -> Sequence[Waiting]:
    """Appeals for an operator to decide, soonest approved by time first; none of her own, none of members
    whom the game may not reach now."""
    statement = (
        select(Appeal.id, Appeal.user_id, Appeal.submitted_at, AppealReview.lapses_at)
        .join(AppealReview, col(AppealReview.appeal_id) == col(Appeal.id))
        .join(Person, col(Person.id) == col(Appeal.user_id))
        .where(col(Appeal.result) == AppealResult.PENDING, col(Appeal.user_id) != operator, in_play(now))
        .order_by(col(AppealReview.lapses_at))
        .limit(limit)
    )
    if personas:
        own = select(User.id).where(col(User.domme_assigned).in_(list(personas)))
        statement = statement.where(col(Appeal.user_id).in_(own))
    return [Waiting(*row) for row in await tx.all(statement)]


async def lapsing(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Whose appeals, and which, waited for an answer too long. While a member is away hers go on waiting."""
    statement = (
        select(AppealReview.user_id, AppealReview.appeal_id)
        .join(Person, col(Person.id) == col(AppealReview.user_id))
        .where(col(AppealReview.lapses_at) <= now, in_play(now))
        .order_by(col(AppealReview.lapses_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def reviews_waiting(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[AppealReview]:
    """What stands behind a member's appeals that wait for an answer."""
    statement = select(AppealReview).where(
        col(AppealReview.user_id) == user_id, col(AppealReview.lapses_at).is_not(None)
    )
    return await tx.all(statement)


async def decided_with_audio(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[Appeal]:
    """A member's decided appeals that still name their recordings."""
    statement = select(Appeal).where(
        col(Appeal.user_id) == user_id,
        col(Appeal.result) != AppealResult.PENDING,
        col(Appeal.appeal_audio_url).is_not(None),
    )
    return await tx.all(statement)


async def appealable(tx: UnitOfWork, user_id: uuid.UUID, limit: int) -> Sequence[TaskAndPlan]:
    """A member's failed tasks that cost her still - their points, or the tokens that were paid for them - and
    were not appealed, the latest first."""
    appealed = sa.exists().where(
        col(Appeal.task_id) == col(Task.id),
        col(AppealReview.appeal_id) == col(Appeal.id),
        col(AppealReview.withdrawn).is_(False),
    )
    forgiven = sa.exists().where(col(TributeForgiveness.task_id) == col(Task.id))
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.user_id) == user_id,
            col(Task.status) == TaskStatus.FAILED,
            col(TaskPlan.ended).is_(None),
            sa.or_(col(TaskPlan.restored_at).is_(None), forgiven),
            ~appealed,
        )
        .order_by(col(Task.due_at).desc())
        .limit(limit)
    )
    return await tx.all(statement)


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
