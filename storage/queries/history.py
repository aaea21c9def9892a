"""What was said in a chat, by its receipts and keys alone: for taking it away again."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from storage.enums import OutboxStatus
from storage.tables import Account, Inbox, Outbox
from storage.unit import UnitOfWork

TIDIED_AFTER = timedelta(days=25)
"""Less than any court's talk is kept."""


async def sent_since(tx: UnitOfWork, account_id: uuid.UUID, since: datetime) -> Sequence[Outbox]:
    """Messages sent to an account since then that left a receipt."""
    statement = select(Outbox).where(
        col(Outbox.account_id) == account_id,
        col(Outbox.status) == OutboxStatus.SENT,
        col(Outbox.sent_at) >= since,
        col(Outbox.receipt).is_not(None),
    )
    return await tx.all(statement)


async def sent_before(tx: UnitOfWork, account_id: uuid.UUID, moment: datetime) -> bool:
    """Whether anything was sent to an account before then; of what is tidied away by now it is supposed."""
    account = await tx.get(Account, account_id)
    if account is not None and account.created_at < moment - TIDIED_AFTER:
        return True
    statement = select(Outbox.id).where(
        col(Outbox.account_id) == account_id,
        col(Outbox.status) == OutboxStatus.SENT,
        col(Outbox.sent_at) < moment,
        col(Outbox.receipt).is_not(None),
    )
    return await tx.first(statement.limit(1)) is not None


async def keys_since(tx: UnitOfWork, account_id: uuid.UUID, since: datetime) -> Sequence[str]:
    """The keys of the updates an account sent since then."""
    statement = select(Inbox.key).where(col(Inbox.account_id) == account_id, col(Inbox.received_at) >= since)
    return await tx.all(statement)
