"""What holds for stops in every order of acts, and for tasks across a stop."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import stopping
from handlers.rules.stopping import (
    Blocked,
    Standing,
    closes_on_resume,
    deadline_after_stop,
    exclude,
    hold,
    may_resume,
    new_tasks_allowed,
    play_allowed,
    resume,
    stop,
    stopped_for,
    timeout,
    yellow,
)
from storage.enums import TaskType

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FREE = Standing()

moments = st.integers(-2000, 2000).map(lambda hours: NOW + HOUR * hours)
standings = st.builds(
    Standing,
    stop_epoch=st.integers(0, 50),
    **{field.name: st.none() | moments for field in fields(Standing) if field.name != "stop_epoch"},
)

Act = Callable[[Standing, datetime], Standing]
SAFETY_ACTS: dict[str, Act] = {
    "stop": stop,
    "hold": hold,
    "lift hold": lambda standing, _: stopping.lift_hold(standing),
    "yellow": yellow,
    "green": lambda standing, _: stopping.green(standing),
    "pause": stopping.pause,
    "unpause": lambda standing, _: stopping.unpause(standing),
    "timeout": lambda standing, now: timeout(standing, now, 7),
    "exclude": lambda standing, now: exclude(standing, now, 6),
    "lock": stopping.lock_as_minor,
    "lift lock": lambda standing, _: stopping.lift_lock(standing),
    "ban": stopping.ban,
    "lift ban": lambda standing, _: stopping.lift_ban(standing),
    "longer": lambda standing, now: stopping.longer_cooloff(standing, now, 48),
}
acts = st.sampled_from(sorted(SAFETY_ACTS))


# -- tasks across a stop -------------------------------------------------------------------------


def test_deadlines_move_by_the_time_stopped_and_nothing_is_due_for_a_day() -> None:
    resumed_at = NOW + 20 * HOUR
    stopped = stopped_for(stop(FREE, NOW), resumed_at)
    assert stopped == 20 * HOUR
    assert stopped_for(FREE, NOW) == timedelta(0)
    assert deadline_after_stop(NOW + 3 * HOUR, stopped, resumed_at) == resumed_at + DAY
    assert deadline_after_stop(NOW + 60 * HOUR, stopped, resumed_at) == NOW + 80 * HOUR


@pytest.mark.parametrize("started", [False, True])
@pytest.mark.parametrize("timed", [False, True])
def test_dailies_inspections_and_started_timed_tasks_close(timed: bool, started: bool) -> None:
    def closes(type_: TaskType) -> bool:
        return closes_on_resume(type_, timed=timed, started=started)

    assert closes(TaskType.DAILY)
    assert closes(TaskType.INSPECTION)
    assert closes(TaskType.SERVITUDE) is (timed and started)
    assert closes(TaskType.PUNISHMENT) is (timed and started)


# -- properties ----------------------------------------------------------------------------------


@given(standings, st.lists(acts, max_size=12))
def test_whatever_happens_a_stop_is_ended_by_a_resume_alone(standing: Standing, names: list[str]) -> None:
    standing, now = stop(standing, NOW), NOW
    for name in names:
        now += HOUR
        standing = SAFETY_ACTS[name](standing, now)
        assert standing.stopped_at is not None
        assert play_allowed(standing, now) is not None
        assert new_tasks_allowed(standing, now) is not None


@given(standings, acts, moments)
def test_no_act_shortens_a_cool_off_a_timeout_or_an_exclusion(
    standing: Standing, name: str, now: datetime
) -> None:
    after = SAFETY_ACTS[name](standing, now)
    assert not shorter(after.cooloff_until, standing.cooloff_until)
    assert not shorter(after.timeout_until, standing.timeout_until)
    assert not shorter(after.excluded_until, standing.excluded_until)
    assert after.stop_epoch >= standing.stop_epoch
    assert after.resumed_at == standing.resumed_at


@given(standings, moments)
def test_resuming_opens_play_but_for_a_pause(standing: Standing, now: datetime) -> None:
    if may_resume(standing, now).allowed:
        assert play_allowed(resume(standing, now), now) in (None, Blocked.PAUSED)
    else:
        with pytest.raises(ValueError, match="Cannot resume"):
            resume(standing, now)


@given(standings, moments)
def test_what_may_not_be_played_may_not_be_given(standing: Standing, now: datetime) -> None:
    if play_allowed(standing, now) is not None:
        assert new_tasks_allowed(standing, now) is play_allowed(standing, now)


@given(standings, moments, acts)
def test_the_same_stop_said_twice_is_stopped_once(standing: Standing, now: datetime, name: str) -> None:
    once = SAFETY_ACTS[name](standing, now)
    twice = SAFETY_ACTS[name](once, now)
    assert replace(twice, stop_epoch=0) == replace(once, stop_epoch=0)


def shorter(after: datetime | None, before: datetime | None) -> bool:
    return before is not None and (after is None or after < before)
