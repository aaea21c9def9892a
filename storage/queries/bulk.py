"""The outbox as the lane of broadcasts sees it: many messages found, claimed and receipted in one go.

Plain rows and few statements: what is done for each of 100,000 messages is done by the database."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.enums import OutboxClass, OutboxStatus, Platform
from storage.errors import Unreadable
from storage.queries import outbox
from storage.sealing import split
from storage.tables import Account, Campaign, DataKey, Outbox, Person, User
from storage.unit import UnitOfWork

_outbox = Outbox.__table__  # type: ignore[attr-defined] # set by SQLModel for a table
RECEIPTED = (
    sa.update(_outbox)
    .where(_outbox.c.id == sa.bindparam("row"), _outbox.c.status == OutboxStatus.SENDING)
    .values(
        status=OutboxStatus.SENT,
        sent_at=sa.bindparam("at"),
        receipt=sa.bindparam("sealed"),
        payload=None,
        reply_to=None,
        lease_until=None,
    )
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of a broadcast, opened, with all that is needed to send it. ``key_id`` seals its receipt."""

    id: int
    uid: uuid.UUID
    key_id: uuid.UUID
    person_id: uuid.UUID
    account_id: uuid.UUID
    klass: OutboxClass
    ref: str | None
    on_sent: str
    persona: str
    payload: str
    address: str
    chat: str


async def found(
    tx: UnitOfWork, platform: Platform, now: datetime, limit: int
) -> tuple[Sequence[Letter], Sequence[int]]:
    """The next messages of broadcasts to a platform, opened, and the rows of those that cannot be; none to a
    chat that still waits for something earlier."""
    campaigns = await tx.all(select(Campaign.id).where(col(Campaign.next_at).is_not(None)))
    if not campaigns:
        return [], []
    rows = (await tx.run(_waiting(campaigns, platform, now).limit(limit))).all()
    await _learn(tx, {key for row in rows for key in _keys_of(row)})
    letters, broken = [], []
    for row in rows:
        try:
            letters.append(_letter(tx, row))
        except (Unreadable, LookupError, AttributeError):
            broken.append(row.id)
    return letters, broken


async def claim(tx: UnitOfWork, rows: Sequence[int], lease_until: datetime) -> frozenset[int]:
    """Begin to send those of ``rows`` whose persons may hear them now; the others are cancelled."""
    mine = col(Outbox.id).in_(list(rows))
    claiming = outbox.claiming(lease_until).where(mine).returning(col(Outbox.id))
    quiet = {"synchronize_session": False}
    claimed = frozenset((await tx.run(claiming.execution_options(**quiet))).scalars().all())
    if len(claimed) < len(rows):
        await tx.run(outbox.refusing().where(mine).execution_options(**quiet))
    return claimed


async def receipted(tx: UnitOfWork, receipts: Mapping[int, str], now: datetime) -> None:
    """These messages were sent; the receipts are sealed already."""
    values = [{"row": row, "sealed": sealed, "at": now} for row, sealed in receipts.items()]
    connection = await tx.session.connection()
    await connection.execute(RECEIPTED, values)


async def bury(tx: UnitOfWork, rows: Sequence[int], error: str) -> None:
    """These messages are dead letters."""
    dead = sa.update(Outbox).where(col(Outbox.id).in_(list(rows)))
    await tx.run(dead.values(status=OutboxStatus.DEAD, error=error, lease_until=None))


def sealed_receipt(tx: UnitOfWork, letter: Letter, receipt: str) -> str:
    """A receipt as it stands in the letter's row."""
    return tx.keyring.seal(letter.key_id, f"outbox|receipt|{letter.uid}", receipt)


def _waiting(campaigns: Sequence[uuid.UUID], platform: Platform, now: datetime) -> Any:
    earlier = aliased(Outbox)
    behind = sa.exists().where(
        col(earlier.account_id) == col(Outbox.account_id),
        col(earlier.status).in_([OutboxStatus.QUEUED, OutboxStatus.SENDING]),
        col(earlier.id) < col(Outbox.id),
        sa.or_(col(earlier.not_before).is_(None), col(earlier.not_before) <= now, col(earlier.attempts) > 0),
    )
    columns = (
        col(Outbox.id), col(Outbox.uid), col(Outbox.payload), col(Outbox.person_id), col(Outbox.account_id),
        col(Outbox.klass), col(Outbox.ref), col(Outbox.on_sent), col(Account.address), col(Account.chat),
        col(User.domme_assigned),
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Account, col(Account.id) == col(Outbox.account_id))
        .join(Person, col(Person.id) == col(Outbox.person_id))
        .join(User, col(User.id) == col(Outbox.person_id))
        .where(
            col(Outbox.campaign_id).in_(list(campaigns)),
            col(Outbox.status) == OutboxStatus.QUEUED,
            col(Outbox.attempts) == 0,
            sa.or_(col(Outbox.not_before).is_(None), col(Outbox.not_before) <= now),
            # Not by the index of platforms: from the few that are queued to their accounts, never back.
            sa.cast(col(Account.platform), sa.String) == platform.value,
            sa.or_(col(Person.held_at).is_(None), col(Person.stop_epoch) != col(Outbox.stop_epoch)),
            ~behind,
        )
        .order_by(col(Outbox.id))
    )


def _keys_of(row: Any) -> Sequence[uuid.UUID]:
    """The keys that open a row; none if one of its values is not a sealed one."""
    try:
        return [split(text)[0] for text in (row.payload, row.address, row.chat)]
    except (Unreadable, AttributeError):
        return ()


async def _learn(tx: UnitOfWork, keys: Collection[uuid.UUID]) -> None:
    """Learn many keys in one query."""
    new = [key for key in keys if not tx.keyring.knows(key)]
    if new:
        columns = (col(DataKey.id), col(DataKey.wrapped), col(DataKey.master))
        for row in await tx.run(sa.select(*columns).where(col(DataKey.id).in_(new))):
            tx.keyring.learn(row.id, row.wrapped, row.master)


def _letter(tx: UnitOfWork, row: Any) -> Letter:
    opened = {
        "payload": tx.keyring.open(row.payload, f"outbox|payload|{row.uid}"),
        "address": tx.keyring.open(row.address, f"accounts|address|{row.account_id}"),
        "chat": tx.keyring.open(row.chat, f"accounts|chat|{row.account_id}"),
    }
    return Letter(
        id=row.id,
        uid=row.uid,
        key_id=split(row.payload)[0],
        person_id=row.person_id,
        account_id=row.account_id,
        klass=row.klass,
        ref=row.ref,
        on_sent=row.on_sent,
        persona=row.domme_assigned,
        **opened,
    )
