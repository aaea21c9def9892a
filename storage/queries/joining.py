"""Two persons become one, or an account becomes a person of its own: everything that hangs on a person moves.

Found by the tables' own foreign keys, so that a new table is not forgotten. A linked account's key comes
with it: what was sealed before still opens, and goes when the person is erased."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, Platform, WorkStatus
from storage.queries.outbox import STALE
from storage.tables import (
    Account,
    Bar,
    DataKey,
    FormDraft,
    Inbox,
    OneTimeCode,
    Outbox,
    Person,
    Prompt,
    Safeword,
    Work,
    metadata,
)
from storage.unit import UnitOfWork

WITH_EPOCH = (Inbox, Outbox)
ERASURES = ("privacy.erase",)


async def join(tx: UnitOfWork, goes: Person, stays: Person, now: datetime, *, words_stop: timedelta) -> None:
    """Move everything from ``goes`` to ``stays`` and delete the emptied row. Both are locked.

    Rows keyed by the person (a conversation, a role) must have been dealt with: what is left of them goes.
    A safeword chosen on the side that goes keeps stopping for ``words_stop``."""
    await tx.flush()
    for table in WITH_EPOCH:
        current = sa.case((col(table.stop_epoch) == goes.stop_epoch, stays.stop_epoch), else_=STALE)
        await tx.run(sa.update(table).where(col(table.person_id) == goes.id).values(stop_epoch=current))
    await tx.run(sa.delete(OneTimeCode).where(col(OneTimeCode.person_id).in_([goes.id, stays.id])))
    await _retire_words(tx, goes.id, now + words_stop)
    keys = sa.update(DataKey).where(col(DataKey.person_id) == goes.id, col(DataKey.adopted_at).is_(None))
    await tx.run(keys.values(adopted_at=now))
    for column in _belongings():
        await tx.run(sa.update(column.table).where(column == goes.id).values({column.name: stays.id}))
    _spoke_last(stays, goes)
    await tx.flush()
    for account in await tx.all(select(Account).where(col(Account.person_id) == stays.id)):
        await tx.session.refresh(account)
    await tx.run(sa.delete(Person).where(col(Person.id) == goes.id))


async def part(tx: UnitOfWork, account: Account, now: datetime, *, handling: int | None = None) -> Person:
    """The account leaves its person and is one of its own, sealed anew; what was said there is gone.

    ``handling`` is the inbox row whose turn this is: the others that wait are not carried out any more, but
    stay the person's until they are discarded. A stop may be among them."""
    person = tx.add(Person(created_at=now, language=account.language, last_seen_at=account.last_seen_at))
    person.spoke_account_id = account.id
    await tx.flush()
    for table in (Outbox, Prompt, FormDraft):
        await tx.run(sa.delete(table).where(col(table.account_id) == account.id))
    updates = sa.update(Inbox).where(col(Inbox.account_id) == account.id)
    waits = sa.and_(col(Inbox.status) == InboxStatus.RECEIVED, col(Inbox.id) != (handling or 0))
    await tx.run(updates.where(waits).values(stop_epoch=STALE))
    await tx.run(updates.where(~waits).values(person_id=person.id))
    address, chat = await tx.open(account, "address"), await tx.open(account, "chat")
    account.person_id = person.id
    await tx.seal(account, address=address, chat=chat)
    await tx.flush()
    return person


async def account_with(tx: UnitOfWork, person_id: uuid.UUID, address_hash: str) -> Account | None:
    """A person's account by its address's keyed hash, or None."""
    found: Account | None = await tx.first(
        select(Account).where(col(Account.person_id) == person_id, col(Account.address_hash) == address_hash)
    )
    return found


async def bars_of(
    tx: UnitOfWork, known_by: Sequence[str], now: datetime
) -> Sequence[tuple[str, datetime | None]]:
    """The bars that hold for any of these keyed hashes: kind and until when."""
    statement = select(Bar).where(
        col(Bar.address_hash).in_(list(known_by)), sa.or_(col(Bar.until).is_(None), col(Bar.until) > now)
    )
    return [(bar.kind, bar.until) for bar in await tx.all(statement)]


async def being_erased(tx: UnitOfWork, person_id: uuid.UUID) -> bool:
    """Whether an erasure of this person waits or runs."""
    statement = select(Work.id).where(
        col(Work.person_id) == person_id,
        col(Work.kind).in_(ERASURES),
        col(Work.status).in_([WorkStatus.WAITING, WorkStatus.RUNNING]),
    )
    return await tx.first(statement.limit(1)) is not None


async def codes_since(tx: UnitOfWork, person_id: uuid.UUID, kind: str, since: datetime) -> int:
    """How many codes of a kind a person has had made since a moment."""
    statement = select(sa.func.count()).where(
        col(OneTimeCode.person_id) == person_id,
        col(OneTimeCode.kind) == kind,
        col(OneTimeCode.created_at) > since,
    )
    return int(await tx.first(statement))


async def void_codes_of(tx: UnitOfWork, person_id: uuid.UUID, kind: str, now: datetime) -> None:
    """Make a person's unused codes of a kind useless."""
    unused = sa.update(OneTimeCode).where(
        col(OneTimeCode.person_id) == person_id,
        col(OneTimeCode.kind) == kind,
        col(OneTimeCode.used_at).is_(None),
    )
    await tx.run(unused.values(used_at=now))


async def asked_in(tx: UnitOfWork, account_id: uuid.UUID, ref: str) -> bool:
    """Whether the message of this name went to, or is on its way to, this account."""
    statement = select(Outbox.id).where(col(Outbox.account_id) == account_id, col(Outbox.ref) == ref)
    return await tx.first(statement.limit(1)) is not None


async def drop_web_account(tx: UnitOfWork, account: Account) -> None:
    """Delete a web account with its log-in, its sessions and its chat."""
    if account.platform is not Platform.WEB:
        raise ValueError("Only the web chat's accounts are the court's own to delete.")
    await tx.delete(account)
    await tx.flush()


def _belongings() -> Iterator[sa.Column[uuid.UUID]]:
    """Every column that refers to a person without being the row's own key."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            refers = any(key.column is Person.__table__.c.id for key in column.foreign_keys)  # type: ignore[attr-defined] # set by SQLModel for a table
            if refers and not column.primary_key:
                yield column


async def _retire_words(tx: UnitOfWork, person_id: uuid.UUID, until: datetime) -> None:
    current = sa.update(Safeword).where(
        col(Safeword.person_id) == person_id, col(Safeword.valid_until).is_(None)
    )
    await tx.run(current.values(valid_until=until))


def _spoke_last(stays: Person, goes: Person) -> None:
    seen, other = stays.last_seen_at, goes.last_seen_at
    if other is not None and (seen is None or other > seen):
        stays.last_seen_at, stays.spoke_account_id = other, goes.spoke_account_id
