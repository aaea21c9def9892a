"""The web chat's transcript: bubbles by number, by change, by who sent them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import Account, VaultBlob, WebMessage
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Slice:
    """Some bubbles of a chat; ``more`` says that there are others beyond."""

    rows: Sequence[WebMessage]
    more: bool


async def locked_account(tx: UnitOfWork, account_id: uuid.UUID) -> Account | None:
    """The account, locked until the commit: numbers are given out one change at a time.

    Foreign keys that point to it are not held up."""
    statement = select(Account).where(col(Account.id) == account_id).with_for_update(key_share=True)
    found: Account | None = await tx.first(statement)
    return found


async def last_numbers(tx: UnitOfWork, account_id: uuid.UUID) -> tuple[int, int]:
    """The highest ``seq`` and the highest ``rev`` of a chat; 0 where there is none."""
    statement = select(sa.func.max(col(WebMessage.seq)), sa.func.max(col(WebMessage.rev))).where(
        col(WebMessage.account_id) == account_id
    )
    seq, rev = await tx.first(statement)
    return seq or 0, rev or 0


async def message_of_part(tx: UnitOfWork, outbox_id: int, part: int) -> WebMessage | None:
    """The bubble that a part of an outbox row became, or None."""
    statement = select(WebMessage).where(col(WebMessage.outbox_id) == outbox_id, col(WebMessage.part) == part)
    found: WebMessage | None = await tx.first(statement)
    return found


async def message_of_client(tx: UnitOfWork, account_id: uuid.UUID, client: str) -> WebMessage | None:
    """The bubble of something the person sent under this id, or None."""
    statement = select(WebMessage).where(
        col(WebMessage.account_id) == account_id,
        col(WebMessage.mine).is_(True),
        col(WebMessage.client) == client,
    )
    found: WebMessage | None = await tx.first(statement)
    return found


async def message_called(tx: UnitOfWork, account_id: uuid.UUID, ref: str) -> WebMessage | None:
    """The newest bubble of this reference that is still there, or None."""
    statement = (
        select(WebMessage)
        .where(
            col(WebMessage.account_id) == account_id,
            col(WebMessage.ref) == ref,
            col(WebMessage.removed_at).is_(None),
        )
        .order_by(col(WebMessage.seq).desc())
        .limit(1)
    )
    found: WebMessage | None = await tx.first(statement)
    return found


async def present(tx: UnitOfWork, account_id: uuid.UUID) -> Sequence[WebMessage]:
    """Every bubble that has not been removed, in order."""
    statement = select(WebMessage).where(
        col(WebMessage.account_id) == account_id, col(WebMessage.removed_at).is_(None)
    )
    return await tx.all(statement.order_by(col(WebMessage.seq)))


async def newest_heard(tx: UnitOfWork, account_id: uuid.UUID, limit: int) -> Sequence[WebMessage]:
    """The newest bubbles that the court said, the newest first."""
    statement = select(WebMessage).where(
        col(WebMessage.account_id) == account_id,
        col(WebMessage.mine).is_(False),
        col(WebMessage.removed_at).is_(None),
    )
    return await tx.all(statement.order_by(col(WebMessage.seq).desc()).limit(limit))


async def changed_since(tx: UnitOfWork, account_id: uuid.UUID, rev: int, limit: int) -> Slice:
    """What was said, rewritten or removed after ``rev``, in the order of the changes."""
    statement = (
        select(WebMessage)
        .where(col(WebMessage.account_id) == account_id, col(WebMessage.rev) > rev)
        .order_by(col(WebMessage.rev))
        .limit(limit + 1)
    )
    rows = await tx.all(statement)
    return Slice(rows[:limit], len(rows) > limit)


async def said_before(tx: UnitOfWork, account_id: uuid.UUID, seq: int, limit: int) -> Slice:
    """The newest bubbles below ``seq``, in order."""
    statement = (
        select(WebMessage)
        .where(
            col(WebMessage.account_id) == account_id,
            col(WebMessage.seq) < seq,
            col(WebMessage.removed_at).is_(None),
        )
        .order_by(col(WebMessage.seq).desc())
        .limit(limit + 1)
    )
    rows = await tx.all(statement)
    return Slice(list(reversed(rows[:limit])), len(rows) > limit)


async def let_expire(tx: UnitOfWork, blobs: Sequence[uuid.UUID], until: datetime) -> None:
    """Let blobs go at ``until`` if nobody destroyed them before. Wall time."""
    statement = sa.update(VaultBlob).where(col(VaultBlob.id).in_(list(blobs)))
    await tx.run(statement.values(expires_at=until))


async def ping(tx: UnitOfWork) -> None:
    """Ask the database for nothing. Raises what it raises."""
    await tx.run(sa.select(1))
