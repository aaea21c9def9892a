"""Cam sessions and their models: a member's own, those on the desk, those that time ends or reminds of."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import SessionStatus
from storage.queries.desk import Waiting
from storage.queries.tasks import in_play
from storage.tables import CamModel, CamModelSession, Person, SessionDetails, User
from storage.unit import UnitOfWork

Found = tuple[CamModelSession, SessionDetails]
Whose = tuple[uuid.UUID, uuid.UUID]
OPEN = SessionStatus.REQUESTED


async def now(tx: UnitOfWork, session_id: uuid.UUID) -> Found | None:
    """A session and where it stands, as both are now, locked until the commit."""
    statement = _both().where(col(CamModelSession.id) == session_id).with_for_update()
    found: Found | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def open_of(tx: UnitOfWork, user_id: uuid.UUID) -> Found | None:
    """A member's session that is neither completed nor cancelled, or None."""
    statement = _both().where(col(CamModelSession.user_id) == user_id, col(CamModelSession.status) == OPEN)
    found: Found | None = await tx.first(statement.order_by(col(CamModelSession.requested_at)).limit(1))
    return found


async def over_of(tx: UnitOfWork, user_id: uuid.UUID, skip: int, limit: int) -> Sequence[Found]:
    """A member's sessions that are over, the newest first."""
    statement = _both().where(col(CamModelSession.user_id) == user_id, col(CamModelSession.status) != OPEN)
    newest = statement.order_by(col(CamModelSession.requested_at).desc(), col(CamModelSession.id))
    return await tx.all(newest.offset(skip).limit(limit))


async def waiting(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, at: datetime, limit: int
) -> Sequence[Waiting]:
    """Requests to answer, and agreed times that have come, soonest ended by time first; none of the
    operator's own, none of members whom the game may not reach now."""
    times = (col(SessionDetails.scheduled_at).is_(None), col(SessionDetails.agreed_at).is_not(None))
    come = sa.or_(times[0], sa.and_(times[1], col(SessionDetails.scheduled_at) <= at))
    statement = _waiting(personas, operator).where(come, in_play(at))
    rows = await tx.all(statement.order_by(col(SessionDetails.expires_at)).limit(limit))
    return [Waiting(*row) for row in rows]


async def all_open(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, skip: int, limit: int
) -> Sequence[Found]:
    """Every session that is not over, of members an operator may see: those with a time first, by it."""
    statement = _of(_both(), personas, operator).order_by(
        col(SessionDetails.scheduled_at).is_(None),
        col(SessionDetails.scheduled_at),
        col(CamModelSession.requested_at),
    )
    return await tx.all(statement.offset(skip).limit(limit))


async def lapsing(tx: UnitOfWork, at: datetime, limit: int) -> Sequence[Whose]:
    """Whose sessions, and which, waited too long. While a member is away hers go on waiting."""
    statement = (
        select(SessionDetails.user_id, SessionDetails.session_id)
        .join(Person, col(Person.id) == col(SessionDetails.user_id))
        .where(col(SessionDetails.expires_at) <= at, in_play(at))
        .order_by(col(SessionDetails.expires_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def to_remind(tx: UnitOfWork, at: datetime, limit: int) -> Sequence[Whose]:
    """Who is to be reminded, and of which session; nobody who is held just now."""
    statement = (
        select(SessionDetails.user_id, SessionDetails.session_id)
        .join(Person, col(Person.id) == col(SessionDetails.user_id))
        .where(col(SessionDetails.remind_at) <= at, col(Person.held_at).is_(None))
        .order_by(col(SessionDetails.remind_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def cancel_open(tx: UnitOfWork, user_id: uuid.UUID, why: str, at: datetime) -> None:
    """Cancel whatever of a member's is not over, without a word."""
    mine = select(CamModelSession.id).where(
        col(CamModelSession.user_id) == user_id, col(CamModelSession.status) == OPEN
    )
    await tx.run(
        sa.update(SessionDetails)
        .where(col(SessionDetails.session_id).in_(mine))
        .values(
            why=why,
            decided_at=at,
            decided_by=None,
            expires_at=None,
            remind_at=None,
            revision=col(SessionDetails.revision) + 1,
        )
    )
    await tx.run(
        sa.update(CamModelSession)
        .where(col(CamModelSession.user_id) == user_id, col(CamModelSession.status) == OPEN)
        .values(status=SessionStatus.CANCELED)
    )


async def models(tx: UnitOfWork, *, retired: bool) -> Sequence[CamModel]:
    """The models by name; with the retired ones behind them if asked for. A court has a handful."""
    statement = select(CamModel).order_by(
        col(CamModel.retired_at).is_not(None), sa.func.lower(col(CamModel.name))
    )
    return await tx.all(statement if retired else statement.where(col(CamModel.retired_at).is_(None)))


async def count_open_for(tx: UnitOfWork, model_id: uuid.UUID) -> int:
    """How many sessions with a model are not over."""
    statement = (
        select(sa.func.count())
        .select_from(CamModelSession)
        .join(SessionDetails, col(SessionDetails.session_id) == col(CamModelSession.id))
        .where(col(SessionDetails.model_id) == model_id, col(CamModelSession.status) == OPEN)
    )
    return int(await tx.first(statement))


def _both() -> Any:
    return select(CamModelSession, SessionDetails).join(
        SessionDetails, col(SessionDetails.session_id) == col(CamModelSession.id)
    )


def _waiting(personas: Sequence[str], operator: uuid.UUID) -> Any:
    statement = (
        select(
            CamModelSession.id,
            CamModelSession.user_id,
            CamModelSession.requested_at,
            SessionDetails.expires_at,
        )
        .join(SessionDetails, col(SessionDetails.session_id) == col(CamModelSession.id))
        .join(Person, col(Person.id) == col(CamModelSession.user_id))
    )
    return _of(statement, personas, operator)


def _of(statement: Any, personas: Sequence[str], operator: uuid.UUID) -> Any:
    """Only what is not over, of members of these personas (none named: of all), never the operator's own."""
    mine = statement.where(col(CamModelSession.status) == OPEN, col(CamModelSession.user_id) != operator)
    if not personas:
        return mine
    members = select(User.id).where(col(User.domme_assigned).in_(list(personas)))
    return mine.where(col(CamModelSession.user_id).in_(members))
