"""Rows of talking that have done their work, deleted in chunks once they are old.

Nothing that waits is touched: not what is unsent, unhandled, failed for good or still open, nor a message
that may yet be changed or taken away."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxStatus, WorkStatus
from storage.queries.outbox import FORGOTTEN
from storage.tables import Inbox, OneTimeCode, Outbox, Prompt, Work
from storage.unit import UnitOfWork

CHUNK = 500
TAKEN = (InboxStatus.HANDLED, InboxStatus.DISCARDED)
ENDED = (OutboxStatus.SENT, OutboxStatus.CANCELLED)
NAMELESS = ("m:", "talk:", FORGOTTEN)
"""How the names of messages begin that nobody looks up any more once their buttons are closed. Those named
after a task, a verdict, a confession stay: an undo or a removal years later still has to find them."""


async def updates(tx: UnitOfWork, before: datetime, after: int) -> int | None:
    """Delete a chunk of handled updates that arrived before a moment, beyond row ``after``.

    Returns the last row looked at, or None if there is nothing older left."""
    look = select(Inbox.id, Inbox.status, Inbox.received_at).where(col(Inbox.id) > after)
    rows = await tx.all(look.order_by(col(Inbox.id)).limit(CHUNK))
    gone = [id_ for id_, status, received_at in rows if status in TAKEN and received_at < before]
    if gone:
        await tx.run(sa.delete(Inbox).where(col(Inbox.id).in_(gone), col(Inbox.status).in_(TAKEN)))
    return rows[-1][0] if rows and rows[-1][2] < before else None


async def messages(tx: UnitOfWork, before: datetime, after: int) -> int | None:
    """Delete a chunk of messages that were sent or cancelled before a moment, beyond row ``after``.

    Returns the last row looked at, or None if there is nothing older left."""
    names = ("id", "status", "created_at", "sent_at", "person_id", "ref")
    look = sa.select(*(getattr(Outbox, name) for name in names)).where(col(Outbox.id) > after)
    rows = await tx.all(look.order_by(col(Outbox.id)).limit(CHUNK))
    sent = [(row.id, row.person_id, row.ref) for row in rows if row.status is OutboxStatus.SENT]
    old = {row.id for row in rows if (row.sent_at or row.created_at) < before}
    open_now = await _open(tx, {ref for _, _, ref in sent if ref})
    over = [row.id for row in rows if row.status is OutboxStatus.CANCELLED]
    over += [id_ for id_, person_id, ref in sent if _is_over(person_id, ref, open_now)]
    gone = [id_ for id_ in over if id_ in old]
    if gone:
        await tx.run(sa.delete(Outbox).where(col(Outbox.id).in_(gone), col(Outbox.status).in_(ENDED)))
    return rows[-1].id if rows and rows[-1].created_at < before else None


async def buttons(tx: UnitOfWork, before: datetime) -> int:
    """Delete a chunk of prompts closed before a moment; returns how many."""
    closed = select(Prompt.id).where(col(Prompt.closed_at) < before).limit(CHUNK)
    return await _delete(tx, sa.delete(Prompt).where(col(Prompt.id).in_(closed)))


async def errands(tx: UnitOfWork, before: datetime) -> int:
    """Delete a chunk of slow work done before a moment; returns how many."""
    done = (
        select(Work.id)
        .where(col(Work.finished_at) < before, col(Work.status) == WorkStatus.DONE)
        .limit(CHUNK)
    )
    return await _delete(tx, sa.delete(Work).where(col(Work.id).in_(done)))


async def codes(tx: UnitOfWork, before: datetime) -> int:
    """Delete a chunk of one-time codes that lapsed before a moment; returns how many."""
    lapsed = select(OneTimeCode.code_hash).where(col(OneTimeCode.expires_at) < before).limit(CHUNK)
    return await _delete(tx, sa.delete(OneTimeCode).where(col(OneTimeCode.code_hash).in_(lapsed)))


async def _open(tx: UnitOfWork, refs: set[str]) -> set[tuple[uuid.UUID, str]]:
    """Whose messages of these names have buttons that can be pressed."""
    statement = select(Prompt.person_id, Prompt.ref).where(
        col(Prompt.ref).in_(refs), col(Prompt.closed_at).is_(None)
    )
    found: Sequence[tuple[uuid.UUID, str]] = await tx.all(statement)
    return {(person_id, ref) for person_id, ref in found}


def _is_over(person_id: uuid.UUID, ref: str | None, open_now: set[tuple[uuid.UUID, str]]) -> bool:
    return ref is None or (ref.startswith(NAMELESS) and (person_id, ref) not in open_now)


async def _delete(tx: UnitOfWork, statement: sa.Delete) -> int:
    result = await tx.run(statement.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))
