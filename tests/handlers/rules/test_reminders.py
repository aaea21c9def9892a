"""Reminders come in good time, not at night, and an overdue heap of them is one."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.clock import NEVER_QUIET, Quiet, in_quiet
from handlers.rules.deadlines import due_at
from handlers.rules.reminders import APART, reminder_now, reminder_times
from tests.handlers.rules.zones import QUIET, somewhere

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(22), time(7))
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)  # in Berlin
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def times(lasts: timedelta, quiet: Quiet = NEVER_QUIET) -> list[timedelta]:
    """How long after the beginning the reminders come."""
    return [at - NOON for at in reminder_times(NOON, NOON + lasts, quiet, BERLIN)]


def test_a_long_task_is_reminded_of_at_half_time_and_before_the_end() -> None:
    assert times(8 * HOUR) == [4 * HOUR, 6 * HOUR, 7.5 * HOUR]


def test_a_short_task_is_reminded_of_once_and_a_very_short_one_not_at_all() -> None:
    assert times(HOUR) == [30 * MINUTE]
    assert times(40 * MINUTE) == [20 * MINUTE]
    assert times(19 * MINUTE) == []
    assert times(2 * HOUR) == [HOUR, 90 * MINUTE]


def test_what_would_come_at_night_comes_in_the_morning() -> None:
    assert times(26 * HOUR, NIGHT) == [19 * HOUR, 24 * HOUR, 25.5 * HOUR]


def test_or_the_evening_before_if_the_morning_is_too_late() -> None:
    ends_at_seven = 19 * HOUR
    assert times(ends_at_seven, NIGHT) == [9.5 * HOUR, 10 * HOUR - MINUTE]


def test_the_court_sets_how_long_before() -> None:
    assert reminder_times(NOON, NOON + 10 * HOUR, NEVER_QUIET, BERLIN, [180]) == (
        NOON + 5 * HOUR,
        NOON + 7 * HOUR,
    )


def test_overdue_reminders_are_one() -> None:
    due, planned = NOON + 8 * HOUR, [NOON + 4 * HOUR, NOON + 6 * HOUR, NOON + 7 * HOUR]
    assert not reminder_now(planned, None, due, NOON)
    assert reminder_now(planned, None, due, NOON + 6.5 * HOUR)
    assert not reminder_now(planned, NOON + 6.5 * HOUR, due, NOON + 6.6 * HOUR)
    assert reminder_now(planned, NOON + 6.5 * HOUR, due, NOON + 7 * HOUR)


def test_nobody_is_reminded_of_what_is_past() -> None:
    assert not reminder_now([NOON], None, NOON + HOUR, NOON + HOUR)


@given(somewhere(), QUIET, st.integers(1, 5 * 24 * 60), st.sets(st.integers(1, 600), max_size=4))
def test_reminders_are_awake_apart_and_within_the_task(
    where: tuple[ZoneInfo, datetime], quiet: Quiet, lasts: int, before: set[int]
) -> None:
    zone, start = where
    due = due_at(start, lasts, quiet, zone)
    planned = reminder_times(start, due, quiet, zone, sorted(before, reverse=True))
    assert all(start + APART <= at <= due - APART for at in planned)
    assert all(later - earlier >= APART for earlier, later in pairwise(planned))
    assert not any(in_quiet(at, quiet, zone) for at in planned)


@given(somewhere(), st.integers(31, 5 * 24 * 60))
def test_a_task_of_more_than_half_an_hour_always_has_a_reminder_where_no_hours_are_quiet(
    where: tuple[ZoneInfo, datetime], lasts: int
) -> None:
    zone, start = where
    assert reminder_times(start, start + lasts * MINUTE, NEVER_QUIET, zone)
