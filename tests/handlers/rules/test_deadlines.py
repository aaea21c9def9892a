"""A deadline falls outside quiet hours, and nothing is lost by what the court failed to do."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.clock import NEVER_QUIET, Quiet, in_quiet, waking_time_added
from handlers.rules.deadlines import (
    GRACE,
    AtDeadline,
    DeadlineFacts,
    Extend,
    ExtendedFor,
    Fail,
    Void,
    Wait,
    due_after_ask_again,
    due_after_outage,
    due_at,
    extension,
    frozen_due,
    grace,
    in_time,
    may_ask_for_time,
    time_left,
    verdict_at_deadline,
)
from handlers.rules.outages import Outage
from storage.enums import Platform
from tests.handlers.rules.zones import QUIET, somewhere

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(22), time(7))
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)  # in Berlin
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TASK = DeadlineFacts(due_at=NOON + 6 * HOUR, delivered_at=NOON, platform=Platform.WEB, reminded=True)
LATE = TASK.due_at + GRACE + MINUTE


def verdict(facts: DeadlineFacts, now: datetime, *outages: Outage, quiet: Quiet = NEVER_QUIET) -> AtDeadline:
    return verdict_at_deadline(facts, outages, now, quiet, BERLIN)


# -- when it is due ------------------------------------------------------------------------------


def test_the_clock_starts_at_delivery_and_no_deadline_is_in_quiet_hours() -> None:
    assert due_at(NOON, 90, NIGHT, BERLIN) == NOON + 90 * MINUTE
    assert due_at(NOON, 11 * 60, NIGHT, BERLIN) == datetime(2026, 6, 2, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="a minute"):
        due_at(NOON, 0, NIGHT, BERLIN)


def test_a_proof_counts_until_the_last_moment_of_the_grace_time() -> None:
    assert grace(NOON) == NOON + 30 * MINUTE
    assert in_time(NOON + 30 * MINUTE, NOON)
    assert not in_time(NOON + 30 * MINUTE + timedelta(microseconds=1), NOON)
    assert in_time(NOON, NOON, timedelta(0))
    with pytest.raises(ValueError, match="negative"):
        grace(NOON, -MINUTE)


def test_more_time_can_be_asked_for_once_until_it_is_too_late() -> None:
    assert may_ask_for_time(NOON, NOON - HOUR, asked_before=False)
    assert may_ask_for_time(NOON, NOON + GRACE, asked_before=False)
    assert not may_ask_for_time(NOON, NOON + GRACE + MINUTE, asked_before=False)
    assert not may_ask_for_time(NOON, NOON - HOUR, asked_before=True)


def test_more_time_counts_from_the_deadline_or_from_now_if_that_is_past() -> None:
    assert extension(NOON, 2 * HOUR, NOON - HOUR, NEVER_QUIET, BERLIN) == NOON + 2 * HOUR
    assert extension(NOON, 2 * HOUR, NOON + HOUR, NEVER_QUIET, BERLIN) == NOON + 3 * HOUR
    assert extension(NOON, 11 * HOUR, NOON, NIGHT, BERLIN) == datetime(2026, 6, 2, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="More time"):
        extension(NOON, timedelta(0), NOON, NIGHT, BERLIN)


def test_a_proof_asked_for_again_has_the_time_that_was_left_and_at_least_an_hour() -> None:
    assert time_left(NOON, NOON - 3 * HOUR) == 3 * HOUR
    assert time_left(NOON, NOON - MINUTE) == HOUR
    assert time_left(NOON, NOON + 10 * MINUTE) == HOUR
    asked_at = NOON + 5 * HOUR
    assert due_after_ask_again(NOON, NOON - 3 * HOUR, asked_at, NEVER_QUIET, BERLIN) == asked_at + 3 * HOUR
    assert due_after_ask_again(NOON, NOON, NOON + 10 * HOUR - MINUTE, NIGHT, BERLIN) == datetime(
        2026, 6, 2, 5, tzinfo=UTC
    )


def test_a_frozen_task_is_due_later_by_the_time_it_was_frozen() -> None:
    assert frozen_due(NOON, NOON - HOUR, NOON + 4 * HOUR) == NOON + 5 * HOUR
    assert frozen_due(NOON, NOON, NOON - HOUR) == NOON


# -- the verdict ---------------------------------------------------------------------------------


def test_before_the_grace_time_is_over_there_is_nothing_to_do() -> None:
    ends = TASK.due_at + GRACE
    assert verdict(TASK, NOON) == Wait(ends)
    assert verdict(TASK, ends) == Wait(ends)


def test_after_it_a_task_without_proof_fails() -> None:
    assert verdict(TASK, LATE) == Fail()
    assert verdict(replace(TASK, reminded=None), LATE) == Fail()


def test_a_proof_waiting_for_review_and_a_frozen_task_never_fail() -> None:
    assert verdict(replace(TASK, submitted=True), LATE + 1000 * HOUR) == Wait()
    assert verdict(replace(TASK, frozen=True), LATE + 1000 * HOUR) == Wait()
    assert verdict(replace(TASK, submitted=True, delivered_at=None), LATE) == Wait()


def test_what_was_never_delivered_is_void() -> None:
    assert verdict(replace(TASK, delivered_at=None), NOON) == Wait(TASK.due_at + GRACE)
    assert verdict(replace(TASK, delivered_at=None), LATE) == Void()


def test_while_the_platform_is_out_nothing_is_decided() -> None:
    assert verdict(TASK, LATE, Outage(LATE - MINUTE, None, Platform.WEB)) == Wait()
    assert verdict(TASK, LATE, Outage(LATE - MINUTE, None, Platform.TELEGRAM)) == Fail()
    assert verdict(TASK, LATE, Outage(LATE - MINUTE, None)) == Wait()


def test_an_outage_in_the_tasks_time_is_given_back_with_two_hours_after_the_return() -> None:
    outage = Outage(TASK.due_at - HOUR, TASK.due_at + 3 * HOUR)
    back = TASK.due_at + 3 * HOUR + MINUTE
    assert verdict(TASK, back, outage) == Extend(TASK.due_at + 5 * HOUR, ExtendedFor.OUTAGE)


def test_a_long_outage_gives_back_all_of_its_time_within_the_task() -> None:
    outage = Outage(NOON + MINUTE, TASK.due_at + MINUTE)
    now = TASK.due_at + GRACE + 2 * MINUTE
    decided = verdict(TASK, now, outage)
    assert decided == Extend(TASK.due_at + 6 * HOUR, ExtendedFor.OUTAGE)


def test_the_two_hours_after_the_return_are_waking_ones() -> None:
    facts = replace(TASK, due_at=NOON + 9 * HOUR)
    outage = Outage(NOON + 9 * HOUR, NOON + 12 * HOUR)  # back at midnight in Berlin
    decided = verdict(facts, NOON + 12 * HOUR + MINUTE, outage, quiet=NIGHT)
    assert decided == Extend(datetime(2026, 6, 2, 7, tzinfo=UTC), ExtendedFor.OUTAGE)


def test_a_short_outage_long_ago_still_gives_its_minutes_back() -> None:
    outage = Outage(NOON + HOUR, NOON + HOUR + 5 * MINUTE)
    assert verdict(TASK, LATE, outage) == Extend(LATE + 5 * MINUTE, ExtendedFor.OUTAGE)


def test_what_was_made_good_is_not_given_twice() -> None:
    outage = Outage(NOON + HOUR, NOON + 2 * HOUR)
    first = verdict(TASK, LATE, outage)
    assert isinstance(first, Extend)
    extended = replace(TASK, due_at=first.until, made_good_until=LATE)
    assert verdict(extended, first.until + GRACE + MINUTE, outage) == Fail()


def test_an_outage_before_the_delivery_or_after_the_grace_time_changes_nothing() -> None:
    assert verdict(TASK, LATE, Outage(NOON - HOUR, NOON)) == Fail()
    outage = Outage(LATE, LATE + HOUR)
    assert verdict(TASK, LATE + 2 * HOUR, outage) == Fail()


def test_a_request_that_nobody_answered_is_granted() -> None:
    asked = replace(TASK, more_time=2 * HOUR)
    assert verdict(asked, LATE) == Extend(LATE + 2 * HOUR, ExtendedFor.NO_ANSWER)


def test_a_reminder_that_did_not_go_out_gives_a_waking_hour() -> None:
    assert verdict(replace(TASK, reminded=False), LATE) == Extend(LATE + HOUR, ExtendedFor.NO_REMINDER)
    evening = replace(TASK, due_at=NOON + 9 * HOUR + 45 * MINUTE, reminded=False)
    decided = verdict(evening, NOON + 12 * HOUR, quiet=NIGHT)
    assert decided == Extend(datetime(2026, 6, 2, 6, tzinfo=UTC), ExtendedFor.NO_REMINDER)


def test_open_tasks_move_at_once_when_the_court_is_back() -> None:
    outage = Outage(NOON + HOUR, NOON + 3 * HOUR)
    now = NOON + 3 * HOUR
    assert due_after_outage(TASK.due_at, NOON, [outage], now, NEVER_QUIET, BERLIN) == TASK.due_at + 2 * HOUR
    assert due_after_outage(TASK.due_at, now, [outage], now, NEVER_QUIET, BERLIN) == TASK.due_at


# -- properties ----------------------------------------------------------------------------------

minutes = st.integers(1, 3 * 24 * 60)


@given(somewhere(), QUIET, minutes)
def test_no_deadline_is_ever_in_quiet_hours_or_sooner_than_the_time_given(
    where: tuple[ZoneInfo, datetime], quiet: Quiet, lasts: int
) -> None:
    zone, moment = where
    due = due_at(moment, lasts, quiet, zone)
    assert due - moment >= lasts * MINUTE
    assert not in_quiet(due, quiet, zone)


@given(
    somewhere(), QUIET, minutes, st.integers(-2000, 5000), st.integers(5, 3 * 24 * 60), st.integers(0, 600)
)
def test_nothing_is_lost_through_an_outage(
    where: tuple[ZoneInfo, datetime], quiet: Quiet, lasts: int, begins: int, out: int, looks: int
) -> None:
    zone, delivered_at = where
    due = due_at(delivered_at, lasts, quiet, zone)
    outage = Outage(delivered_at + begins * MINUTE, delivered_at + (begins + out) * MINUTE)
    facts = DeadlineFacts(due_at=due, delivered_at=delivered_at, reminded=True)
    assert outage.end is not None
    now = max(due + GRACE, outage.end) + looks * MINUTE + timedelta(seconds=1)
    decided = verdict_at_deadline(facts, [outage], now, quiet, zone)
    if outage.end <= delivered_at or outage.start >= due + GRACE:
        assert decided == Fail()
        return
    lost = min(outage.end, due + GRACE) - max(outage.start, delivered_at)
    assert isinstance(decided, Extend)
    assert decided.until > now
    assert decided.until >= due + lost
    assert decided.until >= waking_time_added(outage.end, 2 * HOUR, quiet, zone)
    assert not in_quiet(decided.until, quiet, zone)


@given(
    somewhere(), QUIET, minutes, st.lists(st.tuples(st.integers(0, 4000), st.integers(5, 2000)), max_size=4)
)
def test_every_deadline_comes_to_its_end_once(
    where: tuple[ZoneInfo, datetime], quiet: Quiet, lasts: int, away: list[tuple[int, int]]
) -> None:
    zone, delivered_at = where
    due = due_at(delivered_at, lasts, quiet, zone)
    outages = [
        Outage(delivered_at + begins * MINUTE, delivered_at + (begins + out) * MINUTE) for begins, out in away
    ]
    facts = DeadlineFacts(due_at=due, delivered_at=delivered_at, reminded=True)
    now, ends, extended = delivered_at, 0, 0
    while now < delivered_at + timedelta(days=40):
        decided = verdict_at_deadline(facts, outages, now, quiet, zone)
        if isinstance(decided, Fail):
            ends += 1
            break
        if isinstance(decided, Extend):
            extended += 1
            facts = replace(facts, due_at=decided.until, made_good_until=now)
        now += 37 * MINUTE
    assert ends == 1
    assert extended <= len(outages)
