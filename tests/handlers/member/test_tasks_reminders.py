"""Reminders: in time, never in quiet hours, never of what is past; overdue ones collapse into one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.court import ScriptedCourt
from tests.support.playing import change, member, task_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_a_reminder_comes_before_the_deadline_and_says_what_is_left(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240, description="Write the list.")
    before = len(anna.bubbles)
    await court.pass_time(119 * MINUTE)
    assert len(anna.bubbles) == before
    await court.pass_time(MINUTE)
    assert "Write the list." in anna.last.text
    assert "2 h 0 min" in anna.last.text
    await court.pass_time(90 * MINUTE)
    assert "30 min" in anna.last.text
    assert len(anna.bubbles) == before + 2


async def test_overdue_reminders_collapse_into_one(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240)
    before = len(anna.bubbles)
    await court.pass_time(225 * MINUTE)
    assert len(anna.bubbles) == before + 1
    assert "15 min" in anna.last.text
    await court.pass_time(5 * MINUTE)
    assert len(anna.bubbles) == before + 1


async def test_reminders_do_not_pile_up_while_the_platform_is_gone(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=120)
    court.platform.up = False
    await court.pass_time(100 * MINUTE, step=10 * MINUTE)
    court.platform.up = True
    await court.tick()
    assert len([bubble for bubble in anna.bubbles if (bubble.ref or "").startswith("reminder:")]) == 1


async def test_no_reminder_comes_in_quiet_hours(court: ScriptedCourt) -> None:
    anna = await member(court)
    await court.pass_time(datetime(2026, 3, 2, 21, tzinfo=UTC) - court.clock.court())
    await task_of(court, anna, minutes=13 * 60)
    before = len(anna.bubbles)
    await court.pass_time(10 * HOUR, step=HOUR)
    assert len(anna.bubbles) == before
    await court.pass_time(HOUR)
    assert len(anna.bubbles) == before + 1


@pytest.mark.parametrize("state", ["stopped_at", "paused_at", "held_at"])
async def test_nobody_is_reminded_while_stopped_paused_or_held(court: ScriptedCourt, state: str) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240)
    await change(court, anna, **{state: court.clock.court()})
    await court.pass_time(2 * HOUR)
    assert not any((bubble.ref or "").startswith("reminder:") for bubble in anna.bubbles)


async def test_a_task_that_is_handed_in_is_not_reminded_of(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240)
    await anna.says("It is written, all of it, in blue ink.")
    before = len(anna.bubbles)
    await court.pass_time(3 * HOUR)
    assert len(anna.bubbles) == before


async def test_after_a_holiday_reminders_come_again(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240)
    await anna.says("/pause")
    await court.pass_time(24 * HOUR)
    await anna.presses("I am back")
    before = len(anna.bubbles)
    await court.pass_time(2 * HOUR)
    assert len(anna.bubbles) == before + 1
    assert (anna.last.ref or "").startswith("reminder:")
