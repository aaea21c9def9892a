"""Queries about what was sent and asked: outbox rows by reference, prompts to close, a stop's cancelling."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import OutboxClass, OutboxStatus
from storage.queries import outbox
from storage.tables import Outbox, Prompt
from storage.unit import UnitOfWork


async def close_prompts(
    tx: UnitOfWork,
    person_id: uuid.UUID,
    now: datetime,
    *,
    ref: str | None = None,
    classes: Sequence[OutboxClass] = (),
) -> Sequence[Prompt]:
    """Close a person's open prompts, all, those of one message or those of some classes, and return them."""
    statement = select(Prompt).where(col(Prompt.person_id) == person_id, col(Prompt.closed_at).is_(None))
    if ref is not None:
        statement = statement.where(col(Prompt.ref) == ref)
    if classes:
        statement = statement.where(col(Prompt.klass).in_(list(classes)))
    prompts: Sequence[Prompt] = await tx.all(statement)
    for prompt in prompts:
        prompt.closed_at = now
    return prompts


async def has_open_prompt(tx: UnitOfWork, person_id: uuid.UUID, ref: str) -> bool:
    """Whether a message of a person has buttons that can be pressed."""
    statement = select(Prompt.id).where(
        col(Prompt.person_id) == person_id, col(Prompt.ref) == ref, col(Prompt.closed_at).is_(None)
    )
    return await tx.first(statement.limit(1)) is not None


async def unsent_edits(
    tx: UnitOfWork, person_id: uuid.UUID, classes: Sequence[OutboxClass], limit: int
) -> Sequence[Outbox]:
    """What is queued for a person in these classes and has no name of its own: edits of earlier messages."""
    statement = select(Outbox).where(
        col(Outbox.person_id) == person_id,
        col(Outbox.status) == OutboxStatus.QUEUED,
        col(Outbox.klass).in_(list(classes)),
        col(Outbox.ref).is_(None),
        col(Outbox.payload).is_not(None),
    )
    return await tx.all(statement.order_by(col(Outbox.id)).limit(limit))


async def cancel_named(tx: UnitOfWork, person_id: uuid.UUID, ref: str) -> int:
    """Take back a message of this name that has not arrived; how many of them were still queued."""
    return await outbox.unsend(tx, col(Outbox.person_id) == person_id, col(Outbox.ref) == ref)


async def cancel_queued(tx: UnitOfWork, person_id: uuid.UUID, classes: Sequence[OutboxClass]) -> int:
    """Cancel what is queued for a person in these classes, blank it, and return how much it was."""
    statement = (
        sa.update(Outbox)
        .where(
            col(Outbox.person_id) == person_id,
            col(Outbox.status) == OutboxStatus.QUEUED,
            col(Outbox.klass).in_(list(classes)),
        )
        .values(status=OutboxStatus.CANCELLED, payload=None)
    )
    result = await tx.run(statement)
    return int(getattr(result, "rowcount", 0))
