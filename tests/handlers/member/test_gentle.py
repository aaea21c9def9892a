"""Yellow, green and holidays: gentler than red, and never more work."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.rules.limits import Refused
from storage.tables import Bar
from tests.support import playing
from tests.support.court import ScriptedCourt

DAY = timedelta(days=1)


async def test_yellow_moves_deadlines_by_a_day_and_brings_no_new_tasks(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    due = (await playing.seen(court, task)).task.due_at
    await anna.says("/yellow")

    assert (await playing.seen(court, task)).task.due_at == due + DAY
    assert isinstance(await playing.given(court, anna), Refused)
    await anna.says("/yellow")
    assert (await playing.seen(court, task)).task.due_at == due + DAY, "twice is not two days"


async def test_yellow_moves_no_deadline_into_quiet_hours(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna, minutes=540)
    await playing.change(court, anna, quiet_from=19 * 60)
    await anna.says("/yellow")

    due = (await playing.seen(court, task)).task.due_at
    assert (due.hour, due.minute) == (8, 0)


async def test_yellow_asks_once_how_one_is(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/yellow")
    await court.pass_time(3 * DAY, step=timedelta(hours=6))

    assert anna.heard.count("Your yellow day is over") == 1


async def test_green_ends_yellow_and_never_red(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/yellow")
    await anna.says("/green")
    assert (await anna.person()).yellow_until is None

    await anna.says("red")
    for words in ("/green", "/yellow"):
        await anna.says(words)
        assert "only /resume" in anna.last.text
    person = await anna.person()
    assert person.stopped_at is not None
    assert person.yellow_until is None


async def test_a_holiday_holds_deadlines_and_reminders(court: ScriptedCourt) -> None:
    anna = await playing.member(court, points=20)
    task = await playing.task_of(court, anna)
    due = (await playing.seen(court, task)).task.due_at
    await anna.says("/pause")
    await court.pass_time(7 * DAY, step=timedelta(hours=12))
    before = len(anna.bubbles)
    assert (await anna.user()).obedience_points == 20
    assert before == len(anna.bubbles)

    await anna.says("/pause")
    await anna.presses("I am back")
    seen = await playing.seen(court, task)
    assert seen.task.due_at == due + 7 * DAY
    assert seen.plan.next_reminder_at is not None


async def test_yellow_during_a_holiday_moves_what_it_holds_as_well(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    due = (await playing.seen(court, task)).task.due_at
    await anna.says("/pause")
    await anna.says("/yellow")
    await anna.says("/pause")
    await anna.presses("I am back")

    assert (await playing.seen(court, task)).task.due_at == due + DAY


@pytest.mark.parametrize(("months", "label"), [(6, "6 months"), (60, "5 years")])
async def test_an_exclusion_is_asked_twice_and_bars_every_account(
    court: ScriptedCourt, months: int, label: str
) -> None:
    anna = await playing.member(court)
    await anna.says("/exclude")
    await anna.presses(label)
    assert (await anna.person()).excluded_until is None
    await anna.presses("Yes, exclude me")

    until = (await anna.person()).excluded_until
    assert until is not None
    assert until - court.clock.court() > timedelta(days=30 * months)
    async with court.storage.read() as tx:
        [bar] = await tx.all(select(Bar))
    assert (bar.kind, bar.until) == ("exclusion", until)
    for words in ("/resume", "/start", "/tasks", "hello"):
        await anna.says(words)
        assert "excluded yourself" in anna.last.text
    await anna.says("/export")
    assert "archive" in anna.heard


async def test_resume_on_a_holiday_offers_its_end(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/pause")
    await anna.says("/resume")
    assert "Your holiday is on" in anna.last.text
    await anna.presses("I am back")
    assert (await anna.person()).paused_at is None
