"""A rehearsal begins with a full desk, and with members in every state."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.rehearsing.cast import CAST, GUESTS, MODELS
from bot.rehearsing.seeding import seed
from storage.enums import TaskStatus, TaskType
from storage.queries import sessions
from storage.tables import Admission, ProofAttempt, Task, TaskPlan, User
from storage.unit import Storage
from tests.bot.platforms.web.whole import WholeCourt, opened
from tests.support.clocks import FakeClock

pytestmark = pytest.mark.slow


@pytest.fixture
async def seeded(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[WholeCourt]:
    """A court with the whole cast on stage."""
    async with opened(WholeCourt(sqlite_storage, clock, tmp_path)) as court:
        await seed(court.engine)
        yield court


async def tasks_of(court: WholeCourt, name: str) -> list[tuple[Task, TaskPlan]]:
    """A member's tasks, the first given first."""
    async with court.storage.read() as tx:
        found = await tx.all(
            select(Task, TaskPlan)
            .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
            .join(User, col(User.id) == col(Task.user_id))
            .where(col(User.username) == name)
            .order_by(col(Task.assigned_at))
        )
        return [(task, plan) for task, plan in found]


async def test_every_proof_of_the_cast_waits_guests_are_at_the_door_and_somebody_can_be_asked(
    seeded: WholeCourt,
) -> None:
    async with seeded.storage.read() as tx:
        models = await sessions.models(tx, retired=False)
        attempts = await tx.all(select(ProofAttempt).where(col(ProofAttempt.verdict).is_(None)))
        guests = await tx.all(select(Admission).where(col(Admission.admitted).is_(None)))
    assert len(attempts) == sum(part.proofs for part in CAST)
    assert len(guests) == GUESTS
    assert len(models) == len(MODELS)


async def test_everybody_has_all_her_tasks_delivered_and_longer_work_among_them(seeded: WholeCourt) -> None:
    for part in CAST:
        tasks = await tasks_of(seeded, part.name)
        assert len(tasks) == part.tasks, part.name
        assert all(plan.delivered_at is not None for _, plan in tasks), part.name
        left = [task.type for task, _ in tasks if task.status is TaskStatus.ASSIGNED]
        assert (TaskType.SERVITUDE in left) == bool(left), part.name


async def test_whoever_stopped_has_something_to_tick_when_she_comes_back(seeded: WholeCourt) -> None:
    tasks = await tasks_of(seeded, "Hanna")
    frozen = [task.type for task, plan in tasks if plan.frozen_at is not None and plan.ended is None]
    assert TaskType.SERVITUDE in frozen
