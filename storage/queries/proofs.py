"""Queries about proofs: attempts of a task or a member, those that wait, and media whose time has come."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.enums import ProofType, TaskStatus
from storage.tables import Person, PersonaSettings, ProofAttempt, Task, TaskPlan, VaultBlob
from storage.unit import UnitOfWork

Found = tuple[uuid.UUID, uuid.UUID]


async def attempt_now(tx: UnitOfWork, attempt_id: uuid.UUID) -> ProofAttempt | None:
    """An attempt as it is now, locked until the commit; None if there is none."""
    statement = select(ProofAttempt).where(col(ProofAttempt.id) == attempt_id).with_for_update()
    row: ProofAttempt | None = await tx.first(statement.execution_options(populate_existing=True))
    return row


async def attempts_of(tx: UnitOfWork, task_id: uuid.UUID) -> Sequence[ProofAttempt]:
    """Every attempt at a task's proof, the first one first."""
    statement = select(ProofAttempt).where(col(ProofAttempt.task_id) == task_id)
    return await tx.all(statement.order_by(col(ProofAttempt.number)))


async def waiting_of(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[ProofAttempt]:
    """A member's proofs that wait for a verdict."""
    return await tx.all(
        select(ProofAttempt).where(col(ProofAttempt.user_id) == user_id, col(ProofAttempt.verdict).is_(None))
    )


async def count_of(tx: UnitOfWork, user_id: uuid.UUID) -> int:
    """How many proofs a member has handed in so far."""
    statement = select(sa.func.count()).select_from(ProofAttempt).where(col(ProofAttempt.user_id) == user_id)
    return int(await tx.first(statement))


async def latest_of_kind(
    tx: UnitOfWork, user_id: uuid.UUID, kind: ProofType, limit: int
) -> Sequence[ProofAttempt]:
    """A member's latest proofs of a kind, the newest first."""
    statement = (
        select(ProofAttempt)
        .where(col(ProofAttempt.user_id) == user_id, col(ProofAttempt.kind) == kind)
        .order_by(col(ProofAttempt.submitted_at).desc())
        .limit(limit)
    )
    return await tx.all(statement)


async def lapsing(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Whose proofs waited for review too long. Frozen ones go on waiting."""
    overdue = col(ProofAttempt.lapses_at) <= now
    return await tx.all(_waiting().where(overdue).order_by(col(ProofAttempt.lapses_at)).limit(limit))


async def left_to_trust(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Whose proofs wait for a persona who is away, with nothing suspicious about them."""
    absent = select(PersonaSettings.persona).where(col(PersonaSettings.away_until) > now)
    personas: Sequence[str] = await tx.all(absent)
    if not personas:
        return ()
    statement = _waiting().where(
        col(ProofAttempt.lapses_at).is_not(None),
        col(ProofAttempt.suspicious).is_(False),
        col(Task.domme_persona).in_(list(personas)),
    )
    return await tx.all(statement.limit(limit))


async def keep_blobs_until(tx: UnitOfWork, blobs: Collection[uuid.UUID], until: datetime | None) -> None:
    """Set when these blobs go (wall time); None keeps them."""
    if blobs:
        await tx.run(sa.update(VaultBlob).where(col(VaultBlob.id).in_(list(blobs))).values(expires_at=until))


async def blobs_expired(tx: UnitOfWork, now: datetime, limit: int) -> Sequence[Found]:
    """Blobs whose time has come, and whose they are. What a lock sealed waits for an owner's decision."""
    statement = (
        select(VaultBlob.person_id, VaultBlob.id)
        .join(Person, col(Person.id) == col(VaultBlob.person_id))
        .where(col(VaultBlob.expires_at) <= now, col(Person.minor_locked_at).is_(None))
        .order_by(col(VaultBlob.expires_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def expired_of(tx: UnitOfWork, person_id: uuid.UUID, now: datetime) -> frozenset[uuid.UUID]:
    """Every blob of a person whose time has come."""
    statement = select(VaultBlob.id).where(
        col(VaultBlob.person_id) == person_id, col(VaultBlob.expires_at) <= now
    )
    return frozenset(await tx.all(statement))


async def judged_with_content(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[ProofAttempt]:
    """A member's judged photo and audio proofs that still name their media."""
    return await tx.all(
        select(ProofAttempt).where(
            col(ProofAttempt.user_id) == user_id,
            col(ProofAttempt.verdict).is_not(None),
            col(ProofAttempt.kind) != ProofType.TEXT,
            col(ProofAttempt.content).is_not(None),
        )
    )


def _waiting() -> "Select[uuid.UUID, uuid.UUID]":
    """Proofs that wait for a verdict and may get one."""
    return (
        select(ProofAttempt.user_id, ProofAttempt.id)
        .join(Task, col(Task.id) == col(ProofAttempt.task_id))
        .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
        .where(
            col(Task.status) == TaskStatus.SUBMITTED,
            col(TaskPlan.ended).is_(None),
            col(TaskPlan.frozen_at).is_(None),
            col(ProofAttempt.verdict).is_(None),
        )
    )
