"""The stricter of two standings, and who a person is once two accounts are one."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.joining import Obstacle, barred, obstacle, stays_first, stricter, taken_along
from handlers.rules.standing import Standing, new_tasks_allowed, play_allowed
from handlers.rules.stopping import late_stop_counts, may_resume
from tests.support.clocks import MONDAY_NOON as NOW

MOMENT = st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours))
NAMES = [each.name for each in fields(Standing) if each.name != "stop_epoch"]
# Few things hold at a time: with a ban and a lock in nearly every one, nothing else would be looked at.
STANDING = st.builds(
    lambda epoch, some: Standing(stop_epoch=epoch, **some),
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(NAMES), MOMENT, max_size=3),
)


@given(STANDING, STANDING, MOMENT)
def test_nothing_that_was_blocked_on_either_side_is_allowed_afterwards(
    one: Standing, other: Standing, now: datetime
) -> None:
    both = stricter(one, other)
    for asked in (play_allowed, new_tasks_allowed):
        if asked(one, now) is not None or asked(other, now) is not None:
            assert asked(both, now) is not None
    for side in (one, other):
        if not may_resume(side, now).allowed and side.stopped_at is not None:
            assert not may_resume(both, now).allowed


@given(STANDING, STANDING, MOMENT)
def test_a_late_stop_that_counted_on_either_side_counts_afterwards(
    one: Standing, other: Standing, sent: datetime
) -> None:
    if late_stop_counts(sent, one) or late_stop_counts(sent, other):
        assert late_stop_counts(sent, stricter(one, other))


@given(STANDING, STANDING)
def test_the_epoch_is_the_first_ones_and_joining_twice_changes_nothing(
    one: Standing, other: Standing
) -> None:
    both = stricter(one, other)
    assert both.stop_epoch == one.stop_epoch
    assert stricter(both, other) == both


@given(STANDING, MOMENT)
def test_an_unlinked_account_takes_every_stop_along(standing: Standing, now: datetime) -> None:
    free = play_allowed(taken_along(standing), now) is None
    held_or_paused = standing.held_at is not None or standing.paused_at is not None
    assert not free or held_or_paused or play_allowed(standing, now) is None
    if standing.stopped_at is not None:
        assert taken_along(standing).stopped_at == standing.stopped_at


def test_bars_at_the_door_are_stops_unless_they_are_over() -> None:
    over = barred(Standing(), [("exclusion", NOW - timedelta(days=1))], NOW)
    assert over == Standing()
    until = NOW + timedelta(days=9)
    assert barred(Standing(), [("exclusion", until)], NOW).excluded_until == until
    assert barred(Standing(), [("ban", None)], NOW).banned_at == NOW


@pytest.mark.parametrize(
    ("one", "other", "runs", "first"),
    [
        (True, False, True, True),
        (False, True, False, False),
        (False, False, False, True),
        (False, False, True, False),
    ],
)
def test_a_member_stays_then_who_runs_the_court_then_who_asked(
    *, one: bool, other: bool, runs: bool, first: bool
) -> None:
    assert stays_first(one_is_member=one, other_is_member=other, other_runs_more=runs) is first


@pytest.mark.parametrize(
    ("same", "members", "leaving", "why"),
    [
        (True, 1, True, Obstacle.SAME),
        (False, 2, True, Obstacle.NOT_NOW),
        (False, 2, False, Obstacle.BOTH_MEMBERS),
        (False, 1, False, None),
    ],
)
def test_why_two_accounts_cannot_be_linked(
    *, same: bool, members: int, leaving: bool, why: Obstacle | None
) -> None:
    assert obstacle(same=same, members=members, leaving=leaving) is why


def only(name: str, moment: datetime) -> Standing:
    """A standing in which one thing holds."""
    held: dict[str, Any] = {name: moment}
    return Standing(**held)


@pytest.mark.parametrize("name", [each for each in NAMES if each != "resumed_at"])
def test_each_thing_that_holds_on_one_side_holds_on_both_and_the_stricter_of_two(name: str) -> None:
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    alone = only(name, soon)
    assert getattr(stricter(Standing(), alone), name) == soon
    assert getattr(stricter(alone, Standing()), name) == soon
    two = stricter(alone, only(name, late))
    assert getattr(two, name) == (late if name.endswith("_until") else soon)
