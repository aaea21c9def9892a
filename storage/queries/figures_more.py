"""The figures of what surrounds the tasks: safety, voice drops, confessions, appeals. Never a name."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from storage.enums import AppealResult, Visibility
from storage.queries.figures_scope import Counted, Scope, of_members, quantile, since, within
from storage.queries.portable import seconds_between
from storage.tables import (
    Appeal,
    AppealReview,
    Confession,
    ConfessionState,
    Event,
    UserVoiceDrop,
    VoiceDrop,
)
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class DropFigures:
    """How often a drop was sent, opened, and to how many people."""

    name: str
    sent: int
    opened: int
    people: int


async def events(tx: UnitOfWork, scope: Scope, kinds: Sequence[str]) -> dict[str, Counted]:
    """How often each of these happened; whoever was erased counts as somebody of her own."""
    nameless = sa.func.coalesce(col(Event.person_id), col(Event.id))
    statement = (
        sa.select(col(Event.kind), sa.func.count(), sa.func.count(sa.distinct(nameless)))
        .where(
            col(Event.kind).in_(list(kinds)),
            *since(col(Event.at), scope.since),
            *within(col(Event.persona), scope),
        )
        .group_by(col(Event.kind))
    )
    return {kind: Counted(int(times), int(people)) for kind, times, people in await tx.all(statement)}


async def drops(tx: UnitOfWork, scope: Scope) -> Sequence[DropFigures]:
    """Every drop that was sent: how often, and how often it was opened; the most sent first."""
    statement = (
        sa.select(
            col(VoiceDrop.name),
            sa.func.count(),
            sa.func.count(col(UserVoiceDrop.opened_at)),
            sa.func.count(sa.distinct(col(UserVoiceDrop.user_id))),
        )
        .select_from(UserVoiceDrop)
        .join(VoiceDrop, col(VoiceDrop.id) == col(UserVoiceDrop.voice_drop_id))
        .where(*since(col(UserVoiceDrop.sent_at), scope.since), *within(col(VoiceDrop.domme_persona), scope))
        .group_by(col(VoiceDrop.id), col(VoiceDrop.name))
        .order_by(sa.func.count().desc(), col(VoiceDrop.name))
    )
    return [DropFigures(name, int(a), int(b), int(c)) for name, a, b, c in await tx.all(statement)]


async def confessions(tx: UnitOfWork, scope: Scope) -> tuple[int, int, float | None, int]:
    """Confessions made, those answered, their mean rating, and how many people's the rated ones are."""
    rating = col(Confession.domme_rating)
    statement = (
        sa.select(
            sa.func.count(),
            sa.func.count(col(ConfessionState.answered_at)),
            sa.func.avg(rating),
            sa.func.count(sa.distinct(sa.case((rating.is_not(None), col(Confession.user_id))))),
        )
        .select_from(Confession)
        .outerjoin(ConfessionState, col(ConfessionState.confession_id) == col(Confession.id))
        .where(
            *since(col(Confession.submitted_at), scope.since),
            *within(col(Confession.domme_persona), scope),
            col(Confession.visibility_status) != Visibility.REMOVED,
        )
    )
    made, answered, mean, people = await tx.first(statement)
    return int(made), int(answered), None if mean is None else float(mean), int(people)


async def appeals(tx: UnitOfWork, scope: Scope) -> dict[AppealResult, Counted]:
    """Appeals lodged, by their result."""
    statement = (
        sa.select(col(Appeal.result), sa.func.count(), sa.func.count(sa.distinct(col(Appeal.user_id))))
        .where(*since(col(Appeal.submitted_at), scope.since), *of_members(col(Appeal.user_id), scope))
        .group_by(col(Appeal.result))
    )
    return {result: Counted(int(times), int(people)) for result, times, people in await tx.all(statement)}


async def appeal_seconds(tx: UnitOfWork, scope: Scope) -> float | None:
    """How long half of the appeals waited for their answer at most; None without any."""
    waited = seconds_between(col(Appeal.submitted_at), col(AppealReview.decided_at))
    conditions = [
        col(AppealReview.appeal_id) == col(Appeal.id),
        col(AppealReview.decided_at).is_not(None),
        *since(col(Appeal.submitted_at), scope.since),
        *of_members(col(Appeal.user_id), scope),
    ]
    return await quantile(tx, waited, conditions, 0.5)
