"""Queries about tasks: the open ones of a member, what was given on a date, what time has brought."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.enums import TaskEnd, TaskStatus, TaskType
from storage.tables import (
    DayOutcome,
    MemberSettings,
    Outage,
    Person,
    Task,
    TaskOffer,
    TaskPlan,
    TaskTag,
)
from storage.unit import UnitOfWork

TaskAndPlan = tuple[Task, TaskPlan]
Found = tuple[uuid.UUID, uuid.UUID]
"""Whose it is, and its id."""

COUNTS_NOT = (TaskEnd.DECLINED, TaskEnd.WITHDRAWN, TaskEnd.VOID)


def is_open() -> sa.ColumnElement[bool]:
    """The court's one definition of an open task, for queries that join tasks and their plans."""
    return sa.and_(
        col(Task.status) == TaskStatus.ASSIGNED,
        col(TaskPlan.ended).is_(None),
        col(TaskPlan.frozen_at).is_(None),
    )


def open_now(task: Task, plan: TaskPlan) -> bool:
    """The same definition for rows that were read."""
    return task.status is TaskStatus.ASSIGNED and plan.ended is None and plan.frozen_at is None


def in_play(now: datetime) -> sa.ColumnElement[bool]:
    """Whom the game may reach now, for queries that join persons; the rules are asked again later."""
    return sa.and_(
        col(Person.stopped_at).is_(None),
        col(Person.held_at).is_(None),
        col(Person.paused_at).is_(None),
        col(Person.minor_locked_at).is_(None),
        col(Person.banned_at).is_(None),
        sa.or_(col(Person.timeout_until).is_(None), col(Person.timeout_until) <= now),
        sa.or_(col(Person.excluded_until).is_(None), col(Person.excluded_until) <= now),
    )


async def with_plan(tx: UnitOfWork, task_id: uuid.UUID) -> TaskAndPlan | None:
    """A task and its plan as they are now, or None."""
    statement = (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(col(Task.id) == task_id)
        .execution_options(populate_existing=True)
    )
    found: TaskAndPlan | None = await tx.first(statement)
    return found


async def open_tasks(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """A member's open tasks, soonest due first."""
    return await tx.all(_of_member(user_id).where(is_open()).order_by(col(Task.due_at)))


async def submitted_tasks(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """A member's tasks whose proof waits for review, the longest waiting first."""
    statement = _of_member(user_id).where(
        col(Task.status) == TaskStatus.SUBMITTED, col(TaskPlan.ended).is_(None)
    )
    return await tx.all(statement.order_by(col(Task.submitted_at)))


async def unsettled_tasks(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskAndPlan]:
    """Assigned and submitted tasks that have not ended, frozen or not."""
    statement = _of_member(user_id).where(
        col(Task.status).in_([TaskStatus.ASSIGNED, TaskStatus.SUBMITTED]),
        col(TaskPlan.ended).is_(None),
    )
    return await tx.all(statement.order_by(col(Task.due_at)))


async def history(
    tx: UnitOfWork, user_id: uuid.UUID, *, limit: int, offset: int = 0
) -> Sequence[TaskAndPlan]:
    """A member's tasks that are over, the newest first."""
    over = sa.or_(
        col(Task.status).in_([TaskStatus.COMPLETED, TaskStatus.FAILED]), col(TaskPlan.ended).is_not(None)
    )
    statement = _of_member(user_id).where(over).order_by(col(Task.assigned_at).desc(), col(Task.id))
    return await tx.all(statement.limit(limit).offset(offset))


async def handed_in(tx: UnitOfWork, user_id: uuid.UUID, *, limit: int, offset: int = 0) -> Sequence[Task]:
    """A member's tasks for which something was handed in, the newest first."""
    mine = select(Task).where(col(Task.user_id) == user_id, col(Task.proof_submission).is_not(None))
    newest = mine.order_by(col(Task.assigned_at).desc(), col(Task.id))
    return await tx.all(newest.limit(limit).offset(offset))


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


async def touching(
    tx: UnitOfWork, task_ids: Sequence[uuid.UUID], tag_hashes: Sequence[str]
) -> frozenset[uuid.UUID]:
    """Which of these tasks touch one of the tags."""
    statement = select(TaskTag.task_id).where(
        col(TaskTag.task_id).in_(list(task_ids)), col(TaskTag.tag_hash).in_(list(tag_hashes))
    )
    return frozenset(await tx.all(statement))


async def waiting_offers(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TaskOffer]:
    """Offers the member has not answered, oldest first."""
    statement = (
        select(TaskOffer)
        .where(col(TaskOffer.user_id) == user_id, col(TaskOffer.decided_at).is_(None))
        .order_by(col(TaskOffer.offered_at))
    )
    return await tx.all(statement)


async def outcome_on(tx: UnitOfWork, user_id: uuid.UUID, day: date) -> DayOutcome | None:
    """What a local date meant for the streak, or None."""
    return await tx.get(DayOutcome, (user_id, day))


# -- what time has brought ---------------------------------------------------------------------------


async def to_check(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Tasks of members in play whose deadline is to be looked at; not frozen ones, nor those delivered on a
    platform that is away now."""
    away = sa.exists().where(col(Outage.place) == col(TaskPlan.delivered_on), col(Outage.ended_at).is_(None))
    statement = (
        select(TaskPlan.user_id, TaskPlan.task_id)
        .join(Person, col(Person.id) == col(TaskPlan.user_id))
        .where(col(TaskPlan.check_at) <= now, col(TaskPlan.frozen_at).is_(None), in_play(now), ~away)
        .order_by(col(TaskPlan.check_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def reminders_due(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Open tasks of members in play of which a reminder is due."""
    statement = (
        select(Task.user_id, Task.id)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .join(Person, col(Person.id) == col(Task.user_id))
        .where(col(TaskPlan.next_reminder_at) <= now, is_open(), in_play(now))
        .order_by(col(TaskPlan.next_reminder_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def dailies_due(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Members whose next daily is due."""
    due = col(MemberSettings.next_daily_at)
    return await tx.all(select(MemberSettings.user_id).where(due <= now).order_by(due).limit(limit))


async def inspections_due(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Members whose next inspection is due."""
    due = col(MemberSettings.next_inspection_at)
    return await tx.all(select(MemberSettings.user_id).where(due <= now).order_by(due).limit(limit))


async def offers_expired(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Offers nobody answered in time."""
    statement = (
        select(TaskOffer.user_id, TaskOffer.id)
        .where(col(TaskOffer.expires_at) <= now, col(TaskOffer.decided_at).is_(None))
        .order_by(col(TaskOffer.expires_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def misses_unanswered(tx: UnitOfWork, before: datetime, limit: int) -> Sequence[Found]:
    """Misses an operator was asked about before a moment and has not decided."""
    statement = (
        select(Task.user_id, Task.id)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(is_open(), col(Task.due_at) <= before, col(TaskPlan.missed_at) <= before)
        .limit(limit)
    )
    return await tx.all(statement)


def _of_member(user_id: uuid.UUID) -> "Select[Task, TaskPlan]":
    return (
        select(Task, TaskPlan)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(col(Task.user_id) == user_id)
    )
