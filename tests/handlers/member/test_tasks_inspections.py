"""Inspections: at a random moment of the allowed hours, some days apart, and only while they are allowed."""

from datetime import timedelta
from itertools import pairwise

from tests.support.court import ScriptedCourt
from tests.support.playing import change, member, settings_of, tasks_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_an_inspection_comes_within_the_allowed_hours_some_days_apart(court: ScriptedCourt) -> None:
    anna = await member(court, inspections=True, inspect_from=10 * 60, inspect_to=12 * 60)
    await change(court, anna, next_inspection_at=court.clock.court() - HOUR)
    await court.tick()
    planned = []
    for _ in range(3):
        moment = (await settings_of(court, anna)).next_inspection_at
        assert moment is not None
        planned.append(moment)
        await court.pass_time(moment - court.clock.court())
    assert all(10 <= moment.hour < 12 for moment in planned)
    assert all(timedelta(days=1) < b - a < timedelta(days=6) for a, b in pairwise(planned))
    inspections = await tasks_of(court, anna)
    assert [each.task.assigned_at for each in inspections] == planned
    assert all(each.task.due_at - each.task.assigned_at <= 30 * MINUTE for each in inspections)


async def test_an_inspection_the_court_is_late_for_does_not_take_place(court: ScriptedCourt) -> None:
    anna = await member(court, inspections=True, inspect_from=10 * 60, inspect_to=20 * 60)
    await change(court, anna, next_inspection_at=court.clock.court() + HOUR)
    await court.pass_time(3 * HOUR)
    assert await tasks_of(court, anna) == []
    assert (await settings_of(court, anna)).next_inspection_at is not None


async def test_no_inspection_once_the_member_allows_none(court: ScriptedCourt) -> None:
    anna = await member(court, inspections=False, next_inspection_at=court.clock.court() + HOUR)
    await court.pass_time(HOUR)
    assert await tasks_of(court, anna) == []
    assert (await settings_of(court, anna)).next_inspection_at is None


async def test_no_moment_is_found_where_all_allowed_hours_are_quiet(court: ScriptedCourt) -> None:
    anna = await member(court, inspections=True, inspect_from=23 * 60, inspect_to=24 * 60 - 1)
    await change(court, anna, next_inspection_at=court.clock.court() - HOUR)
    await court.tick()
    assert (await settings_of(court, anna)).next_inspection_at is None
    assert await tasks_of(court, anna) == []
