"""Whose member somebody was and when, proposals that she moves, and what of her past may be looked at."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import HandoverEnd
from storage.tables import (
    Appeal,
    AppealReview,
    Confession,
    ConfessionState,
    Handover,
    MemberNote,
    Operator,
    PersonaStay,
    ProofAttempt,
    User,
)
from storage.unit import UnitOfWork

Windows = Sequence[tuple[datetime, datetime | None]] | None
"""Stretches of time, each with its end (None: still going on); None is all time."""


async def stays_of(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[PersonaStay]:
    """A member's stays with personas, the first one first; none if she never moved."""
    statement = select(PersonaStay).where(col(PersonaStay.user_id) == user_id)
    return await tx.all(statement.order_by(col(PersonaStay.since)))


async def latest_stay(tx: UnitOfWork, user_id: uuid.UUID) -> PersonaStay | None:
    """The stay a member is in; None if she never moved."""
    stays = await stays_of(tx, user_id)
    return stays[-1] if stays else None


# -- proposals -------------------------------------------------------------------------------------


async def handover_now(tx: UnitOfWork, handover_id: uuid.UUID) -> Handover | None:
    """A proposal as it is now, locked until the commit."""
    statement = select(Handover).where(col(Handover.id) == handover_id).with_for_update()
    found: Handover | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def waiting_for(tx: UnitOfWork, user_id: uuid.UUID) -> Handover | None:
    """The proposal a member has not answered, if there is one."""
    mine = select(Handover).where(col(Handover.user_id) == user_id, col(Handover.ended).is_(None))
    found: Handover | None = await tx.first(mine)
    return found


async def close_proposal(tx: UnitOfWork, user_id: uuid.UUID, at: datetime) -> None:
    """The proposal a member has not answered comes to nothing, without a word."""
    mine = sa.update(Handover).where(col(Handover.user_id) == user_id, col(Handover.ended).is_(None))
    await tx.run(mine.values(ended=HandoverEnd.CLOSED, ended_at=at, expires_at=None))


async def last_answered(tx: UnitOfWork, user_id: uuid.UUID, to: str) -> Handover | None:
    """The latest settled proposal that a member moves to a persona."""
    statement = select(Handover).where(
        col(Handover.user_id) == user_id, col(Handover.to_persona) == to, col(Handover.ended).is_not(None)
    )
    found: Handover | None = await tx.first(statement.order_by(col(Handover.ended_at).desc()))
    return found


async def proposals(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Handover]:
    """Proposals that wait for an answer from members of these personas (all if empty), none about oneself."""
    statement = (
        select(Handover)
        .join(User, col(User.id) == col(Handover.user_id))
        .where(col(Handover.ended).is_(None), col(Handover.user_id) != operator)
        .order_by(col(Handover.made_at))
        .limit(limit)
    )
    if personas:
        statement = statement.where(col(User.domme_assigned).in_(list(personas)))
    return await tx.all(statement)


async def expired(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Whose proposals, and which, nobody answered in time."""
    statement = select(Handover.user_id, Handover.id).where(col(Handover.expires_at) <= now)
    return await tx.all(statement.order_by(col(Handover.expires_at)).limit(limit))


async def losing_sight(tx: UnitOfWork, before: str, after: str) -> Sequence[Operator]:
    """Who runs the persona a member leaves, and not the one she goes to."""
    rows: Sequence[Operator] = await tx.all(select(Operator))
    return [row for row in rows if row.personas and before in row.personas and after not in row.personas]


# -- the past --------------------------------------------------------------------------------------


async def proofs(tx: UnitOfWork, user_id: uuid.UUID, windows: Windows, limit: int) -> Sequence[ProofAttempt]:
    """A member's judged proofs from these stretches of time, the newest first."""
    statement = select(ProofAttempt).where(
        col(ProofAttempt.user_id) == user_id, *_within(col(ProofAttempt.decided_at), windows)
    )
    return await tx.all(statement.order_by(col(ProofAttempt.decided_at).desc()).limit(limit))


async def confessions(
    tx: UnitOfWork, user_id: uuid.UUID, windows: Windows, limit: int
) -> Sequence[Confession]:
    """A member's answered confessions from these stretches of time, the newest first."""
    statement = (
        select(Confession)
        .join(ConfessionState, col(ConfessionState.confession_id) == col(Confession.id))
        .where(
            col(Confession.user_id) == user_id,
            col(Confession.content).is_not(None),
            ~col(ConfessionState.flagged),
            *_within(col(ConfessionState.answered_at), windows),
        )
    )
    return await tx.all(statement.order_by(col(ConfessionState.answered_at).desc()).limit(limit))


async def appeals(tx: UnitOfWork, user_id: uuid.UUID, windows: Windows, limit: int) -> Sequence[Appeal]:
    """A member's decided appeals from these stretches of time, the newest first."""
    statement = (
        select(Appeal)
        .join(AppealReview, col(AppealReview.appeal_id) == col(Appeal.id))
        .where(col(Appeal.user_id) == user_id, *_within(col(AppealReview.decided_at), windows))
    )
    return await tx.all(statement.order_by(col(AppealReview.decided_at).desc()).limit(limit))


async def notes(tx: UnitOfWork, user_id: uuid.UUID, windows: Windows, limit: int) -> Sequence[MemberNote]:
    """What operators noted about a member in these stretches of time, the newest first."""
    statement = select(MemberNote).where(
        col(MemberNote.user_id) == user_id, *_within(col(MemberNote.made_at), windows)
    )
    return await tx.all(statement.order_by(col(MemberNote.made_at).desc()).limit(limit))


async def owners_of(tx: UnitOfWork, items: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Whose each of these rows is, whatever table it stands in; what is nobody's is left out."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    for table in User.metadata.sorted_tables:
        owner = next((table.c[name] for name in ("user_id", "person_id") if name in table.c), None)
        if owner is not None and "id" in table.c and isinstance(table.c.id.type, sa.Uuid):
            rows = await tx.all(sa.select(table.c.id, owner).where(table.c.id.in_(list(items))))
            found.update({item: whose for item, whose in rows if whose is not None})
    return found


def _within(moment: Any, windows: Windows) -> list[sa.ColumnElement[bool]]:
    """What a column that holds a moment must be, to be settled and within these stretches."""
    settled: list[sa.ColumnElement[bool]] = [moment.is_not(None)]
    if windows is None:
        return settled
    parts = [
        moment >= begin if end is None else sa.and_(moment >= begin, moment < end) for begin, end in windows
    ]
    return [*settled, sa.or_(sa.false(), *parts)]
