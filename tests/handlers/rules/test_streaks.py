"""A streak counts daily tasks done, breaks at a miss, and is the same whatever order history arrives in."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.streaks import Day, DayOutcome, Streak, outcome_of, streak
from storage.enums import TaskEnd, TaskStatus

DONE, MISSED = DayOutcome.DONE, DayOutcome.MISSED
NEUTRAL = sorted(set(DayOutcome) - {DONE, MISSED})
FIRST = date(2026, 3, 1)

outcomes = st.lists(st.sampled_from(DayOutcome), max_size=40)
days = st.lists(
    st.builds(Day, st.dates(FIRST, FIRST + timedelta(days=20)), st.sampled_from(DayOutcome)),
    max_size=40,
)


def history(*outcomes: DayOutcome) -> list[Day]:
    """One outcome a day, from the first of March on."""
    return [Day(FIRST + timedelta(days=number), outcome) for number, outcome in enumerate(outcomes)]


def test_nobody_starts_with_a_streak() -> None:
    assert streak([]) == Streak(0, 0, None)


def test_days_done_in_a_row_count_and_the_best_is_remembered() -> None:
    assert streak(history(DONE, DONE, DONE, MISSED, DONE)) == Streak(1, 3, FIRST + timedelta(days=4))


def test_a_miss_breaks_the_streak_and_keeps_the_last_date() -> None:
    assert streak(history(DONE, DONE, MISSED)) == Streak(0, 2, FIRST + timedelta(days=1))


@pytest.mark.parametrize("neutral", NEUTRAL)
def test_a_day_without_a_daily_due_neither_breaks_nor_counts(neutral: DayOutcome) -> None:
    assert streak(history(DONE, neutral, DONE)).current == 2


def test_a_date_that_travel_skipped_is_simply_absent() -> None:
    assert streak([Day(FIRST, DONE), Day(FIRST + timedelta(days=2), DONE)]).current == 2


def test_forgiving_a_miss_joins_the_days_around_it() -> None:
    missed = history(DONE, DONE, MISSED, DONE)
    forgiven = Day(FIRST + timedelta(days=2), DayOutcome.FORGIVEN)
    assert streak(missed).current == 1
    assert streak([*missed, forgiven]).current == 3


def test_where_two_outcomes_claim_one_date_the_kinder_decides() -> None:
    assert streak([Day(FIRST, MISSED), Day(FIRST, DONE)]) == Streak(1, 1, FIRST)
    assert streak(
        [Day(FIRST - timedelta(days=1), DONE), Day(FIRST, DayOutcome.HOLIDAY), Day(FIRST, MISSED)]
    ) == Streak(0, 1, FIRST - timedelta(days=1))


@pytest.mark.parametrize("kinder", [DONE, DayOutcome.FORGIVEN])
def test_a_kinder_word_for_a_date_holds_whichever_came_first(kinder: DayOutcome) -> None:
    before, lesser = Day(FIRST - timedelta(days=1), DONE), DayOutcome.FORGIVEN if kinder is DONE else MISSED
    for pair in ([kinder, lesser], [lesser, kinder]):
        expected = 2 if kinder is DONE else 1
        assert streak([before, *(Day(FIRST, outcome) for outcome in pair)]).current == expected


@given(days, st.randoms(use_true_random=False))
def test_the_order_in_which_history_arrives_does_not_matter(days: list[Day], random: Random) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)
    assert streak(shuffled) == streak(days)


@given(days)
def test_hearing_the_same_thing_twice_changes_nothing(days: list[Day]) -> None:
    assert streak(days + days) == streak(days)


@given(outcomes)
def test_the_streak_is_what_was_done_since_the_last_miss(outcomes: list[DayOutcome]) -> None:
    since = outcomes[len(outcomes) - outcomes[::-1].index(MISSED) :] if MISSED in outcomes else outcomes
    counted = streak(history(*outcomes))
    assert counted.current == since.count(DONE)
    assert counted.current <= counted.best <= outcomes.count(DONE)


@given(outcomes, st.integers(min_value=0))
def test_forgiving_never_makes_a_streak_shorter(outcomes: list[DayOutcome], which: int) -> None:
    before = streak(history(*outcomes))
    misses = [place for place, outcome in enumerate(outcomes) if outcome is MISSED]
    if misses:
        outcomes[misses[which % len(misses)]] = DayOutcome.FORGIVEN
    after = streak(history(*outcomes))
    assert after.current >= before.current
    assert after.best >= before.best


@pytest.mark.parametrize(
    ("status", "ended", "restored", "outcome"),
    [
        (TaskStatus.COMPLETED, None, False, DONE),
        (TaskStatus.FAILED, None, False, MISSED),
        (TaskStatus.FAILED, None, True, DayOutcome.FORGIVEN),
        (TaskStatus.ASSIGNED, None, False, None),
        (TaskStatus.SUBMITTED, None, False, None),
        (TaskStatus.ASSIGNED, TaskEnd.DECLINED, False, DayOutcome.DECLINED),
        (TaskStatus.ASSIGNED, TaskEnd.VOID, False, DayOutcome.VOID),
        (TaskStatus.ASSIGNED, TaskEnd.WITHDRAWN, False, DayOutcome.SKIPPED),
    ],
)
def test_a_daily_tasks_state_says_what_became_of_its_day(
    status: TaskStatus, ended: TaskEnd | None, restored: bool, outcome: DayOutcome | None
) -> None:
    assert outcome_of(status, ended, restored=restored) is outcome
