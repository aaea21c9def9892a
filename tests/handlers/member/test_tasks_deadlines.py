"""Deadlines: each once, none while somebody is not in play, nothing lost by what the court failed to do."""

from datetime import timedelta

import pytest

from bot.platforms.port import TryLater
from handlers.rules.limits import TaskSource
from storage.enums import Platform, TaskEnd, TaskStatus
from storage.queries import running
from tests.support.court import ScriptedCourt
from tests.support.playing import change, entries, given, member, outcomes, seen, task_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_a_missed_deadline_fails_once_and_costs_points(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    task_id = await task_of(court, anna, minutes=60)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED
    assert (await anna.user()).obedience_points == 45
    await court.pass_time(3 * HOUR, step=HOUR)
    assert [(entry.taken, entry.task_id) for entry in await entries(court, anna)] == [(-5, task_id)]
    assert "5" in anna.last.text
    assert not anna.sees_button("Hand in proof")


async def test_points_never_fall_below_zero_and_the_ledger_says_what_was_taken(court: ScriptedCourt) -> None:
    anna = await member(court, points=2)
    await task_of(court, anna, minutes=60)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await anna.user()).obedience_points == 0
    assert [(entry.asked, entry.taken) for entry in await entries(court, anna)] == [(-5, -2)]


async def test_a_missed_daily_breaks_its_date(court: ScriptedCourt) -> None:
    anna = await member(court)
    await given(court, anna, source=TaskSource.DAILY, day="2026-03-02", minutes=60)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert await outcomes(court, anna) == {"2026-03-02": "missed"}


async def test_proof_within_the_grace_time_counts_and_says_it_was_late(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=60)
    await court.pass_time(85 * MINUTE, step=30 * MINUTE)
    await anna.says("It is written, all of it, in blue ink.")
    task = await seen(court, task_id)
    assert task.task.status is TaskStatus.SUBMITTED
    await court.pass_time(2 * HOUR)
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED


async def test_proof_waiting_for_review_never_fails(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=60)
    await anna.says("It is written, all of it, in blue ink.")
    await court.pass_time(40 * HOUR, step=20 * HOUR)
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED


@pytest.mark.parametrize("state", ["stopped_at", "paused_at", "held_at", "minor_locked_at", "banned_at"])
async def test_no_deadline_passes_for_somebody_who_is_not_in_play(court: ScriptedCourt, state: str) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=60)
    await change(court, anna, **{state: court.clock.court()})
    await court.pass_time(3 * HOUR, step=HOUR)
    assert (await seen(court, task_id)).task.status is TaskStatus.ASSIGNED


async def test_the_deadlines_of_those_in_play_are_not_held_up_by_those_who_are_not(
    court: ScriptedCourt,
) -> None:
    anna, bert = await member(court), await member(court, "bert")
    await task_of(court, anna, minutes=60)
    second = await task_of(court, bert, minutes=60)
    await change(court, anna, held_at=court.clock.court())
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, second)).task.status is TaskStatus.FAILED


async def test_a_task_that_never_arrived_is_void_and_costs_nothing(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    court.platform.troubles.append(TryLater(5 * 3600))
    task_id = await task_of(court, anna, minutes=60, description="Never seen.")
    await court.pass_time(2 * HOUR)
    task = await seen(court, task_id)
    assert task.plan.ended is TaskEnd.VOID
    assert (await anna.user()).obedience_points == 50
    await court.pass_time(4 * HOUR)
    assert "void" in anna.last.text
    assert not anna.sees_button("Hand in proof")


async def test_an_outage_gives_its_time_back_and_two_waking_hours(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=60)
    async with court.storage.begin() as tx:
        await running.beat(tx, "court", court.clock.court())
    court.clock.advance(3 * HOUR)
    await court.engine.jobs.recover()
    await court.tick()
    task = await seen(court, task_id)
    assert task.task.status is TaskStatus.ASSIGNED
    assert task.task.due_at >= court.clock.court() + 2 * HOUR
    assert "out of reach" in anna.last.text
    await court.pass_time(2 * HOUR, step=30 * MINUTE)
    await court.pass_time(HOUR, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED


async def test_an_outage_of_her_platform_counts_another_platforms_does_not(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=120)
    async with court.storage.begin() as tx:
        await running.begin_outage(tx, Platform.TELEGRAM.value, court.clock.court())
    await court.pass_time(60 * MINUTE)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED
    second = await task_of(court, anna, minutes=120)
    async with court.storage.begin() as tx:
        await running.begin_outage(tx, Platform.WEB.value, court.clock.court())
    await court.pass_time(4 * HOUR, step=HOUR)
    assert (await seen(court, second)).task.status is TaskStatus.ASSIGNED
    await court.engine.jobs.beat(court.platform)
    await court.pass_time(5 * MINUTE)
    again = await seen(court, second)
    assert again.task.status is TaskStatus.ASSIGNED
    assert again.task.due_at >= court.clock.court() + 2 * HOUR - 5 * MINUTE


async def test_a_reminder_that_did_not_go_out_extends(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=120)
    await court.pass_time(160 * MINUTE)
    task = await seen(court, task_id)
    assert task.task.status is TaskStatus.ASSIGNED
    assert task.task.due_at == court.clock.court() + HOUR
    assert "should have been reminded" in anna.last.text
    assert "reminded" not in anna.bubbles[0].text
    await court.pass_time(91 * MINUTE, step=15 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED
