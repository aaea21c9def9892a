"""The inbox: updates known, and updates still to be handled."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from storage.enums import InboxStatus, Platform
from storage.tables import Inbox
from storage.unit import UnitOfWork


async def find_update(tx: UnitOfWork, platform: Platform, bot: str, key: str) -> Inbox | None:
    """The row of an update that arrived before, or None."""
    statement = select(Inbox).where(
        col(Inbox.platform) == platform, col(Inbox.bot) == bot, col(Inbox.key) == key
    )
    found: Inbox | None = await tx.first(statement)
    return found


async def unhandled(tx: UnitOfWork, *, limit: int | None = None) -> Sequence[Inbox]:
    """Everything accepted and not handled, in the order of arrival; the oldest, if there is a ``limit``."""
    statement = select(Inbox).where(col(Inbox.status) == InboxStatus.RECEIVED).order_by(col(Inbox.id))
    return await tx.all(statement.limit(limit))


async def unhandled_of(tx: UnitOfWork, account_id: uuid.UUID, *, since: int, limit: int) -> Sequence[Inbox]:
    """What was accepted from an account and not handled, from the row ``since`` on, in order of arrival."""
    statement = (
        select(Inbox)
        .where(
            col(Inbox.account_id) == account_id,
            col(Inbox.status) == InboxStatus.RECEIVED,
            col(Inbox.id) >= since,
        )
        .order_by(col(Inbox.id))
        .limit(limit)
    )
    return await tx.all(statement)
