"""The outbox as delivery sees it: whose chats have something due, the next of a chat, claims conditional
on the stop epoch, receipts."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.enums import OutboxClass, OutboxStatus, Platform
from storage.tables import Account, Outbox, Person
from storage.unit import UnitOfWork

FORGOTTEN = "~"
"""Stands before the name of a message that is to disappear: only what takes it away still finds it."""
SURVIVES_STOP = (OutboxClass.SAFETY, OutboxClass.ACCOUNT)
STALE = -1
"""A stop epoch that is nobody's: what bears it is not carried out any more."""


async def chats_with_due(
    tx: UnitOfWork,
    now: datetime,
    limit: int,
    *,
    down: Sequence[Platform] = (),
    hushed: Sequence[Platform] = (),
) -> Sequence[tuple[uuid.UUID, Platform]]:
    """Accounts that have something to be sent now, with their platforms: those with safety messages first,
    then those that wait for an answer, then what comes unprompted.

    Nothing waits on a platform that is ``down``, only safety on one that is ``hushed``."""
    urgent = sa.func.max(
        sa.case(
            (col(Outbox.klass) == OutboxClass.SAFETY, 2), (col(Outbox.klass) == OutboxClass.GAME, 0), else_=1
        )
    )
    waiting = (
        select(Outbox.account_id)
        .where(
            col(Outbox.status) == OutboxStatus.QUEUED,
            _is_due(now),
            _not_held(),
            _not_in_bulk(),
            _not_behind_another(now),
            *_open_to(down, hushed),
        )
        .group_by(col(Outbox.account_id))
        .order_by(urgent.desc(), sa.func.min(col(Outbox.id)))
        .limit(limit)
    )
    found: Sequence[uuid.UUID] = await tx.all(waiting)
    rows = await tx.all(select(Account.id, Account.platform).where(col(Account.id).in_(found)))
    platforms = dict(rows)
    return [(each, platforms[each]) for each in found if each in platforms]


async def next_of_chat(
    tx: UnitOfWork, account_id: uuid.UUID, now: datetime, *, safety_only: bool = False
) -> Outbox | None:
    """What the chat gets next: safety first, else in order. A row that failed before holds the others."""
    urgent = sa.case((col(Outbox.klass) == OutboxClass.SAFETY, 0), else_=1)
    statement = (
        select(Outbox)
        .where(
            col(Outbox.account_id) == account_id,
            col(Outbox.status) == OutboxStatus.QUEUED,
            sa.or_(_is_due(now), col(Outbox.attempts) > 0),
            _not_held(),
            _not_in_bulk(),
        )
        .order_by(urgent, col(Outbox.id))
        .limit(1)
    )
    if safety_only:
        statement = statement.where(col(Outbox.klass) == OutboxClass.SAFETY)
    row: Outbox | None = await tx.first(statement)
    return None if row is None or (row.not_before is not None and row.not_before > now) else row


async def claim(tx: UnitOfWork, row: Outbox, lease_until: datetime) -> bool:
    """Begin to send ``row`` if its person has not stopped since it was queued; else cancel it.

    One conditional write: a stop that is committed first wins."""
    if _count(await tx.run(claiming(lease_until).where(col(Outbox.id) == row.id))) == 1:
        return True
    await tx.run(refusing().where(col(Outbox.id) == row.id))
    return False


def claiming(lease_until: datetime) -> sa.Update:
    """Begin to send what is queued and may be heard now."""
    allowed = sa.update(Outbox).where(
        col(Outbox.status) == OutboxStatus.QUEUED,
        sa.or_(col(Outbox.klass).in_(SURVIVES_STOP), _may_hear_now()),
        sa.or_(col(Outbox.campaign_id).is_(None), ~_on_holiday()),
    )
    return allowed.values(
        status=OutboxStatus.SENDING, lease_until=lease_until, attempts=col(Outbox.attempts) + 1
    )


def refusing() -> sa.Update:
    """Cancel what is queued and could not be claimed, unless a hold alone keeps it back."""
    queued = sa.update(Outbox).where(col(Outbox.status) == OutboxStatus.QUEUED, ~_held())
    return queued.values(status=OutboxStatus.CANCELLED, payload=None)


async def unsend(tx: UnitOfWork, *which: sa.ColumnElement[bool]) -> int:
    """Cancel and blank what is still queued of these messages, and return how many that were.

    What is being sent this moment arrives; should it come back instead, it is not tried again."""
    queued = col(Outbox.status) == OutboxStatus.QUEUED
    statement = (
        sa.update(Outbox)
        .where(col(Outbox.status).in_((OutboxStatus.QUEUED, OutboxStatus.SENDING)), *which)
        .values(
            status=sa.case((queued, OutboxStatus.CANCELLED), else_=col(Outbox.status)),
            payload=sa.case((queued, None), else_=col(Outbox.payload)),
            stop_epoch=STALE,
        )
        .returning(col(Outbox.status))
    )
    found = (await tx.run(statement.execution_options(synchronize_session=False))).scalars().all()
    return sum(status is OutboxStatus.CANCELLED for status in found)


async def release_expired(tx: UnitOfWork, now: datetime | None) -> int:
    """Queue again what was being sent when its lease ended; with ``now`` None, whatever was being sent."""
    statement = sa.update(Outbox).where(col(Outbox.status) == OutboxStatus.SENDING)
    if now is not None:
        statement = statement.where(col(Outbox.lease_until) < now)
    return _count(await tx.run(statement.values(status=OutboxStatus.QUEUED, lease_until=None)))


async def next_wake(tx: UnitOfWork, now: datetime) -> datetime | None:
    """The next moment at which something waiting becomes due, or None."""
    statement = select(sa.func.min(col(Outbox.not_before))).where(
        col(Outbox.status) == OutboxStatus.QUEUED, col(Outbox.not_before) > now
    )
    moment: datetime | None = await tx.first(statement)
    return moment


async def sent_as(tx: UnitOfWork, account_id: uuid.UUID, ref: str) -> Outbox | None:
    """The message of this name that the chat received last, with its receipt."""
    statement = (
        select(Outbox)
        .where(
            col(Outbox.account_id) == account_id,
            col(Outbox.ref).in_((ref, f"{FORGOTTEN}{ref}")),
            col(Outbox.status) == OutboxStatus.SENT,
        )
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    row: Outbox | None = await tx.first(statement)
    return row


async def account_told(tx: UnitOfWork, person_id: uuid.UUID, ref: str) -> uuid.UUID | None:
    """The account to whose chat the message of this name was last sent, or is on its way."""
    statement = (
        select(Outbox.account_id)
        .join(Account, col(Account.id) == col(Outbox.account_id))
        .where(col(Account.person_id) == person_id, col(Outbox.ref) == ref)
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    found: uuid.UUID | None = await tx.first(statement)
    return found


async def dead_letters(tx: UnitOfWork, limit: int = 50) -> Sequence[Outbox]:
    """Messages that could not be delivered, the newest first."""
    statement = (
        select(Outbox)
        .where(col(Outbox.status) == OutboxStatus.DEAD)
        .order_by(col(Outbox.id).desc())
        .limit(limit)
    )
    return await tx.all(statement)


def _not_in_bulk() -> sa.ColumnElement[bool]:
    """What belongs to a broadcast goes by a lane of its own, unless something came in its way there."""
    return sa.or_(col(Outbox.campaign_id).is_(None), col(Outbox.attempts) > 0)


def _not_behind_another(now: datetime) -> sa.ColumnElement[bool]:
    """Safety; or no message of the chat was tried before and still waits to be tried again."""
    earlier = aliased(Outbox)
    waits = sa.exists().where(
        col(earlier.account_id) == col(Outbox.account_id),
        col(earlier.status) == OutboxStatus.QUEUED,
        col(earlier.attempts) > 0,
        col(earlier.not_before) > now,
    )
    return sa.or_(col(Outbox.klass) == OutboxClass.SAFETY, ~waits)


def _open_to(down: Sequence[Platform], hushed: Sequence[Platform]) -> list[sa.ColumnElement[bool]]:
    """Conditions that leave out what cannot or must not be sent on some platforms now."""

    def account_on(platforms: Sequence[Platform]) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            col(Account.id) == col(Outbox.account_id), col(Account.platform).in_(list(platforms))
        )

    conditions = [~account_on(down)] if down else []
    if hushed:
        conditions.append(sa.or_(col(Outbox.klass) == OutboxClass.SAFETY, ~account_on(hushed)))
    return conditions


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(Outbox.not_before).is_(None), col(Outbox.not_before) <= now)


def _person() -> sa.ColumnElement[bool]:
    return col(Person.id) == col(Outbox.person_id)


def _held() -> sa.ColumnElement[bool]:
    """A near miss holds what is queued; it is neither sent nor cancelled."""
    return sa.exists().where(_person(), col(Person.held_at).is_not(None), _epoch_is_current())


def _on_holiday() -> sa.ColumnElement[bool]:
    """Who went on holiday after it was queued gets no broadcast."""
    return sa.exists().where(_person(), col(Person.paused_at).is_not(None))


def _not_held() -> sa.ColumnElement[bool]:
    return sa.or_(col(Outbox.klass).in_(SURVIVES_STOP), col(Outbox.klass) == OutboxClass.REPLY, ~_held())


def _epoch_is_current() -> sa.ColumnElement[bool]:
    return col(Person.stop_epoch) == col(Outbox.stop_epoch)


def _may_hear_now() -> sa.ColumnElement[bool]:
    """A reply to something said since the last stop; or game, while nothing is stopped, held or locked."""
    free = sa.and_(
        col(Person.stopped_at).is_(None),
        col(Person.held_at).is_(None),
        col(Person.minor_locked_at).is_(None),
        col(Person.banned_at).is_(None),
    )
    return sa.exists().where(
        _person(), _epoch_is_current(), sa.or_(col(Outbox.klass) == OutboxClass.REPLY, free)
    )


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
