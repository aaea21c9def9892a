"""What waits for an operator: proofs, requests for more time, people at the door, dead letters."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxStatus, TaskStatus
from storage.queries.outbox import FORGOTTEN
from storage.queries.tasks import is_open
from storage.tables import (
    Account,
    Admission,
    Inbox,
    Operator,
    Outbox,
    Person,
    ProofAttempt,
    Task,
    TaskPlan,
    User,
)
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: which it is, whose, since when and until when."""

    id: uuid.UUID
    member_id: uuid.UUID
    since: datetime
    due_at: datetime | None = None
    group: str = ""


async def proofs(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int, *, group: str = ""
) -> Sequence[Waiting]:
    """Proofs a human has to judge, oldest first; nothing frozen, nothing of the operator's own."""
    statement = (
        select(ProofAttempt.id, ProofAttempt.user_id, ProofAttempt.submitted_at, ProofAttempt.group_key)
        .join(Task, col(Task.id) == col(ProofAttempt.task_id))
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(ProofAttempt.verdict).is_(None),
            col(ProofAttempt.human),
            col(Task.status) == TaskStatus.SUBMITTED,
            col(TaskPlan.ended).is_(None),
            col(TaskPlan.frozen_at).is_(None),
            col(Task.user_id) != operator,
            *_of(personas),
        )
        .order_by(col(ProofAttempt.submitted_at))
        .limit(limit)
    )
    if group:
        statement = statement.where(col(ProofAttempt.group_key) == group)
    rows = await tx.all(statement)
    return [Waiting(id_, user_id, since, None, key) for id_, user_id, since, key in rows]


async def extensions(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """Requests for more time that nobody answered, soonest due first."""
    statement = (
        select(Task.id, Task.user_id, TaskPlan.extension_asked_at, Task.due_at)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            is_open(),
            col(TaskPlan.extension_asked_at).is_not(None),
            col(TaskPlan.extension_granted).is_(None),
            col(Task.user_id) != operator,
            *_of(personas),
        )
        .order_by(col(Task.due_at))
        .limit(limit)
    )
    return [Waiting(*row) for row in await tx.all(statement)]


async def misses(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """Missed tasks whose cost an operator decides, the longest waiting first."""
    statement = (
        select(Task.id, Task.user_id, TaskPlan.missed_at)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(is_open(), col(TaskPlan.missed_at).is_not(None), col(Task.user_id) != operator, *_of(personas))
        .order_by(col(TaskPlan.missed_at))
        .limit(limit)
    )
    return [Waiting(*row) for row in await tx.all(statement)]


async def admissions(tx: UnitOfWork, operator: uuid.UUID, limit: int) -> Sequence[Waiting]:
    """People at the door but for the operator herself, the longest waiting first."""
    statement = (
        select(Admission.person_id, Admission.asked_at)
        .where(col(Admission.admitted).is_(None), col(Admission.person_id) != operator)
        .order_by(col(Admission.asked_at))
        .limit(limit)
    )
    return [Waiting(person_id, person_id, since) for person_id, since in await tx.all(statement)]


async def dead_letters(tx: UnitOfWork) -> tuple[int, int]:
    """How many messages could not be delivered, and how many updates could not be handled."""
    outbox = select(sa.func.count()).select_from(Outbox).where(col(Outbox.status) == OutboxStatus.DEAD)
    inbox = select(sa.func.count()).select_from(Inbox).where(col(Inbox.status) == InboxStatus.DEAD)
    return int(await tx.first(outbox)), int(await tx.first(inbox))


async def chats_showing(tx: UnitOfWork, ref: str) -> Sequence[uuid.UUID]:
    """The operators in whose chats a message of this name stands, or is about to."""
    there = (OutboxStatus.SENT, OutboxStatus.SENDING, OutboxStatus.QUEUED)
    statement = (
        select(Operator.person_id)
        .join(Account, col(Account.person_id) == col(Operator.person_id))
        .join(Outbox, col(Outbox.account_id) == col(Account.id))
        .where(col(Outbox.ref) == ref, col(Outbox.status).in_(there))
        .distinct()
    )
    return await tx.all(statement)


async def desk_messages_of(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[str]:
    """The names of the desk's messages in an operator's chat."""
    statement = (
        select(Outbox.ref)
        .join(Account, col(Account.id) == col(Outbox.account_id))
        .where(col(Account.person_id) == person_id, *_DESK)
        .distinct()
    )
    return await tx.all(statement)


async def pending_attempts(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """A member's proofs that nobody decided."""
    statement = select(ProofAttempt.id).where(
        col(ProofAttempt.user_id) == user_id, col(ProofAttempt.verdict).is_(None)
    )
    return await tx.all(statement)


async def stale_desk_messages(
    tx: UnitOfWork, sent_before: datetime, limit: int
) -> Sequence[tuple[uuid.UUID, str]]:
    """Desk messages that still stand in operators' chats though they were sent before a moment."""
    statement = (
        select(Operator.person_id, Outbox.ref)
        .join(Account, col(Account.person_id) == col(Operator.person_id))
        .join(Outbox, col(Outbox.account_id) == col(Account.id))
        .where(
            *_DESK,
            col(Outbox.status) == OutboxStatus.SENT,
            col(Outbox.sent_at) <= sent_before,
        )
        .limit(limit)
    )
    return await tx.all(statement)


async def forget_desk_message(tx: UnitOfWork, person_id: uuid.UUID, ref: str) -> None:
    """The message is about to go from the operator's chat: it no longer counts as one of the desk's."""
    accounts = select(Account.id).where(col(Account.person_id) == person_id)
    await tx.run(
        sa.update(Outbox)
        .where(col(Outbox.account_id).in_(accounts), col(Outbox.ref) == ref)
        .values(ref=sa.literal(FORGOTTEN) + col(Outbox.ref))
        .execution_options(synchronize_session=False)
    )


async def persons_account(tx: UnitOfWork, person_id: uuid.UUID) -> Account | None:
    """One account of a person, to say on which platform she knocks."""
    found: Account | None = await tx.first(
        select(Account).where(col(Account.person_id) == person_id).order_by(col(Account.created_at))
    )
    return found


async def member_and_person(tx: UnitOfWork, member_id: uuid.UUID) -> tuple[User, Person] | None:
    """A member's rows, not locked."""
    user, person = await tx.get(User, member_id), await tx.get(Person, member_id)
    return None if user is None or person is None else (user, person)


def _of(personas: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Members of these personas now: a task given before a change of persona is with the new one."""
    if not personas:
        return []
    return [col(Task.user_id).in_(select(User.id).where(col(User.domme_assigned).in_(list(personas))))]


_DESK = (col(Outbox.ref) >= "desk:", col(Outbox.ref) < "desk;")
