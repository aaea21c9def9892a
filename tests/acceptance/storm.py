"""Gate "storm": half of all requests are refused for ten minutes, then the platform is gone for an hour.

Nothing is lost, every chat keeps its order, reminders that became due meanwhile are one, and what was said
on the platform while it was gone is searched for stops before anything of the game goes out again."""

import asyncio
import random
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import InboxStatus, OutboxStatus, Platform, TaskStatus
from storage.tables import Inbox, Outbox, Task
from tests.acceptance.result import GateResult
from tests.acceptance.wire import Wire, wired
from tests.acceptance.wire.classes import names_of
from tests.acceptance.wire.letters import Letters
from tests.acceptance.wire.racing import Finish
from tests.support import playing
from tests.support.clocks import FastClock
from tests.support.court import Chatter
from tests.support.people import SAFEWORD
from tests.support.waiting import until

NAME = "storm"
PACE = 20.0
"""So many times faster time passes, the pauses that the platform asks for included."""
MEMBERS = {False: 8, True: 60}
LETTERS = {False: 4, True: 20}
STORM = {False: timedelta(seconds=40), True: timedelta(minutes=10)}
AWAY = timedelta(hours=1)
AWAY_PACE = {False: 900.0, True: 60.0}
"""Time passes even faster while the platform is gone: nothing can be sent then."""
SHARE = 0.5
STOPPING = 4
"""Every so many-th member says her word in the storm, another while the platform is gone."""
MINUTES, BEFORE = 120, timedelta(minutes=40)
"""How long the task takes that everybody is reminded of, and how long after it the platform goes: it reminds
at half time and half an hour before the end, while the platform is gone."""
PATIENCE = 120.0
Crowd = list[Chatter]


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About two and a half minutes in full size on each, twenty seconds in small."""
    clock, problems = FastClock(PACE), list[str]()
    async with wired(platform, database, seed=seed, clock=clock, hasty=False, pace=PACE) as wire:
        await until(wire.in_touch, within=PATIENCE)
        crowd = [await playing.member(wire.court, f"member{number}") for number in range(MEMBERS[full])]
        early, later = crowd[::STOPPING], crowd[1::STOPPING]
        letters = Letters(wire, random.Random(seed))
        problems += await _storm(wire, clock, letters, crowd, early, full=full)
        refused, asked = wire.refused()
        rest = [anna for anna in crowd if anna not in early]
        problems += await _away(wire, clock, letters, rest, later, AWAY_PACE[full])
        problems += await _dead_or_waiting(wire, letters)
    figure = (
        f"{letters.written} messages to and {letters.said} from {len(crowd)} members, "
        f"{refused} of {asked} requests refused, {len(problems)} lost, out of order, doubled or too early"
    )
    holds = not problems and refused > 0
    return GateResult(f"{NAME} on {platform}", holds, figure, tuple(problems[:20]))


async def _storm(
    wire: Wire, clock: FastClock, letters: Letters, crowd: Crowd, stopping: Crowd, *, full: bool
) -> list[str]:
    """Everybody is written to and writes, while half of it is refused; some stop in the midst of it."""
    finish = Finish(wire)
    wire.court.engine.intake._on_stop = finish.noted
    wire.storm(SHARE)
    step = STORM[full] / LETTERS[full] / PACE
    for number in range(LETTERS[full]):
        begun = asyncio.get_running_loop().time()
        await letters.to_all(crowd)
        if number == LETTERS[full] // 2:
            await letters.say(stopping, SAFEWORD)
        await letters.from_some(crowd)
        spent = asyncio.get_running_loop().time() - begun
        await asyncio.sleep(max(0.0, step.total_seconds() - spent))
    wire.swift()
    await letters.settled(PATIENCE)
    going_on = [anna for anna in crowd if anna not in stopping]
    problems = [*letters.missing(going_on), *letters.out_of_order(crowd)]
    return [*problems, *await letters.unstopped(stopping, finish)]


async def _away(
    wire: Wire, clock: FastClock, letters: Letters, crowd: Crowd, stopping: Crowd, pace: float
) -> list[str]:
    """The platform goes; reminders become due, the court writes, people write, some of them to stop."""
    tasks = {anna.address: await playing.task_of(wire.court, anna, minutes=MINUTES) for anna in crowd}
    await _pass(clock, BEFORE, AWAY_PACE[False])
    finish, mark = Finish(wire), wire.mark()
    wire.court.engine.intake._on_stop = finish.noted
    await wire.goes_away()
    clock.runs(pace)
    left = clock.wall()
    await letters.to_all(crowd)
    await letters.from_some(crowd)
    await letters.say(stopping, SAFEWORD)
    await asyncio.sleep((left + AWAY - clock.wall()).total_seconds() / pace)
    clock.runs(PACE)
    await wire.comes_back()
    await until(wire.in_touch, within=PATIENCE)
    await letters.settled(PATIENCE)
    going_on = [anna for anna in crowd if anna not in stopping]
    problems = [*letters.missing(going_on), *letters.out_of_order(crowd)]
    problems += await letters.unstopped(stopping, finish)
    problems += await letters.too_early(crowd, mark, finish)
    return problems + await _reminders(wire, going_on, mark, {a: str(task) for a, task in tasks.items()})


async def _pass(clock: FastClock, time: timedelta, pace: float) -> None:
    """Let time pass at another pace, with all it brings."""
    before = clock.pace
    clock.runs(pace)
    await asyncio.sleep(time.total_seconds() / pace)
    clock.runs(before)


async def _reminders(wire: Wire, crowd: Crowd, mark: int, tasks: dict[str, str]) -> list[str]:
    """One reminder each, and a task that is still open."""
    names = await names_of(wire.court)
    problems = []
    for anna in crowd:
        wanted = f"reminder:{tasks[anna.address]}"
        count = sum(names.get(each.id) == wanted for each in wire.arrived(anna, mark))
        if count != 1:
            problems.append(f"{anna.name} was reminded {count} times after the return")
    async with wire.court.storage.read() as tx:
        failed = await tx.all(select(Task.id).where(col(Task.status) == TaskStatus.FAILED))
    return [*problems, *(f"a task failed through the outage: {each}" for each in failed)]


async def _dead_or_waiting(wire: Wire, letters: Letters) -> list[str]:
    """Messages given up, updates not handled, or never taken."""
    async with wire.court.storage.read() as tx:
        dead = await tx.all(select(Outbox.error).where(col(Outbox.status) == OutboxStatus.DEAD))
        left = await tx.all(select(Inbox.key).where(col(Inbox.status) == InboxStatus.RECEIVED))
        taken = int(await tx.first(select(sa.func.count(col(Inbox.id)))) or 0)
    problems = [f"a dead letter: {error}" for error in dead]
    problems += [f"an update was not handled: {key}" for key in left]
    return problems + ([] if taken >= letters.said else [f"{letters.said - taken} updates were never taken"])
