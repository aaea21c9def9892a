"""Through random times - clock changes, travel, outages, silence - the promises about time hold."""

import itertools
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from handlers.rules.clock import Quiet, in_quiet
from storage.enums import OutboxClass, OutboxStatus, TaskStatus
from storage.tables import Outage, Outbox
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import change, entries, given, member, settings_of, tasks_of

pytestmark = pytest.mark.slow
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo")
QUIET = Quiet.from_minutes(22 * 60, 8 * 60)


@pytest.fixture
def clock() -> FakeClock:
    """Shortly before Europe and Australia change their clocks, America having done so."""
    return FakeClock(datetime(2026, 3, 27, 12, tzinfo=UTC))


async def begin(court: ScriptedCourt, rng: random.Random, **settings: Any) -> Chatter:
    """A member somewhere in the world who asks for her first task."""
    zone = rng.choice(ZONES)
    anna = await member(court, zone=zone, daily_at=rng.randrange(480, 900), points=500, **settings)
    await anna.says("/tasks")
    await anna.presses("first task")
    return anna


async def live(
    court: ScriptedCourt, anna: Chatter, rng: random.Random, *, days: int, busy: float = 0.0
) -> None:
    """Let days pass in uneven steps, the member answering now and then, the court failing at times; ``busy``
    is how often an operator gives a task."""
    end = court.clock.court() + timedelta(days=days)
    while court.clock.court() < end:
        if rng.random() < busy:
            await given(court, anna, minutes=rng.randrange(60, 400))
        step = rng.choice([7 * MINUTE, 40 * MINUTE, 2 * HOUR, 3 * HOUR, 5 * HOUR])
        if rng.random() < 0.2:
            court.clock.advance(step)
            await court.engine.jobs.recover()
            await court.tick()
        else:
            await court.pass_time(step)
        if rng.random() < 0.2:
            await anna.says(f"This is what I have to say at {court.clock.court():%d %H:%M:%S} about it.")


@pytest.mark.parametrize("seed", range(3))
async def test_dailies_come_once_per_local_date_and_eighteen_hours_apart(
    court: ScriptedCourt, seed: int
) -> None:
    rng = random.Random(seed)
    anna = await begin(court, rng)
    for _ in range(3):
        await live(court, anna, rng, days=2)
        await change(court, anna, zone=rng.choice(ZONES))
    given = [each for each in await tasks_of(court, anna) if each.plan.local_date is not None]
    moments = [each.task.assigned_at for each in given]
    assert len({each.plan.local_date for each in given}) == len(given) >= 3
    assert all(later - sooner >= 18 * HOUR for sooner, later in itertools.pairwise(moments))
    planned = (await settings_of(court, anna)).next_daily_at
    assert planned is not None
    assert planned > court.clock.court()


@pytest.mark.parametrize("seed", range(3))
async def test_every_deadline_passes_once_and_none_through_an_outage(court: ScriptedCourt, seed: int) -> None:
    rng = random.Random(100 + seed)
    anna = await begin(court, rng)
    await live(court, anna, rng, days=4, busy=0.4)
    async with court.storage.read() as tx:
        outages = await tx.all(select(Outage))
    booked = Counter(entry.task_id for entry in await entries(court, anna) if entry.taken < 0)
    failed = [each for each in await tasks_of(court, anna) if each.task.status is TaskStatus.FAILED]
    assert failed
    assert booked == Counter(each.task.id for each in failed)
    for each in failed:
        assert each.plan.delivered_at is not None
        lost = sum(
            (
                min(out.ended_at or each.task.due_at, each.task.due_at)
                - max(out.started_at, each.plan.delivered_at)
                for out in outages
                if out.started_at < each.task.due_at
                and (out.ended_at or out.started_at) > each.plan.delivered_at
            ),
            timedelta(),
        )
        had = each.task.due_at - each.plan.delivered_at
        assert had - lost >= timedelta(minutes=each.plan.minutes) - 30 * MINUTE


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_unprompted_arrives_in_quiet_hours_and_nothing_falls_due_there(
    court: ScriptedCourt, seed: int
) -> None:
    rng = random.Random(200 + seed)
    anna = await begin(court, rng, inspections=True)
    zone = ZoneInfo((await settings_of(court, anna)).zone)
    await live(court, anna, rng, days=5)
    async with court.storage.read() as tx:
        sent = await tx.all(
            select(Outbox.sent_at).where(
                col(Outbox.klass) == OutboxClass.GAME, col(Outbox.status) == OutboxStatus.SENT
            )
        )
    assert sent
    assert not any(in_quiet(moment, QUIET, zone) for moment in sent if moment is not None)
    assert not any(in_quiet(each.task.due_at, QUIET, zone) for each in await tasks_of(court, anna))
