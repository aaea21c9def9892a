"""A stop stays until the member herself ends it, and nothing shortens what she chose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.rules import stopping
from handlers.rules.stopping import (
    Blocked,
    ResumeDecision,
    ResumeObstacle,
    Standing,
    cooloff_choice,
    exclude,
    hold,
    hold_expired,
    late_stop_counts,
    may_resume,
    new_tasks_allowed,
    operators_may_write,
    play_allowed,
    resume,
    stop,
    timeout,
    yellow,
    yellow_moves_deadlines_by,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FREE = Standing()


# -- stop and resume -----------------------------------------------------------------------------


def test_a_stop_begins_a_cool_off_and_a_new_epoch() -> None:
    stopped = stop(FREE, NOW)
    assert stopped.stopped_at == NOW
    assert stopped.cooloff_until == NOW + 12 * HOUR
    assert stopped.stop_epoch == 1
    assert play_allowed(stopped, NOW) is Blocked.STOPPED


def test_a_second_stop_keeps_the_first_ones_moment_and_only_lengthens_the_cool_off() -> None:
    again = stop(stop(FREE, NOW, 24 * HOUR), NOW + HOUR)
    assert again.stopped_at == NOW
    assert again.cooloff_until == NOW + 24 * HOUR
    assert again.stop_epoch == 2
    assert stop(again, NOW + 20 * HOUR).cooloff_until == NOW + 32 * HOUR


def test_a_cool_off_is_twelve_hours_unless_chosen_and_never_under_one() -> None:
    assert cooloff_choice(None) == 12 * HOUR
    assert cooloff_choice(0) == HOUR
    assert cooloff_choice(-5) == HOUR
    assert cooloff_choice(72) == 72 * HOUR
    assert cooloff_choice(10**9) == 366 * DAY
    assert stop(FREE, NOW, timedelta(0)).cooloff_until == NOW + HOUR


def test_a_longer_cool_off_can_be_picked_a_shorter_one_cannot() -> None:
    stopped = stop(FREE, NOW)
    assert stopping.longer_cooloff(stopped, NOW, 72).cooloff_until == NOW + 72 * HOUR
    assert stopping.longer_cooloff(stopped, NOW, 2) == stopped
    assert stopping.longer_cooloff(FREE, NOW, 72) == FREE


def test_resuming_is_possible_when_the_cool_off_is_over() -> None:
    stopped = stop(FREE, NOW)
    early = NOW + 12 * HOUR - timedelta(seconds=1)
    assert may_resume(stopped, early) == ResumeDecision(ResumeObstacle.COOLING_OFF, NOW + 12 * HOUR)
    assert may_resume(stopped, NOW + 12 * HOUR).allowed
    resumed = resume(stopped, NOW + 13 * HOUR)
    assert resumed == Standing(stop_epoch=1, resumed_at=NOW + 13 * HOUR)
    assert play_allowed(resumed, NOW + 13 * HOUR) is None


def test_why_a_member_cannot_resume_names_the_weightiest_reason() -> None:
    later = NOW + 100 * DAY
    stopped = stop(FREE, NOW)
    assert may_resume(FREE, NOW).obstacle is ResumeObstacle.NOT_STOPPED
    assert may_resume(timeout(stopped, NOW, 30), NOW) == ResumeDecision(
        ResumeObstacle.TIMEOUT, NOW + 30 * DAY
    )
    excluded = exclude(timeout(stopped, NOW, 30), NOW, 6)
    assert may_resume(excluded, NOW).obstacle is ResumeObstacle.EXCLUDED
    assert may_resume(stopping.lock_as_minor(excluded, NOW), later).obstacle is ResumeObstacle.LOCKED
    assert may_resume(stopping.ban(excluded, NOW), later).obstacle is ResumeObstacle.BANNED


def test_resuming_too_early_is_an_error() -> None:
    with pytest.raises(ValueError, match="cooling_off"):
        resume(stop(FREE, NOW), NOW)


def test_a_pause_and_a_yellow_outlast_a_stop() -> None:
    standing = resume(stop(yellow(stopping.pause(FREE, NOW), NOW), NOW), NOW + 13 * HOUR)
    assert standing.paused_at == NOW
    assert standing.yellow_until == NOW + DAY


# -- late stops ----------------------------------------------------------------------------------


def test_a_late_stop_counts_unless_it_was_sent_before_the_latest_resume() -> None:
    assert late_stop_counts(NOW - 100 * DAY, FREE)
    resumed = replace(FREE, resumed_at=NOW)
    assert not late_stop_counts(NOW - timedelta(minutes=1), resumed)
    assert late_stop_counts(NOW, resumed)
    assert late_stop_counts(NOW + HOUR, resumed)


def test_a_stop_sent_within_the_second_of_the_resume_counts() -> None:
    resumed = replace(FREE, resumed_at=NOW + timedelta(milliseconds=500))
    assert late_stop_counts(NOW, resumed)
    assert not late_stop_counts(NOW, replace(FREE, resumed_at=NOW + timedelta(seconds=1)))


# -- hold ----------------------------------------------------------------------------------------


def test_a_hold_blocks_play_until_it_is_lifted_and_leaves_no_trace() -> None:
    held = hold(FREE, NOW)
    assert play_allowed(held, NOW) is Blocked.HELD
    assert stopping.lift_hold(held) == FREE
    assert held.stop_epoch == 0


def test_a_hold_expires_ten_minutes_after_it_began() -> None:
    held = hold(hold(FREE, NOW), NOW + timedelta(minutes=9))
    assert not hold_expired(held, NOW + timedelta(minutes=10, seconds=-1))
    assert hold_expired(held, NOW + timedelta(minutes=10))
    assert not hold_expired(FREE, NOW)


def test_a_stop_ends_a_hold_and_a_hold_does_nothing_to_a_stop() -> None:
    assert stop(hold(FREE, NOW), NOW).held_at is None
    stopped = stop(FREE, NOW)
    assert hold(stopped, NOW) == stopped


# -- yellow, green, pause ------------------------------------------------------------------------


def test_yellow_keeps_new_tasks_away_for_a_day_but_not_play() -> None:
    slow = yellow(FREE, NOW)
    assert play_allowed(slow, NOW) is None
    assert new_tasks_allowed(slow, NOW + 23 * HOUR) is Blocked.YELLOW
    assert new_tasks_allowed(slow, NOW + 24 * HOUR) is None
    assert new_tasks_allowed(stop(slow, NOW), NOW) is Blocked.STOPPED


def test_green_ends_yellow_and_never_red() -> None:
    assert stopping.green(yellow(FREE, NOW)) == FREE
    stopped = stop(yellow(FREE, NOW), NOW)
    assert play_allowed(stopping.green(stopped), NOW) is Blocked.STOPPED


def test_a_second_yellow_moves_deadlines_only_by_what_it_adds() -> None:
    first = yellow(FREE, NOW)
    assert yellow_moves_deadlines_by(FREE, first, NOW) == DAY
    second = yellow(first, NOW + 2 * HOUR)
    assert yellow_moves_deadlines_by(first, second, NOW + 2 * HOUR) == 2 * HOUR
    third = yellow(second, NOW + 10 * DAY)
    assert yellow_moves_deadlines_by(second, third, NOW + 10 * DAY) == DAY
    assert yellow_moves_deadlines_by(third, stopping.green(third), NOW) == timedelta(0)


def test_a_pause_begins_once() -> None:
    paused = stopping.pause(stopping.pause(FREE, NOW), NOW + DAY)
    assert paused.paused_at == NOW
    assert play_allowed(paused, NOW) is Blocked.PAUSED
    assert stopping.unpause(paused) == FREE


# -- time-out, exclusion, locks ------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 7, 30, 42])
def test_a_timeout_lasts_as_long_as_chosen_and_then_waits_for_the_member(days: int) -> None:
    away = timeout(FREE, NOW, days)
    end = NOW + timedelta(days=days)
    assert play_allowed(away, end - HOUR) is Blocked.TIMEOUT
    assert play_allowed(away, end) is Blocked.STOPPED
    assert may_resume(away, end).allowed
    assert play_allowed(resume(away, end), end) is None


def test_a_timeout_can_be_lengthened_but_not_shortened() -> None:
    away = timeout(FREE, NOW, 30)
    assert timeout(away, NOW + DAY, 1).timeout_until == NOW + 30 * DAY
    assert timeout(away, NOW + DAY, 42).timeout_until == NOW + 43 * DAY


@pytest.mark.parametrize("days", [0, 2, -1, 365])
def test_a_timeout_of_another_length_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="time-out"):
        timeout(FREE, NOW, days)


def test_an_exclusion_lasts_at_least_six_months_and_only_grows() -> None:
    away = exclude(FREE, NOW, 6)
    assert away.excluded_until == datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert exclude(away, NOW + DAY, 12).excluded_until == datetime(2027, 6, 2, 12, tzinfo=UTC)
    longer = exclude(FREE, NOW, 24)
    assert exclude(longer, NOW + DAY, 6).excluded_until == longer.excluded_until
    with pytest.raises(ValueError, match="at least 6"):
        exclude(FREE, NOW, 5)


def test_an_exclusion_is_never_cut_short_by_a_short_month() -> None:
    august = datetime(2026, 8, 31, 9, tzinfo=UTC)
    assert exclude(FREE, august, 6).excluded_until == datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert exclude(FREE, august, 1200).excluded_until == datetime(2126, 8, 31, 9, tzinfo=UTC)


def test_what_an_owner_lifts_leaves_the_member_stopped() -> None:
    for lifted in (
        stopping.lift_lock(stopping.lock_as_minor(FREE, NOW)),
        stopping.lift_ban(stopping.ban(FREE, NOW)),
    ):
        assert play_allowed(lifted, NOW) is Blocked.STOPPED
        assert may_resume(lifted, NOW).allowed


# -- who may write -------------------------------------------------------------------------------


def test_operators_write_to_a_stopped_member_only_if_asked() -> None:
    stopped = stop(FREE, NOW)
    assert not operators_may_write(stopped, NOW)
    assert operators_may_write(stopped, NOW, asked=True)
    assert operators_may_write(FREE, NOW)
    assert operators_may_write(stopping.pause(FREE, NOW), NOW)
    assert not operators_may_write(hold(FREE, NOW), NOW)
