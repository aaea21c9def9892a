"""Tasks that members suggested: their own, and those that wait for an operator."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.queries.desk import Waiting
from storage.queries.tasks import in_play
from storage.tables import Person, Suggestion, User
from storage.unit import UnitOfWork

OPEN, TAKEN, DECLINED, WITHDRAWN = "", "taken", "declined", "withdrawn"
"""Where a suggestion stands."""


async def now(tx: UnitOfWork, suggestion_id: uuid.UUID) -> Suggestion | None:
    """A suggestion as it is now, locked until the commit."""
    statement = select(Suggestion).where(col(Suggestion.id) == suggestion_id).with_for_update()
    found: Suggestion | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


async def open_of(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[Suggestion]:
    """A member's suggestions that wait, oldest first."""
    statement = select(Suggestion).where(col(Suggestion.user_id) == user_id, col(Suggestion.outcome) == OPEN)
    return await tx.all(statement.order_by(col(Suggestion.suggested_at)))


async def withdraw_open(tx: UnitOfWork, user_id: uuid.UUID, at: datetime) -> None:
    """A member's suggestions wait no more, without a word."""
    mine = sa.update(Suggestion).where(col(Suggestion.user_id) == user_id, col(Suggestion.outcome) == OPEN)
    await tx.run(mine.values(outcome=WITHDRAWN, decided_at=at))


async def latest_of(tx: UnitOfWork, user_id: uuid.UUID, limit: int) -> Sequence[Suggestion]:
    """A member's suggestions whatever became of them, the newest first."""
    statement = select(Suggestion).where(col(Suggestion.user_id) == user_id)
    return await tx.all(statement.order_by(col(Suggestion.suggested_at).desc()).limit(limit))


async def waiting(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, now: datetime, limit: int
) -> Sequence[Waiting]:
    """Suggestions for an operator to look at, oldest first: to the persona the member still has, none of the
    operator's own, none of members whom the game may not reach now."""
    statement = (
        select(Suggestion.id, Suggestion.user_id, Suggestion.suggested_at)
        .join(User, col(User.id) == col(Suggestion.user_id))
        .join(Person, col(Person.id) == col(Suggestion.user_id))
        .where(
            col(Suggestion.outcome) == OPEN,
            col(Suggestion.user_id) != operator,
            col(Suggestion.domme_persona) == col(User.domme_assigned),
            in_play(now),
        )
        .order_by(col(Suggestion.suggested_at))
        .limit(limit)
    )
    if personas:
        statement = statement.where(col(User.domme_assigned).in_(list(personas)))
    return [Waiting(*row) for row in await tx.all(statement)]


async def taken_count(tx: UnitOfWork, user_id: uuid.UUID) -> int:
    """How many of a member's suggestions became tasks."""
    statement = select(sa.func.count()).select_from(Suggestion)
    mine = statement.where(col(Suggestion.user_id) == user_id, col(Suggestion.outcome) == TAKEN)
    return int(await tx.first(mine))
