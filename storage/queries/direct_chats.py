"""Direct messages on platforms that confirm nothing: where they are, and how far they were read."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from storage.enums import Platform
from storage.queries.people import account_at
from storage.tables import Account, DirectChat
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an account's direct messages; ``channel`` is blank if nobody opened them yet,
    ``since`` is when the court first heard of the account."""

    address: str
    channel: str
    read_to: int
    since: datetime


async def channel_at(tx: UnitOfWork, platform: Platform, bot: str, address: str) -> str:
    """The channel of an account's direct messages, or blank."""
    account = await account_at(tx, platform, bot, address)
    row = await tx.get(DirectChat, account.id) if account is not None else None
    return (await tx.open(row, "channel") or "") if row is not None else ""


async def keep(tx: UnitOfWork, platform: Platform, bot: str, chats: Mapping[str, tuple[str, int]]) -> None:
    """Keep each address's channel, and up to which message all were taken; that never goes back."""
    for address, (channel, read_to) in chats.items():
        account = await account_at(tx, platform, bot, address)
        if account is None:
            continue
        row = await tx.get(DirectChat, account.id)
        if row is None:
            row = DirectChat(account_id=account.id, read_to=read_to)
            tx.add(await tx.seal(row, owner=account.person_id, channel=channel))
            continue
        row.read_to = max(row.read_to, read_to)
        if await tx.open(row, "channel") != channel:
            await tx.seal(row, owner=account.person_id, channel=channel)


async def accounts_by_activity(tx: UnitOfWork, platform: Platform, bot: str) -> Sequence[uuid.UUID]:
    """Every account of a bot, the one heard from last first."""
    statement = (
        select(Account.id)
        .where(col(Account.platform) == platform, col(Account.bot) == bot)
        .order_by(col(Account.last_seen_at).desc().nulls_last(), col(Account.id))
    )
    return await tx.all(statement)


async def known_chat(tx: UnitOfWork, account_id: uuid.UUID) -> Known | None:
    """What is known of one account's direct messages; None if the account is gone."""
    account = await tx.get(Account, account_id)
    address = await tx.open(account, "address") if account is not None else None
    if account is None or not address:
        return None
    row = await tx.get(DirectChat, account_id)
    channel = await tx.open(row, "channel") if row is not None else None
    return Known(address, channel or "", row.read_to if row is not None else 0, account.created_at)
