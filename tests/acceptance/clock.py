"""Gate "clock": dailies once per local date and 18 hours apart, deadlines once, nothing lost to an outage.

Members in zones whose clocks change live through the change; some travel; the court is away for a while."""

import itertools
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from storage.enums import TaskStatus, TaskType
from storage.tables import MemberSettings, Outage, PointEntry, Task, TaskPlan
from tests.acceptance.result import GateResult
from tests.acceptance.stage import stage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt

NAME = "clock"
STEP = {False: timedelta(minutes=30), True: timedelta(minutes=20)}
GAP = timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class Life:
    """A member's zone, the day her clock changes, and where she travels in the middle."""

    zone: str
    change: str
    to: str = ""


LIVES = (
    Life("Europe/Berlin", "2026-03-29"),
    Life("America/New_York", "2026-11-01"),
    Life("Australia/Lord_Howe", "2026-10-04"),
    Life("Africa/Casablanca", "2026-03-22"),
    Life("Pacific/Kiritimati", "2026-05-10", to="Pacific/Honolulu"),
    Life("Pacific/Honolulu", "2026-05-20", to="Pacific/Kiritimati"),
    Life("America/Santiago", "2026-09-06"),
    Life("Asia/Tehran", "2026-03-21"),
    Life("Europe/London", "2026-10-25"),
    Life("America/St_Johns", "2026-03-08"),
    Life("Antarctica/Troll", "2026-03-29"),
    Life("Pacific/Auckland", "2026-09-27"),
    Life("America/Havana", "2026-03-08"),
    Life("Asia/Beirut", "2026-03-29"),
    Life("Europe/Lisbon", "2026-10-25"),
    Life("Pacific/Chatham", "2026-04-05"),
    Life("America/Los_Angeles", "2026-11-01"),
    Life("Africa/Cairo", "2026-04-24"),
    Life("Asia/Kolkata", "2026-06-01", to="America/Los_Angeles"),
    Life("Atlantic/Azores", "2026-03-29"),
)
SMALL = (LIVES[0], LIVES[1], LIVES[4])
"""A gap, an overlap, and a journey across the date line."""
HOURS = (0, 90, 150, 540, 1380)
"""Hours of the daily, in minutes: around midnight, inside the changes, in the morning."""


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """About five minutes in full size, twenty seconds in small."""
    del database
    rng = random.Random(seed)
    problems: list[str] = []
    dailies = 0
    lives = LIVES if full else SMALL
    for life in lives:
        given, found = await _lived(life, seed, rng, days=6 if full else 4, step=STEP[full])
        dailies += given
        problems += found
    problems += await _outages(seed, full=full)
    figure = f"{len(lives)} zones, {dailies} dailies, {len(problems)} problems"
    return GateResult(NAME, not problems and dailies > 0, figure, tuple(problems[:20]))


async def _lived(
    life: Life, seed: int, rng: random.Random, *, days: int, step: timedelta
) -> tuple[int, list[str]]:
    """Some days around the change, with a member for each hour."""
    start = datetime.fromisoformat(life.change).replace(tzinfo=UTC) - timedelta(days=days / 2)
    clock = FakeClock(start)
    async with stage(None, seed=seed, clock=clock) as court:
        members = []
        for number, minutes in enumerate(HOURS):
            name = f"m{number}"
            member = await playing.member(
                court, name, zone=life.zone, daily_at=minutes, quiet_from=0, quiet_to=0, next_daily_at=start
            )
            members.append(member)
        half = timedelta(days=days / 2)
        await court.pass_time(half, step=step)
        if life.to:
            await _travel(court, members, life.to)
        await court.pass_time(half + timedelta(hours=rng.randint(0, 12)), step=step)
        return await _checked(court, members, life)


async def _travel(court: ScriptedCourt, members: list[Chatter], zone: str) -> None:
    async with court.storage.begin() as tx:
        for member in members:
            settings = await tx.get(MemberSettings, (await member.person()).id)
            assert settings is not None
            settings.zone = zone


async def _checked(court: ScriptedCourt, members: list[Chatter], life: Life) -> tuple[int, list[str]]:
    problems, given = [], 0
    for member in members:
        user_id = (await member.person()).id
        async with court.storage.read() as tx:
            rows = await tx.all(
                select(Task.assigned_at, col(TaskPlan.local_date))
                .join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
                .where(col(Task.user_id) == user_id, col(Task.type) == TaskType.DAILY)
                .order_by(col(Task.assigned_at))
            )
            entries = await tx.all(select(PointEntry.task_id).where(col(PointEntry.user_id) == user_id))
        given += len(rows)
        dates = Counter(date for _, date in rows)
        problems += [f"{life.zone}: {count} dailies on {date}" for date, count in dates.items() if count > 1]
        problems += [
            f"{life.zone}: only {later - earlier} apart"
            for (earlier, _), (later, _) in itertools.pairwise(rows)
            if later - earlier < GAP
        ]
        problems += [f"{life.zone}: a deadline counted {n} times" for n in Counter(entries).values() if n > 1]
        if not life.to and len(rows) < 3:
            problems.append(f"{life.zone}: only {len(rows)} dailies")
    return given, problems


async def _outages(seed: int, *, full: bool) -> list[str]:
    """The court is away; what fell due meanwhile costs nothing, and there are two waking hours afterwards."""
    problems = []
    lengths = [timedelta(minutes=5), timedelta(hours=6)] + (
        [timedelta(days=1), timedelta(days=3)] if full else []
    )
    for length in lengths:
        async with stage(None, seed=seed) as court:
            anna = await playing.member(court, "anna", points=50)
            await court.engine.jobs.heartbeat()
            task = await playing.task_of(court, anna, minutes=120)
            # Reminders go out before: one that did not would give the member another hour.
            await court.pass_time(timedelta(minutes=119), step=timedelta(minutes=7))
            court.clock.advance(length)
            await court.engine.jobs.recover()
            await court.tick()
            async with court.storage.read() as tx:
                row = await tx.get(Task, task)
                outages = await tx.all(select(Outage))
            assert row is not None
            if row.status is TaskStatus.FAILED:
                problems.append(f"a task failed through an outage of {length}")
            left = row.due_at - court.clock.court()
            if length > timedelta(minutes=5) and left < timedelta(hours=2):
                problems.append(f"only {left} left after an outage of {length}")
            if length > timedelta(minutes=5) and not outages:
                problems.append(f"an outage of {length} was not noted")
            await court.pass_time(left + timedelta(hours=4), step=STEP[full])
            if len(await playing.entries(court, anna)) != 1:
                problems.append(f"the deadline after an outage of {length} did not count once")
    return problems
