"""The figures of play and money, counted by the database: for some personas, since a moment. Never a name."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import PaymentStatus, TaskStatus, Verdict
from storage.queries.figures_scope import (
    Condition,
    Scope,
    of_members,
    quantile,
    since,
    sum_if,
    sum_of,
    whole_numbers,
    within,
)
from storage.queries.money import RETURNED
from storage.queries.portable import day_of, quarter_of, seconds_between
from storage.tables import (
    MemberSettings,
    PointEntry,
    ProofAttempt,
    Refund,
    Task,
    TaskPlan,
    Token,
    TokenEntry,
)
from storage.unit import UnitOfWork

JUDGED = (Verdict.APPROVED, Verdict.ASKED_AGAIN, Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks given in the time, and what became of them; ``ended``: withdrawn, void or declined."""

    given: int
    completed: int
    failed: int
    ended: int


@dataclass(frozen=True, slots=True)
class Judge:
    """What one operator decided about proofs."""

    operator: uuid.UUID
    decided: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Miss:
    """How often a member of a zone missed a deadline in one quarter of an hour (since 1970, UTC)."""

    zone: str
    quarter: int
    person: uuid.UUID
    times: int


async def tasks(tx: UnitOfWork, scope: Scope) -> Tasks:
    """What was given and what became of it."""
    ended = col(TaskPlan.ended).is_not(None)
    statement = (
        sa.select(
            sa.func.count(),
            sum_if(sa.and_(~ended, col(Task.status) == TaskStatus.COMPLETED)),
            sum_if(sa.and_(~ended, col(Task.status) == TaskStatus.FAILED)),
            sum_if(ended),
        )
        .select_from(Task)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(*since(col(Task.assigned_at), scope.since), *within(col(Task.domme_persona), scope))
    )
    return Tasks(*whole_numbers(await tx.first(statement)))


async def completion_by_day(tx: UnitOfWork, scope: Scope) -> Sequence[tuple[str, int, int]]:
    """By UTC date of the giving: how many tasks were completed, how many failed."""
    day = day_of(col(Task.assigned_at))
    statement = (
        sa.select(
            day,
            sum_if(col(Task.status) == TaskStatus.COMPLETED),
            sum_if(col(Task.status) == TaskStatus.FAILED),
        )
        .select_from(Task)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(TaskPlan.ended).is_(None),
            *since(col(Task.assigned_at), scope.since),
            *within(col(Task.domme_persona), scope),
        )
        .group_by(day)
        .order_by(day)
    )
    return [(str(on), int(done), int(failed)) for on, done, failed in await tx.all(statement)]


async def misses(tx: UnitOfWork, scope: Scope) -> Sequence[Miss]:
    """Deadlines that passed without a proof, by member, her zone and the quarter of an hour."""
    quarter = quarter_of(col(Task.due_at))
    rejected = sa.exists().where(
        col(ProofAttempt.task_id) == col(Task.id), col(ProofAttempt.verdict) == Verdict.REJECTED
    )
    statement = (
        sa.select(col(MemberSettings.zone), quarter, col(Task.user_id), sa.func.count())
        .select_from(Task)
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .join(MemberSettings, col(MemberSettings.user_id) == col(Task.user_id))
        .where(
            col(Task.status) == TaskStatus.FAILED,
            col(TaskPlan.ended).is_(None),
            ~rejected,
            *since(col(Task.due_at), scope.since),
            *within(col(Task.domme_persona), scope),
        )
        .group_by(col(MemberSettings.zone), quarter, col(Task.user_id))
    )
    return [Miss(zone, int(at), person, int(times)) for zone, at, person, times in await tx.all(statement)]


async def verdicts(tx: UnitOfWork, scope: Scope) -> dict[Verdict, int]:
    """How many proofs got which verdict."""
    statement = (
        sa.select(col(ProofAttempt.verdict), sa.func.count())
        .where(*_decided(scope))
        .group_by(col(ProofAttempt.verdict))
    )
    return {verdict: int(times) for verdict, times in await tx.all(statement)}


async def review_seconds(tx: UnitOfWork, scope: Scope, share: float) -> float | None:
    """How long this share of proofs waited at most for a human's verdict; None without any."""
    waited = seconds_between(col(ProofAttempt.submitted_at), col(ProofAttempt.decided_at))
    conditions = [
        *_decided(scope),
        col(ProofAttempt.verdict).in_(JUDGED),
        col(ProofAttempt.decided_by).is_not(None),
    ]
    return await quantile(tx, waited, conditions, share)


async def judges(tx: UnitOfWork, scope: Scope) -> Sequence[Judge]:
    """What every operator decided about proofs, those with the most decisions first."""
    rejected = sum_if(col(ProofAttempt.verdict) == Verdict.REJECTED)
    statement = (
        sa.select(col(ProofAttempt.decided_by), sa.func.count(), rejected)
        .where(
            *_decided(scope),
            col(ProofAttempt.verdict).in_(JUDGED),
            col(ProofAttempt.decided_by).is_not(None),
        )
        .group_by(col(ProofAttempt.decided_by))
        .order_by(sa.func.count().desc(), col(ProofAttempt.decided_by))
    )
    return [Judge(operator, int(decided), int(no)) for operator, decided, no in await tx.all(statement)]


async def points(tx: UnitOfWork, scope: Scope) -> tuple[int, int, int]:
    """Points given, lost, and restored to members by what was taken back (less what was taken so)."""
    taken, first = col(PointEntry.taken), col(PointEntry.reverses).is_(None)
    statement = sa.select(
        sum_of(taken, sa.and_(first, taken > 0)),
        sum_of(-taken, sa.and_(first, taken < 0)),
        sum_of(taken, ~first),
    ).where(*since(col(PointEntry.at), scope.since), *of_members(col(PointEntry.user_id), scope))
    given, lost, restored = whole_numbers(await tx.first(statement))
    return given, lost, restored


async def points_by_day(tx: UnitOfWork, scope: Scope) -> Sequence[tuple[str, int, int]]:
    """By UTC date: points given and points lost."""
    taken, first = col(PointEntry.taken), col(PointEntry.reverses).is_(None)
    day = day_of(col(PointEntry.at))
    statement = (
        sa.select(
            day,
            sum_of(taken, sa.and_(first, taken > 0)),
            sum_of(-taken, sa.and_(first, taken < 0)),
        )
        .where(*since(col(PointEntry.at), scope.since), *of_members(col(PointEntry.user_id), scope))
        .group_by(day)
        .order_by(day)
    )
    return [(str(on), int(given), int(lost)) for on, given, lost in await tx.all(statement)]


async def tokens(tx: UnitOfWork, scope: Scope) -> tuple[int, int, int, int]:
    """Tokens bought, spent, refunded and written off. What was spent and given back is not spent."""
    bought = sa.select(sa.func.coalesce(sa.func.sum(Token.amount), 0)).where(
        col(Token.payment_status) == PaymentStatus.CONFIRMED,
        *since(col(Token.purchased_at), scope.since_wall),
        *of_members(col(Token.user_id), scope),
    )
    taken, given_back = col(TokenEntry.taken), col(TokenEntry.reverses).is_not(None)
    moved = sa.and_(~col(TokenEntry.bought), sa.or_(taken < 0, given_back))
    spent = sa.select(sum_of(-taken, moved)).where(
        *since(col(TokenEntry.at), scope.since_wall), *of_members(col(TokenEntry.user_id), scope)
    )
    back = sa.select(
        sa.func.coalesce(sa.func.sum(Refund.taken), 0), sa.func.coalesce(sa.func.sum(Refund.written_off), 0)
    ).where(
        col(Refund.status) != RETURNED,
        *since(col(Refund.at), scope.since_wall),
        *of_members(col(Refund.user_id), scope),
    )
    refunded, written_off = whole_numbers(await tx.first(back))
    return (
        *whole_numbers(await tx.first(bought)),
        *whole_numbers(await tx.first(spent)),
        refunded,
        written_off,
    )


def _decided(scope: Scope) -> list[Condition]:
    """Proofs decided in the time; of tasks of these personas."""
    conditions = [
        col(ProofAttempt.decided_at).is_not(None),
        *since(col(ProofAttempt.decided_at), scope.since),
    ]
    if scope.personas:
        theirs = select(Task.id).where(col(Task.domme_persona).in_(scope.personas))
        conditions.append(col(ProofAttempt.task_id).in_(theirs))
    return conditions
