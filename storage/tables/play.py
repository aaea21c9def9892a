"""The tables of play: tasks with their plans, offers and proofs, points, tiers, appeals, forgiveness."""

import uuid
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import (
    AppealResult,
    Platform,
    ProofType,
    TaskEnd,
    TaskStatus,
    TaskType,
    Verdict,
)
from storage.tables.base import (
    Row,
    Sealed,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    reference,
    row_id,
    values_of,
)


class Task(Row, table=True):
    """Something a member has to do by ``due_at``."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index("ix_tasks_status_due_at", "status", "due_at"),
        sa.Index("ix_tasks_user_id_status", "user_id", "status"),
    )
    sealed: ClassVar[frozenset[str]] = frozenset({"description", "proof_submission"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id", index=False)
    type: TaskType = Field(sa_type=values_of(TaskType))
    domme_persona: str = Field(max_length=64)
    description: Sealed = long_text()
    proof_type_required: ProofType = Field(sa_type=values_of(ProofType))
    status: TaskStatus = Field(default=TaskStatus.ASSIGNED, sa_type=values_of(TaskStatus))
    proof_submission: Sealed | None = long_text(default=None)
    assigned_at: datetime = moment(index=True)
    due_at: datetime = moment()
    submitted_at: datetime | None = maybe_moment()
    points_awarded: int = 0
    auto_punishment_flag: bool = False


class TaskPlan(Row, table=True):
    """What stands behind a task: where it comes from, its clock, and how it ended without a verdict.

    A task is *open* when its status is Assigned, ``ended`` is empty and ``frozen_at`` is empty. ``due_at`` of
    the task is the truth; ``check_at`` only says when to look at it, and may be too early. ``punishes`` is
    the failed task that a punishment answers; ``under_appeal`` is set while an appeal against that one keeps
    it frozen, whatever else froze it meanwhile."""

    __tablename__ = "task_plans"
    sealed: ClassVar[frozenset[str]] = frozenset({"tags", "challenge"})
    bound_by: ClassVar[tuple[str, ...]] = ("task_id",)

    task_id: uuid.UUID = Field(primary_key=True, foreign_key="tasks.id", ondelete="CASCADE")
    user_id: uuid.UUID = reference("users.id")
    template: str = Field(default="", max_length=64)
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    intensity: int = 1
    points: int = 10
    minutes: int = 60
    least_minutes: int = 0
    tags: Sealed | None = long_text(default=None)
    challenge: Sealed | None = long_text(default=None)
    local_date: date | None = None
    delivered_at: datetime | None = maybe_moment()
    delivered_on: Platform | None = Field(default=None, sa_type=values_of(Platform), nullable=True)
    started_at: datetime | None = maybe_moment()
    frozen_at: datetime | None = maybe_moment()
    frozen_status: str | None = Field(default=None, max_length=16)
    ended: TaskEnd | None = Field(default=None, sa_type=values_of(TaskEnd), nullable=True)
    ended_at: datetime | None = maybe_moment()
    ended_why: str = Field(default="", max_length=32)
    check_at: datetime | None = maybe_moment(index=True)
    next_reminder_at: datetime | None = maybe_moment(index=True)
    reminded_at: datetime | None = maybe_moment()
    extension_asked_at: datetime | None = maybe_moment()
    extension_granted: bool | None = None
    extension_by: uuid.UUID | None = maybe_reference("persons.id")
    made_good_until: datetime | None = maybe_moment()
    missed_at: datetime | None = maybe_moment()
    punishes: uuid.UUID | None = maybe_reference("tasks.id", index=True)
    under_appeal: bool = False
    restored_at: datetime | None = maybe_moment()


class TaskTag(Row, table=True):
    """A keyed hash of a tag an open task touches, so that a new hard limit can withdraw it."""

    __tablename__ = "task_tags"

    task_id: uuid.UUID = Field(primary_key=True, foreign_key="tasks.id", ondelete="CASCADE")
    tag_hash: str = Field(primary_key=True, max_length=64)


class TaskOffer(Row, table=True):
    """A task that touches a soft limit, waiting for the member's yes; ``plan`` is the sealed proposal."""

    __tablename__ = "task_offers"
    sealed: ClassVar[frozenset[str]] = frozenset({"plan"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    type: TaskType = Field(sa_type=values_of(TaskType))
    plan: Sealed = long_text()
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    offered_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    accepted: bool | None = None
    decided_at: datetime | None = maybe_moment()
    task_id: uuid.UUID | None = maybe_reference("tasks.id")
    punishes: uuid.UUID | None = maybe_reference("tasks.id", index=True)


class ProofAttempt(Row, table=True):
    """One proof handed in for a task, and what became of it."""

    __tablename__ = "proof_attempts"
    __table_args__ = (sa.UniqueConstraint("task_id", "number"),)
    sealed: ClassVar[frozenset[str]] = frozenset({"content", "caption", "hints", "comment", "reason"})

    id: uuid.UUID = row_id()
    task_id: uuid.UUID = reference("tasks.id", index=False)
    user_id: uuid.UUID = reference("users.id")
    number: int = 1
    kind: ProofType = Field(sa_type=values_of(ProofType))
    content: Sealed | None = long_text(default=None)
    caption: Sealed | None = long_text(default=None)
    hints: Sealed | None = long_text(default=None)
    suspicious: bool = False
    late: bool = False
    submitted_at: datetime = moment()
    remaining_seconds: int = 0
    human: bool = True
    lapses_at: datetime | None = maybe_moment(index=True)
    group_key: str = Field(default="", max_length=160)
    verdict: Verdict | None = Field(default=None, sa_type=values_of(Verdict), nullable=True)
    decided_by: uuid.UUID | None = maybe_reference("persons.id")
    decided_at: datetime | None = maybe_moment(index=True)
    points: int = 0
    bonus: int = 0
    comment: Sealed | None = long_text(default=None)
    reason: Sealed | None = long_text(default=None)


class DayOutcome(Row, table=True):
    """What one local date meant for the streak: done, missed or excused."""

    __tablename__ = "day_outcomes"

    user_id: uuid.UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    local_date: date = Field(primary_key=True)
    outcome: str = Field(max_length=16)
    task_id: uuid.UUID | None = maybe_reference("tasks.id")


class PointEntry(Row, table=True):
    """One line of a member's points ledger; ``taken`` is what was really given or taken."""

    __tablename__ = "point_entries"
    __table_args__ = (sa.UniqueConstraint("user_id", "cause"),)

    id: uuid.UUID = row_id()
    user_id: uuid.UUID | None = maybe_reference("users.id", index=True)
    cause: str = Field(max_length=96)
    asked: int
    taken: int
    at: datetime = moment(index=True)
    by: uuid.UUID | None = maybe_reference("persons.id")
    task_id: uuid.UUID | None = maybe_reference("tasks.id")
    reverses: uuid.UUID | None = maybe_reference("point_entries.id")


class TierChange(Row, table=True):
    """A member's tier moved: from, to, why and by whom."""

    __tablename__ = "tier_history"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    before: str = Field(max_length=64)
    after: str = Field(max_length=64)
    why: str = Field(max_length=64)
    by: uuid.UUID | None = maybe_reference("persons.id")
    at: datetime = moment()


class Appeal(Row, table=True):
    """A member's appeal against a failed task."""

    __tablename__ = "appeals"
    sealed: ClassVar[frozenset[str]] = frozenset({"appeal_text", "appeal_audio_url"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    task_id: uuid.UUID = Field(foreign_key="tasks.id", unique=True, ondelete="CASCADE")
    appeal_text: Sealed = long_text()
    appeal_audio_url: Sealed | None = long_text(default=None)
    result: AppealResult = Field(default=AppealResult.PENDING, sa_type=values_of(AppealResult))
    submitted_at: datetime = moment(index=True)


class AppealReview(Row, table=True):
    """What stands behind an appeal: when it is approved for want of an answer, and what became of it.

    ``returned`` are the points an approval gave back, ``restored`` whether it was this appeal that restored
    the task, ``withdrawn`` whether the appeal became pointless because the rejection was taken back."""

    __tablename__ = "appeal_reviews"
    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})
    bound_by: ClassVar[tuple[str, ...]] = ("appeal_id",)

    appeal_id: uuid.UUID = Field(primary_key=True, foreign_key="appeals.id", ondelete="CASCADE")
    user_id: uuid.UUID = reference("users.id")
    lapses_at: datetime | None = maybe_moment(index=True)
    decided_at: datetime | None = maybe_moment()
    decided_by: uuid.UUID | None = maybe_reference("persons.id")
    reason: Sealed | None = long_text(default=None)
    restored: bool = False
    returned: int = 0
    withdrawn: bool = False


class TributeForgiveness(Row, table=True):
    """A failed task forgiven for tokens."""

    __tablename__ = "tribute_forgiveness"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    task_id: uuid.UUID = Field(foreign_key="tasks.id", unique=True, ondelete="CASCADE")
    tokens_spent: int
    processed_at: datetime = moment()
