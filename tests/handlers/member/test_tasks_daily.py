"""The daily task: at the member's own hour, once per local date, 18 hours apart, within her limits."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.chat.outgoing import Say
from storage.enums import TaskStatus, TaskType
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import Seen, change, member, operator, outcomes, settings_of, tasks_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def begun(court: ScriptedCourt, **settings: Any) -> Chatter:
    """A member who has asked for her first task."""
    anna = await member(court, **settings)
    await anna.says("/tasks")
    await anna.presses("first task")
    return anna


async def until_the_next(court: ScriptedCourt, anna: Chatter) -> None:
    """Let time pass until her next daily is due."""
    planned = (await settings_of(court, anna)).next_daily_at
    assert planned is not None
    await court.pass_time(planned - court.clock.court())


def dailies(given: list[Seen]) -> list[Seen]:
    """The daily ones among them."""
    return [each for each in given if each.plan.local_date is not None]


async def test_the_first_daily_comes_at_once_and_the_next_at_the_members_hour(court: ScriptedCourt) -> None:
    anna = await begun(court, daily_at=9 * 60)
    first = (await tasks_of(court, anna))[0]
    assert first.task.type is TaskType.DAILY
    assert first.task.status is TaskStatus.ASSIGNED
    assert first.plan.delivered_at == court.clock.court()
    assert (await settings_of(court, anna)).next_daily_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


async def test_asking_for_the_first_task_twice_gives_one(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    button = anna.button("first task")
    await anna.presses("first task")
    await anna.says("/tasks")
    assert not anna.sees_button("first task")
    assert button.token
    assert len(await tasks_of(court, anna)) == 1


async def test_a_daily_comes_once_per_local_date_at_her_own_hour(court: ScriptedCourt) -> None:
    zone = ZoneInfo("Pacific/Auckland")
    anna = await begun(court, daily_at=10 * 60 + 30, zone=zone.key)
    for _ in range(4):
        await until_the_next(court, anna)
    given = dailies(await tasks_of(court, anna))
    local = [each.task.assigned_at.astimezone(zone) for each in given]
    assert [moment.date() for moment in local] == [each.plan.local_date for each in given]
    assert len({moment.date() for moment in local}) == len(local) == 5
    assert {moment.time() for moment in local[1:]} == {time(10, 30)}


async def test_a_daily_whose_tick_comes_some_minutes_late_is_still_given(court: ScriptedCourt) -> None:
    moment = court.clock.court() + timedelta(hours=1)
    anna = await member(court, daily_at=13 * 60, next_daily_at=moment)
    await court.pass_time(timedelta(hours=1, minutes=7))
    assert len(await tasks_of(court, anna)) == 1


async def test_nothing_comes_a_minute_early(court: ScriptedCourt) -> None:
    anna = await begun(court)
    await court.pass_time(21 * HOUR - timedelta(minutes=1))
    assert len(await tasks_of(court, anna)) == 1
    await court.pass_time(timedelta(minutes=1))
    assert len(await tasks_of(court, anna)) == 2


async def test_the_latest_tasks_are_not_repeated(court: ScriptedCourt) -> None:
    anna = await begun(court)
    for _ in range(5):
        await until_the_next(court, anna)
    templates = [each.plan.template for each in dailies(await tasks_of(court, anna))]
    assert len(templates) >= 5
    assert len(set(templates)) == len(templates)


async def test_nothing_beyond_the_members_intensity_is_given(court: ScriptedCourt) -> None:
    anna = await begun(court, max_intensity=1)
    for _ in range(3):
        await until_the_next(court, anna)
    assert {each.plan.intensity for each in await tasks_of(court, anna)} == {1}


async def test_no_daily_touches_a_hard_limit_and_soft_ones_are_offered_first(court: ScriptedCourt) -> None:
    every = sorted({tag for each in court.house.content.templates.values() for tag in each.tags})
    anna = await member(court, hard=every[::2], soft=every[1::2], max_intensity=3)
    await anna.says("/tasks")
    await anna.presses("first task")
    for _ in range(5):
        await until_the_next(court, anna)
    for each in await tasks_of(court, anna):
        template = court.house.content.templates[each.plan.template]
        assert not template.tags & set(every)


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        ({"paused_at": datetime(2026, 3, 2, 13, tzinfo=UTC)}, "holiday"),
        ({"yellow_until": datetime(2026, 3, 4, 12, tzinfo=UTC)}, "frozen"),
        ({"stopped_at": datetime(2026, 3, 2, 13, tzinfo=UTC)}, "frozen"),
    ],
)
async def test_a_date_on_which_no_task_may_be_given_is_excused(
    court: ScriptedCourt, standing: dict[str, datetime], outcome: str
) -> None:
    anna = await begun(court)
    await change(court, anna, **standing)
    await court.pass_time(DAY, step=12 * HOUR)
    assert len(await tasks_of(court, anna)) == 1
    assert (await outcomes(court, anna))["2026-03-03"] == outcome
    planned = (await settings_of(court, anna)).next_daily_at
    assert planned is not None
    assert planned.date().isoformat() == "2026-03-04"


async def test_a_full_day_is_excused_and_does_not_break_the_streak(court: ScriptedCourt) -> None:
    anna = await begun(court, tasks_a_day=1, daily_at=13 * 60)
    await change(court, anna, last_daily_at=None, last_daily_date=None)
    await change(court, anna, next_daily_at=court.clock.court() + HOUR)
    await court.pass_time(HOUR)
    assert len(await tasks_of(court, anna)) == 1
    assert (await outcomes(court, anna))["2026-03-02"] == "skipped"


async def test_a_member_held_by_a_near_miss_gets_her_daily_once_that_is_cleared(court: ScriptedCourt) -> None:
    anna = await begun(court)
    await change(court, anna, held_at=datetime(2026, 3, 3, 8, 59, tzinfo=UTC))
    court.clock.advance(21 * HOUR)
    due = await court.engine.jobs.sweep()
    assert due >= 1
    assert len(await tasks_of(court, anna)) == 1
    await change(court, anna, held_at=None)
    await court.tick()
    assert len(await tasks_of(court, anna)) == 2


async def test_dates_the_court_slept_through_are_not_made_up_for(court: ScriptedCourt) -> None:
    anna = await begun(court, daily_at=9 * 60)
    await court.pass_time(3 * DAY + 2 * HOUR)
    given = dailies(await tasks_of(court, anna))
    assert [each.plan.local_date.isoformat() for each in given if each.plan.local_date] == [
        "2026-03-02",
        "2026-03-05",
    ]


async def test_a_new_hour_counts_from_the_next_daily(court: ScriptedCourt) -> None:
    anna = await begun(court, daily_at=9 * 60)
    await change(court, anna, daily_at=15 * 60)
    for _ in range(3):
        await until_the_next(court, anna)
    hours = [each.task.assigned_at.hour for each in dailies(await tasks_of(court, anna))]
    assert hours[0] == 12
    assert set(hours[1:]) == {15}


async def test_new_terms_pause_new_tasks_until_accepted(court: ScriptedCourt) -> None:
    anna = await begun(court)
    await change(court, anna, terms_version="0")
    await court.pass_time(DAY, step=12 * HOUR)
    assert len(await tasks_of(court, anna)) == 1
    await anna.says("/tasks")
    await anna.presses("longer work")
    assert "/terms" in anna.last.text


async def test_a_member_whose_limits_leave_nothing_hears_so_and_loses_nothing(court: ScriptedCourt) -> None:
    anna = await member(court, max_intensity=0)
    await anna.says("/tasks")
    await anna.presses("first task")
    assert "nothing that fits" in anna.last.text
    assert await tasks_of(court, anna) == []
    assert set((await outcomes(court, anna)).values()) == {"skipped"}


async def test_an_operator_does_not_get_tasks(court: ScriptedCourt) -> None:
    olga = await operator(court)
    await olga.says("/tasks")
    assert "members" in olga.last.text
    assert isinstance(olga.last.message, Say)
