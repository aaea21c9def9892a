"""What a stop touches beside tasks and the outbox: offers, conversations."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import Conversation, Person, TaskOffer, VaultBlob
from storage.unit import UnitOfWork


async def close_offers(tx: UnitOfWork, user_id: uuid.UUID, now: datetime) -> None:
    """Offers that wait for an answer end free of cost."""
    await tx.run(
        sa.update(TaskOffer)
        .where(col(TaskOffer.user_id) == user_id, col(TaskOffer.decided_at).is_(None))
        .values(decided_at=now, accepted=False)
    )


async def end_conversation(tx: UnitOfWork, person_id: uuid.UUID) -> None:
    """Forget where a person was in a conversation."""
    await tx.run(sa.delete(Conversation).where(col(Conversation.person_id) == person_id))


async def held_since(tx: UnitOfWork, moment: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Who has been held since ``moment`` or longer."""
    statement = select(Person.id).where(col(Person.held_at) <= moment).limit(limit)
    return await tx.all(statement)


async def check_ins_due(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Whose check-in after a stop is due."""
    statement = select(Person.id).where(col(Person.check_in_due_at) <= now).limit(limit)
    return await tx.all(statement)


async def seal_media(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> None:
    """Nobody can open this person's media until an owner lifts it."""
    await tx.run(
        sa.update(VaultBlob)
        .where(col(VaultBlob.person_id) == person_id, col(VaultBlob.closed_at).is_(None))
        .values(closed_at=now)
    )


async def unseal_media(tx: UnitOfWork, person_id: uuid.UUID) -> None:
    """The person's media can be opened again."""
    await tx.run(sa.update(VaultBlob).where(col(VaultBlob.person_id) == person_id).values(closed_at=None))


async def minors_unanswered(tx: UnitOfWork, asked_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Who was asked for their age before a moment and neither answered nor is locked."""
    statement = (
        select(Person.id)
        .where(col(Person.minor_asked_at) <= asked_before, col(Person.minor_locked_at).is_(None))
        .limit(limit)
    )
    return await tx.all(statement)
