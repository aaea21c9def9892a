"""Searching the admin log: within an operator's sight, by member, kind, actor and time, page by page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.tables import AdminLog, MemberSettings, User
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose log it is to read: an operator of these personas (none: of all)."""

    operator: uuid.UUID
    personas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word that must stand in an entry: in its kind, or be one of these kinds or actors, or in the name of
    the member it is about. ``court``: also what the court did by itself."""

    text: str
    kinds: tuple[str, ...] = ()
    actors: tuple[uuid.UUID, ...] = ()
    court: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What an entry must be: all of ``words``, and of this member, kind, actor and time where they are given.

    ``kind`` and ``actor`` are words that only look there; ``member`` is part of a folded name."""

    words: tuple[Word, ...] = ()
    member: str = ""
    kind: Word | None = None
    actor: Word | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page, the newest first; ``more`` says that there are older ones."""

    rows: Sequence[AdminLog]
    more: bool
    names: dict[uuid.UUID, str] = field(default_factory=dict)
    """The members' names, by their ids."""


async def page(tx: UnitOfWork, sight: Sight, sought: Sought, *, before: int | None, limit: int) -> Found:
    """The newest entries that are sought, those older than entry ``before``."""
    statement = select(AdminLog).where(*_seen_by(sight), *_conditions(sought))
    if before is not None:
        statement = statement.where(col(AdminLog.id) < before)
    rows = await tx.all(statement.order_by(col(AdminLog.id).desc()).limit(limit + 1))
    named = {person for row in rows for person in (row.subject_id, row.actor_id) if person is not None}
    users = await tx.all(select(User.id, User.username).where(col(User.id).in_(named)))
    return Found(rows[:limit], len(rows) > limit, dict(users))


async def entry(tx: UnitOfWork, sight: Sight, entry_id: int) -> AdminLog | None:
    """One entry, if it is within sight."""
    statement = select(AdminLog).where(col(AdminLog.id) == entry_id, *_seen_by(sight))
    found: AdminLog | None = await tx.first(statement)
    return found


def _seen_by(sight: Sight) -> list[sa.ColumnElement[bool]]:
    """Nobody watches who looked at her own things; of other personas' members nothing is seen."""
    subject, actor = col(AdminLog.subject_id), col(AdminLog.actor_id)
    own_act = actor == sight.operator
    conditions = [sa.or_(subject.is_(None), subject != sight.operator, own_act)]
    if sight.personas:
        theirs = select(User.id).where(col(User.domme_assigned).in_(sight.personas))
        hers_to_see = sa.and_(own_act, subject.is_(None))
        conditions.append(sa.or_(subject.in_(theirs), hers_to_see))
    return conditions


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found = [sa.or_(_kind_is(word), _actor_is(word), _member_is(word.text)) for word in sought.words]
    if sought.member:
        found.append(_member_is(sought.member))
    if sought.kind is not None:
        found.append(_kind_is(sought.kind))
    if sought.actor is not None:
        found.append(_actor_is(sought.actor))
    if sought.since is not None:
        found.append(col(AdminLog.at) >= sought.since)
    if sought.until is not None:
        found.append(col(AdminLog.at) < sought.until)
    return found


def _kind_is(word: Word) -> sa.ColumnElement[bool]:
    in_its_name = sa.func.lower(col(AdminLog.kind)).contains(word.text, autoescape=True)
    return sa.or_(col(AdminLog.kind).in_(word.kinds), in_its_name)


def _actor_is(word: Word) -> sa.ColumnElement[bool]:
    known = col(AdminLog.actor_id).in_(word.actors)
    return sa.or_(known, col(AdminLog.actor_id).is_(None)) if word.court else known


def _member_is(part: str) -> sa.ColumnElement[bool]:
    named = select(MemberSettings.user_id).where(
        col(MemberSettings.username_folded).contains(part, autoescape=True)
    )
    return col(AdminLog.subject_id).in_(named)


async def who_did(
    tx: UnitOfWork, subject: uuid.UUID, object_id: str, kinds: Sequence[str]
) -> uuid.UUID | None:
    """Who was the last to do one of these things about something of a member's; None if nobody did."""
    statement = (
        select(AdminLog.actor_id)
        .where(
            col(AdminLog.subject_id) == subject,
            col(AdminLog.object_id) == object_id,
            col(AdminLog.kind).in_(list(kinds)),
        )
        .order_by(col(AdminLog.id).desc())
        .limit(1)
    )
    found: uuid.UUID | None = await tx.first(statement)
    return found
