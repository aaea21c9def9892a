"""Tasks: given at their hour, asked for, timed, offered, extended, reminded of and missed."""

from datetime import timedelta

import pytest

from storage.enums import TaskStatus, TaskType
from tests.contracts.places import Place
from tests.support import playing
from tests.support.playing import tasks_of

pytestmark = pytest.mark.slow
HOUR = timedelta(hours=1)


async def test_a_daily_comes_at_her_hour_and_longer_work_when_she_asks(place: Place) -> None:
    anna = await place.member(daily_at=13 * 60, rest_offered=True)
    await anna.says("/tasks")
    await anna.presses("first task")
    await place.pass_time(hours=26, step=HOUR)
    dailies = [each for each in await tasks_of(place.court, anna) if each.plan.local_date is not None]
    assert len(dailies) == 2
    await anna.says("/tasks")
    await anna.presses("longer work")

    given = await tasks_of(place.court, anna)
    assert [each.task.type for each in given].count(TaskType.SERVITUDE) == 1
    await anna.says("/tasks")
    assert "Time left" in anna.heard
    await anna.presses("What is over")
    assert "is over" in anna.last.text


async def test_a_timed_task_is_started_and_not_done_before_its_time(place: Place) -> None:
    anna = await place.member()
    task = await playing.task_of(place.court, anna, least_minutes=30)
    assert "This one is timed" in anna.heard
    await anna.says("I have polished it, and it answers.")
    assert (await playing.seen(place.court, task)).task.status is TaskStatus.ASSIGNED
    await anna.presses("Start now")
    assert not anna.sees_button("Start now")
    await place.pass_time(minutes=31)
    await anna.says("I have polished it, and now it answers.")

    assert (await playing.seen(place.court, task)).task.status is not TaskStatus.ASSIGNED


async def test_what_touches_a_soft_limit_is_offered_first(place: Place) -> None:
    tag = next(iter(place.court.house.content.tags)).key
    anna = await place.member(soft=[tag])
    await playing.given(place.court, anna, tags=frozenset({tag}), description="Sing to the brass.")
    assert await tasks_of(place.court, anna) == []
    await anna.presses("No, not this one")
    assert not anna.sees_button("Yes, I accept")
    await playing.given(place.court, anna, tags=frozenset({tag}), description="Hum to the brass.")
    await anna.presses("Yes, I accept")

    [task] = await tasks_of(place.court, anna)
    assert task.plan.delivered_at is not None
    assert "Hum to the brass." in anna.heard


async def test_more_time_is_asked_for_once_reminders_come_and_a_miss_is_told(place: Place) -> None:
    anna = await place.member(points=40)
    task = await playing.task_of(place.court, anna, minutes=240)
    await place.pass_time(hours=2)
    assert "2 h 0 min" in anna.last.text
    await anna.presses("more time")
    assert not anna.sees_button("more time")
    await place.pass_time(hours=12, step=HOUR / 2)

    assert "nobody answered" in anna.heard
    assert (await playing.seen(place.court, task)).task.status is TaskStatus.FAILED
    assert (await anna.user()).obedience_points < 40
    assert not anna.sees_button("Hand in proof"), "nothing can be pressed that is over"
