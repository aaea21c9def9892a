"""What a restored back-up needs: everybody, a person's play to be closed, and an erasure done again."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import OutboxClass, OutboxStatus, TaskEnd, TaskStatus, TaskType
from storage.queries import confessions, moving, sessions, suggestions
from storage.tables import (
    Account,
    Campaign,
    Conversation,
    DataKey,
    FormDraft,
    Outbox,
    Person,
    Prompt,
    Task,
    TaskOffer,
    TaskPlan,
    TaskTag,
    VaultBlob,
    Work,
)
from storage.unit import UnitOfWork

WAITING = (OutboxStatus.QUEUED, OutboxStatus.SENDING)
GOING_ON = (TaskStatus.ASSIGNED, TaskStatus.SUBMITTED)


async def person_ids(tx: UnitOfWork) -> Sequence[uuid.UUID]:
    """Everybody the court knows."""
    return await tx.all(select(Person.id).order_by(col(Person.id)))


async def close_play(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Cancel what is queued of class game and reply, end the conversation, its buttons and requests."""
    queued = sa.update(Outbox).where(
        col(Outbox.person_id) == person_id,
        col(Outbox.status).in_(WAITING),
        col(Outbox.klass).in_([OutboxClass.GAME, OutboxClass.REPLY]),
    )
    await tx.run(queued.values(status=OutboxStatus.CANCELLED, payload=None, lease_until=None))
    await tx.run(sa.delete(Conversation).where(col(Conversation.person_id) == person_id))
    prompts = sa.update(Prompt).where(col(Prompt.person_id) == person_id, col(Prompt.closed_at).is_(None))
    await tx.run(prompts.values(closed_at=now))
    await sessions.cancel_open(tx, person_id, "stop", now)
    await close_offers(tx, person_id, now)
    await suggestions.withdraw_open(tx, person_id, now)
    await moving.close_proposal(tx, person_id, now)
    await confessions.freeze(tx, person_id, now)


async def close_offers(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Withdraw tasks that wait for a yes."""
    offers = sa.update(TaskOffer).where(
        col(TaskOffer.user_id) == person_id, col(TaskOffer.accepted).is_(None)
    )
    await tx.run(offers.values(accepted=False, decided_at=now))


async def silence(tx: UnitOfWork, person_id: uuid.UUID, receipt: str, how: OutboxStatus) -> None:
    """End so what was on its way to a person and would be receipted as ``receipt``."""
    coming = sa.update(Outbox).where(
        col(Outbox.person_id) == person_id,
        col(Outbox.status).in_(WAITING),
        col(Outbox.on_sent).startswith(f"{receipt}:", autoescape=True),
    )
    await tx.run(coming.values(status=how, payload=None, lease_until=None, error="restored"))


async def freeze_tasks(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Freeze what is assigned or submitted; punishments not done are withdrawn instead."""
    for plan, task in await _going_on(tx, person_id):
        if task.type is TaskType.PUNISHMENT and task.status is TaskStatus.ASSIGNED:
            _withdraw(plan, now, "stop")
        elif plan.frozen_at is None:
            plan.frozen_at, plan.frozen_status = now, task.status.value


async def withdraw_tasks(tx: UnitOfWork, person_id: uuid.UUID, now: datetime, why: str) -> None:
    """End everything assigned or submitted, free of cost."""
    for plan, _task in await _going_on(tx, person_id):
        _withdraw(plan, now, why)


async def withdraw_touching(
    tx: UnitOfWork, person_id: uuid.UUID, tag_hashes: Collection[str], now: datetime
) -> None:
    """End, free of cost, what is assigned and touches one of these tags."""
    touching = (
        select(TaskTag.task_id)
        .join(TaskPlan, col(TaskPlan.task_id) == col(TaskTag.task_id))
        .where(col(TaskPlan.user_id) == person_id, col(TaskTag.tag_hash).in_(list(tag_hashes)))
    )
    tasks = set(await tx.all(touching))
    for plan, task in await _going_on(tx, person_id):
        if task.id in tasks and task.status is TaskStatus.ASSIGNED:
            _withdraw(plan, now, "limit")


async def settled(tx: UnitOfWork) -> None:
    """Return when every transaction that changed a person before this one has ended.

    Call it first in a transaction of its own: it holds up whoever wants to write."""
    if tx.session.get_bind().dialect.name == "postgresql":
        await tx.run(sa.text("LOCK TABLE persons IN EXCLUSIVE MODE"))
    else:
        await tx.run(sa.text("SELECT 1"))  # SQLite has one writer: having begun is having waited


async def blobs_of(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The ids of a person's blobs in the vault."""
    return await tx.all(select(VaultBlob.id).where(col(VaultBlob.person_id) == person_id))


async def blob_ids(tx: UnitOfWork) -> Sequence[uuid.UUID]:
    """Every blob in the vault's index."""
    return await tx.all(select(VaultBlob.id).order_by(col(VaultBlob.id)))


async def masters(tx: UnitOfWork) -> set[str]:
    """The names of the masters that wrap people's keys."""
    return set(await tx.all(select(DataKey.master).distinct()))


async def open_any(tx: UnitOfWork) -> bool:
    """Unwrap a person's key; False if there is none. Raises ``WrongKey``, ``Unreadable``."""
    key_id: uuid.UUID | None = await tx.first(select(DataKey.id).limit(1))
    if key_id is None:
        return False
    await tx.secret_of(key_id)
    return True


async def erase_person(tx: UnitOfWork, person_id: uuid.UUID) -> None:
    """Delete a person with her key and everything that is hers; ledgers and the log stay without a name."""
    for key_id in await tx.all(select(DataKey.id).where(col(DataKey.person_id) == person_id)):
        tx.keyring.forget(key_id)
    for table in (Prompt, FormDraft):  # what operators' forms quote of her is sealed with their keys
        about = col(table.ref).endswith(f":{person_id}", autoescape=True)
        await tx.run(sa.delete(table).where(about, col(table.person_id) != person_id))
    campaigns = sa.update(Campaign).where(col(Campaign.created_by) == person_id)
    await tx.run(campaigns.values(message=None))
    await tx.run(sa.delete(VaultBlob).where(col(VaultBlob.person_id) == person_id))
    await tx.run(sa.delete(Work).where(col(Work.person_id) == person_id))
    await tx.run(sa.delete(Person).where(col(Person.id) == person_id))


async def address_hashes(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[str]:
    """The keyed hashes of a person's addresses."""
    return await tx.all(select(Account.address_hash).where(col(Account.person_id) == person_id))


async def _going_on(tx: UnitOfWork, person_id: uuid.UUID) -> Sequence[tuple[TaskPlan, Task]]:
    statement = (
        select(TaskPlan, Task)
        .join(Task, col(Task.id) == col(TaskPlan.task_id))
        .where(
            col(TaskPlan.user_id) == person_id,
            col(TaskPlan.ended).is_(None),
            col(Task.status).in_(GOING_ON),
        )
    )
    return await tx.all(statement)


def _withdraw(plan: TaskPlan, now: datetime, why: str) -> None:
    plan.ended, plan.ended_at, plan.ended_why = TaskEnd.WITHDRAWN, now, why
    plan.frozen_at, plan.next_reminder_at = None, None
