"""Coming back after a stop: by her own hand, with what she ticks, never straight before a deadline."""

from datetime import datetime, timedelta

import pytest

from handlers.chat.incoming import Body, Command, Inbound, Origin, Text
from storage.enums import Platform, TaskEnd, TaskStatus, TaskType
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD

DAY = timedelta(days=1)


async def back(court: ScriptedCourt, anna: Chatter, *ticked: str) -> None:
    """Resume once the cool-off is over, with these ticked."""
    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    for label in ticked:
        await anna.presses(label)
    await anna.presses("Come back")


async def test_nobody_comes_back_before_the_cool_off_is_over(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await anna.says("/resume")

    assert "no hurry" in anna.last.text
    assert (await anna.person()).stopped_at is not None


async def test_what_is_ticked_goes_on_and_the_rest_closes_free_of_cost(court: ScriptedCourt) -> None:
    anna = await playing.member(court, points=40)
    kept = await playing.task_of(court, anna, description="Fold the linen.", minutes=2880)
    dropped = await playing.task_of(court, anna, description="Count the spoons.", minutes=2880)
    due = (await playing.seen(court, kept)).task.due_at
    await anna.says("red")
    await back(court, anna, "Fold the linen")

    first, second = await playing.seen(court, kept), await playing.seen(court, dropped)
    assert first.plan.frozen_at is None
    assert first.task.due_at >= due + timedelta(hours=13)
    assert second.plan.ended is TaskEnd.WITHDRAWN
    assert (await anna.user()).obedience_points == 40


async def test_dailies_inspections_and_started_timed_tasks_cannot_be_kept(court: ScriptedCourt) -> None:
    anna = await playing.member(court, inspections=True)
    for values in (
        {"type": TaskType.DAILY},
        {"type": TaskType.INSPECTION},
        {"least_minutes": 5},
    ):
        await playing.task_of(court, anna, **values)
    await anna.presses("Start now")
    await anna.says("red")
    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")

    assert "3 closed" in anna.last.text
    await anna.presses("Come back")
    assert {seen.plan.ended for seen in await playing.tasks_of(court, anna)} == {TaskEnd.WITHDRAWN}


async def test_nothing_falls_due_for_a_day_and_never_in_quiet_hours(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna, minutes=30)
    await anna.says("red")
    await back(court, anna, "Polish")

    due = (await playing.seen(court, task)).task.due_at
    assert due >= court.clock.court() + DAY
    assert 8 <= due.hour < 22


async def test_pause_then_stop_then_resume_keeps_the_holiday_and_its_deadlines(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna, minutes=2880)
    due = (await playing.seen(court, task)).task.due_at
    await anna.says("/pause")
    await court.pass_time(2 * DAY)
    await anna.says("red")
    await back(court, anna, "Polish")
    assert (await playing.seen(court, task)).plan.frozen_at is not None, "the holiday goes on"

    await anna.says("/pause")
    await anna.presses("I am back")
    seen = await playing.seen(court, task)
    assert seen.plan.frozen_at is None
    assert seen.task.due_at >= max(due + 2 * DAY + timedelta(hours=13), court.clock.court() + DAY)


async def test_coming_back_from_a_holiday_does_not_end_a_stop(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    await anna.says("/pause")
    await anna.says("red")
    await anna.says("/pause")
    await anna.presses("I am back")

    assert "still stopped" in anna.last.text
    assert (await playing.seen(court, task)).plan.frozen_at is not None


async def test_a_time_out_cannot_be_shortened_and_outlasts_the_cool_off(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    for label in ("30 days", "24 hours"):
        await anna.says("/timeout")
        await anna.presses(label)
    until = court.clock.court() + timedelta(days=30)
    assert (await anna.person()).timeout_until == until

    await court.pass_time(2 * DAY)
    await anna.says("/resume")
    assert "cannot be shortened" in anna.last.text
    await court.pass_time(29 * DAY)
    assert (await anna.person()).stopped_at is not None, "nothing comes back by itself"
    await anna.says("/resume")
    await anna.presses("Come back")
    assert (await anna.person()).stopped_at is None


async def test_a_resume_is_journalled_once_it_is_committed_and_a_stop_before(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    person = await anna.person()

    async def fails_before_the_commit() -> None:
        async with court.engine.turns.about(person.id) as turn:
            await turn.journal("stop")
            await turn.journal("resume")
            raise RuntimeError("disk")

    with pytest.raises(RuntimeError, match="disk"):
        await fails_before_the_commit()
    assert [kind for kind, _, _ in court.journal.entries] == ["stop"]

    async with court.engine.turns.about(person.id) as turn:
        await turn.journal("resume")
    assert [kind for kind, _, _ in court.journal.entries] == ["stop", "resume"]


@pytest.mark.parametrize("words", ["red", f"not today, {SAFEWORD}, please"])
async def test_a_stop_sent_before_the_resume_counts_no_more_and_is_nothing_else(
    court: ScriptedCourt, words: str
) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    sent = court.clock.wall() + timedelta(hours=1)
    await back(court, anna)
    task = await playing.task_of(court, anna)
    await said_late(court, anna, Text(words), sent)

    assert (await anna.person()).stopped_at is None
    assert "no longer counts" in anna.last.text
    assert (await playing.seen(court, task)).task.status is TaskStatus.ASSIGNED


async def test_a_stop_too_late_for_oneself_still_stops_whom_it_names(court: ScriptedCourt) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    await bea.says("red")
    sent = court.clock.wall() + timedelta(hours=1)
    await back(court, bea)
    await said_late(court, bea, Command("stop", f"anna {SAFEWORD}"), sent)

    assert (await bea.person()).stopped_at is None
    assert (await anna.person()).stopped_at is not None


async def said_late(court: ScriptedCourt, anna: Chatter, body: Body, sent: datetime) -> None:
    """It was sent then, and arrives now."""
    origin = Origin(Platform.WEB, "web", anna.address, anna.address)
    await court.engine.intake.accept(Inbound(origin, "late", body, sent))
    await court.settle()
