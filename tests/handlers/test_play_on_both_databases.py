"""A day of tasks and proofs on SQLite and on PostgreSQL alike, decisions made at the same moment included."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.judging import AlreadyDecided, Judged
from storage.enums import TaskStatus, Verdict
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, entries, judge, member, operator, seen, task_of, tasks_of

MINUTE = timedelta(minutes=1)
WORDS = "The hallway is long and smells of lavender."


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_a_day_of_play(court: ScriptedCourt) -> None:
    anna, olga = await member(court, inspections=True), await operator(court)
    await anna.says("/tasks")
    await anna.presses("first task")
    missed = await task_of(court, anna, minutes=60)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, missed)).task.status is TaskStatus.FAILED
    done = await task_of(court, anna)
    await anna.presses("Hand in proof")
    await anna.says(WORDS)
    await judge(court, olga, (await attempts(court, anna))[0], Verdict.APPROVED, bonus=1)
    assert (await seen(court, done)).task.status is TaskStatus.COMPLETED
    await court.pass_time(timedelta(days=1), step=timedelta(hours=8))
    assert len([each for each in await tasks_of(court, anna) if each.plan.local_date]) == 2
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "done, +11" in anna.last.text


async def test_of_many_decisions_at_once_one_counts(court: ScriptedCourt) -> None:
    anna = await member(court)
    operators = [await operator(court, f"op{number}") for number in range(4)]
    await task_of(court, anna)
    await anna.says(WORDS)
    attempt = (await attempts(court, anna))[0]
    verdicts = [Verdict.APPROVED, Verdict.REJECTED, Verdict.ASKED_AGAIN, Verdict.APPROVED]
    made = await asyncio.gather(
        *(
            judge(court, each, attempt, verdict, reason="No.")
            for each, verdict in zip(operators, verdicts, strict=True)
        )
    )
    assert sum(isinstance(each, Judged) for each in made) == 1
    assert sum(isinstance(each, AlreadyDecided) for each in made) == 3
    assert len(await entries(court, anna)) <= 1
