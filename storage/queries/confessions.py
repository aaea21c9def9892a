"""Confessions: a member's own, those that wait for an answer, and those a stop came before."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.enums import Visibility
from storage.queries.desk import Waiting
from storage.tables import Confession, ConfessionState, Person, User
from storage.unit import UnitOfWork

Found = tuple[Confession, ConfessionState]


async def now(tx: UnitOfWork, confession_id: uuid.UUID) -> Found | None:
    """A confession and where it stands, as both are now, locked until the commit."""
    statement = (
        select(Confession, ConfessionState)
        .join(ConfessionState, col(ConfessionState.confession_id) == col(Confession.id))
        .where(col(Confession.id) == confession_id)
        .with_for_update()
    )
    found: Found | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def kept_of(tx: UnitOfWork, user_id: uuid.UUID, skip: int, limit: int) -> Sequence[Found]:
    """A member's confessions that she has not removed, the newest first."""
    return await tx.all(
        select(Confession, ConfessionState)
        .join(ConfessionState, col(ConfessionState.confession_id) == col(Confession.id))
        .where(col(Confession.user_id) == user_id, col(Confession.visibility_status) == Visibility.PRIVATE)
        .order_by(col(Confession.submitted_at).desc(), col(Confession.id))
        .offset(skip)
        .limit(limit)
    )


async def count_kept(tx: UnitOfWork, user_id: uuid.UUID) -> int:
    """How many confessions a member has not removed."""
    statement = select(sa.func.count()).select_from(Confession)
    mine = statement.where(
        col(Confession.user_id) == user_id, col(Confession.visibility_status) == Visibility.PRIVATE
    )
    return int(await tx.first(mine))


async def waiting(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """Confessions an operator may answer, oldest first: to the persona the member still has, while nothing
    keeps an answer from her."""
    statement = _unanswered(personas, operator).where(
        ~col(ConfessionState.flagged),
        col(ConfessionState.frozen_at).is_(None),
        col(Confession.domme_persona) == col(User.domme_assigned),
        col(Person.stopped_at).is_(None),
        col(Person.held_at).is_(None),
        col(Person.paused_at).is_(None),
        col(Person.banned_at).is_(None),
    )
    return [Waiting(*row) for row in await tx.all(statement.limit(limit))]


async def flagged(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """What somebody in distress wants a person to read; a stop does not hide it."""
    statement = _unanswered(personas, operator).where(col(ConfessionState.flagged))
    return [Waiting(*row) for row in await tx.all(statement.limit(limit))]


async def unanswered_of(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """A member's confessions that wait for an answer in her persona's name."""
    return await tx.all(select(ConfessionState.confession_id).where(*_open_to(user_id)))


async def count_held(tx: UnitOfWork, user_id: uuid.UUID) -> int:
    """How many of a member's confessions a stop holds back."""
    statement = select(sa.func.count()).select_from(ConfessionState)
    return int(
        await tx.first(statement.where(*_open_to(user_id), col(ConfessionState.frozen_at).is_not(None)))
    )


async def freeze(tx: UnitOfWork, user_id: uuid.UUID, moment: datetime) -> None:
    """Nobody answers what waits now, until its writer says so."""
    await tx.run(
        sa.update(ConfessionState)
        .where(*_open_to(user_id), col(ConfessionState.frozen_at).is_(None))
        .values(frozen_at=moment)
        .execution_options(synchronize_session="fetch")
    )


def _open_to(user_id: uuid.UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(ConfessionState.user_id) == user_id,
        col(ConfessionState.answered_at).is_(None),
        ~col(ConfessionState.flagged),
    )


def _unanswered(personas: Sequence[str], operator: uuid.UUID) -> "Select[uuid.UUID, uuid.UUID, datetime]":
    statement = (
        select(Confession.id, Confession.user_id, Confession.submitted_at)
        .join(ConfessionState, col(ConfessionState.confession_id) == col(Confession.id))
        .join(User, col(User.id) == col(Confession.user_id))
        .join(Person, col(Person.id) == col(Confession.user_id))
        .where(
            col(Confession.visibility_status) == Visibility.PRIVATE,
            col(ConfessionState.answered_at).is_(None),
            col(Confession.user_id) != operator,
            col(Person.minor_locked_at).is_(None),
            col(Person.erasing_at).is_(None),
        )
        .order_by(col(Confession.submitted_at))
    )
    return statement.where(col(User.domme_assigned).in_(list(personas))) if personas else statement
