"""Whom something that is for many would reach: counted, and read a chunk at a time, by one definition."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.enums import LimitKind
from storage.tables import Account, MemberSettings, MemberTag, MemberWish, Person, User
from storage.unit import UnitOfWork

FITS = "fits"
HARD_LIMIT, UNREACHABLE, LEAVING, CHANGED = "hard_limit", "unreachable", "leaving", "changed"


@dataclass(frozen=True, slots=True)
class Filter:
    """Members of these personas (all if empty), perhaps of one tier, with one fantasy tag (by its keyed
    hash), or seen since a moment (wall time). ``touches``: hashes of what it touches."""

    personas: tuple[str, ...] = ()
    tier: str = ""
    wish: str = ""
    seen_since: datetime | None = None
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a filter reaches, how many of those wrote about their limits in words of their own, and how
    many it leaves out, by reason."""

    fits: int = 0
    words: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


Found = tuple[Person, User, MemberSettings, Account | None]


async def count(tx: UnitOfWork, wanted: Filter, now: datetime) -> Counted:
    """Whom it would reach at court time ``now``."""
    account = aliased(Account)
    words = sa.func.sum(sa.case((col(MemberSettings.own_words).is_(True), 1), else_=0))
    reason = _reason(account, wanted, now).label("reason")
    rows = await tx.all(_members(sa.select(reason, sa.func.count(), words), account, wanted).group_by(reason))
    found = {str(why): (int(many), int(worded)) for why, many, worded in rows}
    fits, worded = found.pop(FITS, (0, 0))
    return Counted(fits, worded, {why: many for why, (many, _) in sorted(found.items())})


async def chunk(tx: UnitOfWork, wanted: Filter, after: uuid.UUID | None, limit: int) -> Sequence[Found]:
    """The next members of a filter by id, locked, whether it reaches them or not."""
    account = aliased(Account)
    statement = _members(sa.select(Person, User, MemberSettings, account), account, wanted, by_id=True)
    if after is not None:
        statement = statement.where(col(User.id) > after)
    return await _locked(tx, statement.limit(limit))


async def these(tx: UnitOfWork, wanted: Filter, members: Sequence[uuid.UUID]) -> Sequence[Found]:
    """Those of some members who are of a filter now, locked."""
    account = aliased(Account)
    statement = _members(sa.select(Person, User, MemberSettings, account), account, wanted)
    return await _locked(tx, statement.where(col(User.id).in_(list(members))))


async def _locked(tx: UnitOfWork, statement: Any) -> Sequence[Found]:
    statement = statement.order_by(col(User.id)).with_for_update(of=Person, key_share=True)
    rows = await tx.all(statement.execution_options(populate_existing=True))
    return [(person, user, own, account) for person, user, own, account in rows]


async def touched(
    tx: UnitOfWork, members: Sequence[uuid.UUID], hashes: Sequence[str]
) -> frozenset[uuid.UUID]:
    """Which of these members have one of these tags as a hard limit."""
    statement = select(MemberTag.user_id).where(
        col(MemberTag.user_id).in_(list(members)),
        col(MemberTag.kind) == LimitKind.HARD,
        col(MemberTag.tag_hash).in_(list(hashes)),
    )
    return frozenset(await tx.all(statement)) if hashes else frozenset()


async def has_wish(tx: UnitOfWork, user_id: uuid.UUID, wish: str) -> bool:
    """Whether a member likes a tag."""
    return await tx.get(MemberWish, (user_id, wish)) is not None


async def unmirrored(tx: UnitOfWork, limit: int) -> Sequence[uuid.UUID]:
    """Members whose wishes are not mirrored as hashes yet."""
    return await tx.all(
        select(MemberSettings.user_id).where(col(MemberSettings.own_words).is_(None)).limit(limit)
    )


async def mirror(tx: UnitOfWork, user_id: uuid.UUID, wishes: Sequence[str]) -> None:
    """Make these the hashes of what a member likes."""
    await tx.run(sa.delete(MemberWish).where(col(MemberWish.user_id) == user_id))
    for wish in wishes:
        tx.add(MemberWish(user_id=user_id, tag_hash=wish))
    await tx.flush()


def _members(statement: Any, account: Any, wanted: Filter, *, by_id: bool = False) -> Any:
    """The members of a filter, each with the account where she would be written to. ``by_id``: to be read in
    the order of ids from some point on, for which other indexes would sort everybody each time."""
    persona: Any = col(User.domme_assigned)
    tier: Any = col(User.tier_status)
    if by_id:
        persona, tier = sa.cast(persona, sa.String), sa.cast(tier, sa.String)
    statement = (
        statement.select_from(User)
        .join(Person, col(Person.id) == col(User.id))
        .join(MemberSettings, col(MemberSettings.user_id) == col(User.id))
        .outerjoin(account, account.id == _where_to_write())
    )
    if wanted.personas:
        statement = statement.where(persona.in_(wanted.personas))
    if wanted.tier:
        statement = statement.where(tier == wanted.tier)
    if wanted.wish:
        likes = sa.exists().where(
            col(MemberWish.user_id) == col(User.id), col(MemberWish.tag_hash) == wanted.wish
        )
        statement = statement.where(likes)
    if wanted.seen_since is not None:
        statement = statement.where(col(Person.last_seen_at) >= wanted.seen_since)
    return statement


def _where_to_write() -> sa.ColumnElement[uuid.UUID]:
    """Where she last spoke, else her account that was heard from last."""
    spoke, other = aliased(Account), aliased(Account)
    spoken = sa.select(col(spoke.id)).where(col(spoke.id) == col(Person.spoke_account_id))
    latest = (
        sa.select(col(other.id))
        .where(col(other.person_id) == col(Person.id))
        .order_by(col(other.last_seen_at).desc(), col(other.created_at).desc())
        .limit(1)
    )
    return sa.func.coalesce(
        spoken.correlate(Person).scalar_subquery(), latest.correlate(Person).scalar_subquery()
    )


def _reason(account: Any, wanted: Filter, now: datetime) -> sa.ColumnElement[str]:
    """Why a member is left out, the weightiest reason first, as ``rules.standing.play_allowed`` has them."""
    reasons = [
        (col(Person.banned_at).is_not(None), "banned"),
        (col(Person.minor_locked_at).is_not(None), "locked"),
        (col(Person.excluded_until) > now, "excluded"),
        (col(Person.timeout_until) > now, "timeout"),
        (col(Person.stopped_at).is_not(None), "stopped"),
        (col(Person.held_at).is_not(None), "held"),
        (col(Person.paused_at).is_not(None), "paused"),
        (col(Person.erasing_at).is_not(None), LEAVING),
        (sa.or_(account.id.is_(None), account.unreachable_at.is_not(None)), UNREACHABLE),
    ]
    if wanted.touches:
        hard = sa.exists().where(
            col(MemberTag.user_id) == col(User.id),
            col(MemberTag.kind) == LimitKind.HARD,
            col(MemberTag.tag_hash).in_(wanted.touches),
        )
        reasons.insert(-1, (hard, HARD_LIMIT))
    return sa.case(*reasons, else_=FITS)
