"""Two clocks: play can run fast, the world cannot."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clocks import ScaledClock, SystemClock
from tests.support.clocks import MONDAY_NOON, FakeClock

START = datetime(2026, 5, 1, 9, tzinfo=UTC)


def scaled(factor: float, world: FakeClock) -> ScaledClock:
    """A court clock that starts at nine on the first of May."""
    return ScaledClock(factor, START, wall=world.wall)


def test_both_clocks_of_a_real_court_show_the_world() -> None:
    clock = SystemClock()
    assert clock.court().tzinfo is UTC
    assert abs(clock.court() - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(clock.wall() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.wall_at(START) == START


def test_a_day_of_five_minutes_passes_in_five_minutes() -> None:
    world = FakeClock()
    clock = scaled(24 * 60 / 5, world)
    assert clock.court() == START
    world.advance_wall(timedelta(minutes=5))
    assert clock.court() == START + timedelta(days=1)
    assert clock.wall() == MONDAY_NOON + timedelta(minutes=5)


@given(st.floats(0.1, 2000), st.timedeltas(timedelta(0), timedelta(days=300)))
def test_the_wall_moment_of_a_court_moment_is_when_it_comes(factor: float, ahead: timedelta) -> None:
    world = FakeClock()
    clock = scaled(factor, world)
    world.advance_wall(clock.wall_at(START + ahead) - world.wall())
    assert abs(clock.court() - (START + ahead)) <= timedelta(microseconds=2 * factor + 2)


def test_a_start_in_another_zone_is_the_same_moment() -> None:
    there = START.astimezone(timezone(timedelta(hours=9)))
    assert ScaledClock(2, there, wall=FakeClock().wall).court() == START


@pytest.mark.parametrize(("factor", "start"), [(0, START), (-1, START), (1, START.replace(tzinfo=None))])
def test_a_clock_that_cannot_run_is_refused(factor: float, start: datetime) -> None:
    with pytest.raises(ValueError, match="A court clock"):
        ScaledClock(factor, start)


def test_court_time_is_told_for_a_wall_time() -> None:
    assert scaled(10, FakeClock()).court_time(timedelta(seconds=60)) == timedelta(minutes=10)
