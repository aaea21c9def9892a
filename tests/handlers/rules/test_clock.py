"""Quiet hours are what the clock on the wall says, through every change of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.clock import (
    NEVER_QUIET,
    Quiet,
    at_local,
    before_quiet,
    clock_time,
    hour_outside_quiet,
    in_quiet,
    local,
    local_date,
    next_quiet,
    out_of_quiet,
    waking_time_added,
)
from tests.handlers.rules.zones import HOUR, QUIET, somewhere

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
NIGHT = Quiet(time(22), time(7))
MINUTE = timedelta(minutes=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, then as many as needed


def test_quiet_hours_reach_past_midnight() -> None:
    assert in_quiet(utc(2026, 6, 1, 20), NIGHT, BERLIN)
    assert in_quiet(utc(2026, 6, 1, 4, 59), NIGHT, BERLIN)
    assert not in_quiet(utc(2026, 6, 1, 5), NIGHT, BERLIN)
    assert not in_quiet(utc(2026, 6, 1, 19, 59), NIGHT, BERLIN)


def test_equal_start_and_end_are_no_quiet_hours() -> None:
    assert not in_quiet(utc(2026, 6, 1), Quiet(time(9), time(9)), BERLIN)
    assert next_quiet(utc(2026, 6, 1), NEVER_QUIET, BERLIN) is None


def test_quiet_hours_are_given_in_minutes_too() -> None:
    assert Quiet.from_minutes(1320, 420) == NIGHT
    with pytest.raises(ValueError, match="1439"):
        clock_time(1440)
    with pytest.raises(ValueError, match="whole minutes"):
        Quiet(time(22, 0, 30), time(7))


def test_what_falls_in_quiet_hours_moves_to_their_end() -> None:
    assert out_of_quiet(utc(2026, 6, 1, 21), NIGHT, BERLIN) == utc(2026, 6, 2, 5)
    assert out_of_quiet(utc(2026, 6, 1, 12), NIGHT, BERLIN) == utc(2026, 6, 1, 12)


def test_or_before_they_begin() -> None:
    assert before_quiet(utc(2026, 6, 2, 3), NIGHT, BERLIN) == utc(2026, 6, 1, 19, 59)
    assert before_quiet(utc(2026, 6, 1, 12), NIGHT, BERLIN) == utc(2026, 6, 1, 12)


def test_the_night_of_the_clock_change_is_an_hour_shorter_or_longer() -> None:
    assert out_of_quiet(utc(2026, 3, 28, 23), NIGHT, BERLIN) == utc(2026, 3, 29, 5)
    assert out_of_quiet(utc(2026, 10, 24, 23), NIGHT, BERLIN) == utc(2026, 10, 25, 6)


def test_an_end_that_is_missing_on_that_day_is_when_the_clock_jumps_past_it() -> None:
    assert out_of_quiet(utc(2026, 3, 29, 0), Quiet(time(22), time(2, 30)), BERLIN) == utc(2026, 3, 29, 1)


def test_an_hour_in_quiet_hours_gives_way_to_their_end() -> None:
    assert hour_outside_quiet(time(23), NIGHT) == time(7)
    assert hour_outside_quiet(time(7), NIGHT) == time(7)
    assert hour_outside_quiet(time(23), NEVER_QUIET) == time(23)


def test_waking_hours_are_counted_around_the_night() -> None:
    evening = utc(2026, 6, 1, 19)
    assert waking_time_added(evening, timedelta(hours=2), NIGHT, BERLIN) == utc(2026, 6, 2, 6)
    assert waking_time_added(utc(2026, 6, 1, 23), timedelta(hours=2), NIGHT, BERLIN) == utc(2026, 6, 2, 7)
    assert waking_time_added(evening, timedelta(hours=2), NEVER_QUIET, BERLIN) == utc(2026, 6, 1, 21)


def test_waking_time_that_runs_out_as_the_night_begins_ends_after_it() -> None:
    assert waking_time_added(utc(2026, 6, 1, 18), timedelta(hours=2), NIGHT, BERLIN) == utc(2026, 6, 2, 5)


def test_local_hours_that_are_missing_or_doubled() -> None:
    assert at_local(date(2026, 3, 29), time(2, 30), BERLIN) == utc(2026, 3, 29, 1, 30)
    assert at_local(date(2026, 10, 25), time(2, 30), BERLIN) == utc(2026, 10, 25, 0, 30)
    assert at_local(date(2026, 10, 4), time(2, 15), LORD_HOWE) == utc(2026, 10, 3, 15, 45)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 6, 1), BERLIN)  # noqa: DTZ001 - the mistake this is about


@given(somewhere(), QUIET)
def test_out_of_quiet_is_the_first_moment_that_is_not_quiet(
    where: tuple[ZoneInfo, datetime], quiet: Quiet
) -> None:
    zone, moment = where
    moved = out_of_quiet(moment, quiet, zone)
    assert moved >= moment
    assert not in_quiet(moved, quiet, zone)
    assert all(in_quiet(at, quiet, zone) for at in minutes_between(moment, moved))


@given(somewhere(), QUIET)
def test_before_quiet_is_the_last_minute_that_is_not_quiet(
    where: tuple[ZoneInfo, datetime], quiet: Quiet
) -> None:
    zone, moment = where
    moved = before_quiet(moment, quiet, zone)
    assert moved <= moment
    assert not in_quiet(moved, quiet, zone)
    assert all(in_quiet(at, quiet, zone) for at in minutes_between(moved + MINUTE, moment))


@given(somewhere(), QUIET)
def test_next_quiet_is_the_first_moment_that_is(where: tuple[ZoneInfo, datetime], quiet: Quiet) -> None:
    zone, moment = where
    begins = next_quiet(moment, quiet, zone)
    if begins is None:
        assert quiet.start == quiet.end
        return
    assert in_quiet(begins, quiet, zone)
    assert not any(in_quiet(at, quiet, zone) for at in minutes_between(moment, begins))


@given(somewhere(), QUIET, st.integers(0, 3 * 86400))
def test_later_moments_never_move_ahead_of_earlier_ones(
    where: tuple[ZoneInfo, datetime], quiet: Quiet, seconds: int
) -> None:
    zone, moment = where
    later = moment + timedelta(seconds=seconds)
    assert out_of_quiet(moment, quiet, zone) <= out_of_quiet(later, quiet, zone)
    assert before_quiet(moment, quiet, zone) <= before_quiet(later, quiet, zone)


@given(somewhere(), HOUR, HOUR, st.integers(1, 30 * 60))
def test_waking_time_is_exactly_what_was_asked_for(
    where: tuple[ZoneInfo, datetime], start: time, end: time, minutes: int
) -> None:
    zone, moment = where
    quiet = Quiet(start, end) if abs(start.hour - end.hour) > 1 else NEVER_QUIET
    moment = moment.replace(second=0, microsecond=0)
    done = waking_time_added(moment, timedelta(minutes=minutes), quiet, zone)
    awake = sum(not in_quiet(at, quiet, zone) for at in every_minute(moment, done))
    assert not in_quiet(done, quiet, zone)
    assert awake == minutes


@given(somewhere(), HOUR)
def test_a_local_hour_is_shown_when_it_exists(where: tuple[ZoneInfo, datetime], hour: time) -> None:
    zone, moment = where
    day = local_date(moment, zone)
    at = at_local(day, hour, zone)
    shown = local(at, zone)
    exists = any(
        datetime.combine(day, hour, zone).replace(fold=fold).astimezone(UTC).astimezone(zone).time() == hour
        for fold in (0, 1)
    )
    assert (
        (shown.date(), shown.time()) == (day, hour)
        if exists
        else shown.replace(tzinfo=None) > (datetime.combine(day, hour))
    )


def minutes_between(start: datetime, end: datetime) -> list[datetime]:
    """Some forty moments from start up to but not including end, both ends well represented."""
    step = max((end - start) / 40, timedelta(microseconds=1))
    moments = [start + step * each for each in range(40)]
    return [at for at in [*moments, end - timedelta(microseconds=1)] if start <= at < end]


def every_minute(start: datetime, end: datetime) -> list[datetime]:
    return [start + MINUTE * each for each in range(int((end - start) / MINUTE))]
