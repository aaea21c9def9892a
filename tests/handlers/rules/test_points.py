"""The ledger: nothing below zero, nothing twice, and a reversal returns exactly what was taken."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.points import (
    Entry,
    Reason,
    act_of,
    balance,
    book,
    can_reverse,
    cause,
    effective,
    for_approval,
    for_miss,
    for_rejection,
    for_trust,
    reasons,
    reversal,
    take,
    turn_of,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TASK = UUID("00000000-0000-0000-0000-0000000000aa")
RULES = CourtRules()

amounts = st.integers(min_value=-500, max_value=500)
steps = st.lists(st.tuples(amounts, st.booleans(), st.integers(min_value=0)), max_size=30)


def played(steps: Sequence[tuple[int, bool, int]]) -> list[Entry]:
    """A ledger as the court keeps it: each step books an amount, or reverses an earlier entry if it may."""
    ledger: list[Entry] = []
    for number, (asked, reverses, which) in enumerate(steps):
        at = NOW + timedelta(minutes=number)
        stands = balance(ledger)
        if not reverses:
            ledger.append(book(stands, cause("task", str(number), "approved"), asked, at))
        elif ledger and can_reverse(ledger[which % len(ledger)], stands, {each.cause for each in ledger}):
            ledger.append(reversal(ledger[which % len(ledger)], at))
    return ledger


def test_a_loss_stops_at_zero_and_records_what_was_really_taken() -> None:
    entry = book(30, "task:1:missed", -50, NOW)
    assert (entry.asked, entry.taken, entry.short) == (-50, -30, 20)


def test_a_reversal_returns_what_was_taken_and_not_what_was_asked() -> None:
    missed = book(30, "task:1:missed", -50, NOW)
    back = reversal(missed, NOW + timedelta(hours=1))
    assert (back.asked, back.taken, back.reverses) == (30, 30, "task:1:missed")
    assert back.cause == "task:1:missed:reversed"


def test_a_negative_balance_is_nothing_to_take_from() -> None:
    with pytest.raises(ValueError, match="never below zero"):
        take(-1, 5)


@given(st.integers(min_value=0, max_value=10_000), amounts)
def test_what_is_taken_never_leaves_less_than_nothing_and_never_exceeds_what_was_asked(
    stands: int, asked: int
) -> None:
    taken = take(stands, asked)
    assert stands + taken >= 0
    assert abs(taken) <= abs(asked)
    assert taken * asked >= 0


@given(steps)
def test_no_history_of_gains_losses_and_reversals_goes_below_zero(steps: list[tuple[int, bool, int]]) -> None:
    ledger = played(steps)
    running = list(accumulate((entry.taken for entry in ledger), initial=0))
    assert min(running) >= 0
    assert running[-1] == balance(ledger)


@given(steps)
def test_nothing_is_ever_reversed_twice(steps: list[tuple[int, bool, int]]) -> None:
    ledger = played(steps)
    causes = [entry.cause for entry in ledger]
    assert len(set(causes)) == len(causes)
    for entry in ledger:
        returned = [other.taken for other in ledger if other.reverses == entry.cause]
        assert returned in ([], [-entry.taken])


@given(steps)
def test_the_effective_history_sums_to_the_same_balance(steps: list[tuple[int, bool, int]]) -> None:
    ledger = played(steps)
    assert balance(effective(ledger)) == balance(ledger)
    assert all(entry.reverses is None for entry in effective(ledger))


@given(steps)
def test_the_reasons_behind_a_balance_add_up_to_it(steps: list[tuple[int, bool, int]]) -> None:
    ledger = played(steps)
    assert sum(reason.total for reason in reasons(ledger)) == balance(ledger)


def test_the_reasons_leave_out_what_was_taken_back() -> None:
    approved = book(0, cause("task", TASK, "approved"), 12, NOW)
    again = book(12, cause("task", "b", "approved"), 8, NOW)
    missed = book(20, cause("task", "c", "missed"), -5, NOW)
    ledger = [approved, again, missed, reversal(missed, NOW)]
    assert reasons(ledger) == (Reason("approved", 2, 20),)


def test_a_reversal_cannot_itself_be_reversed() -> None:
    back = reversal(book(10, "task:1:missed", -10, NOW), NOW)
    assert not can_reverse(back, 100, ())
    with pytest.raises(ValueError, match="not reversed"):
        reversal(back, NOW)


def test_a_gain_already_spent_cannot_be_reversed() -> None:
    gain = book(0, "task:1:approved", 10, NOW)
    assert can_reverse(gain, 10, {gain.cause})
    assert not can_reverse(gain, 9, {gain.cause})


def test_the_same_act_repeated_has_the_same_cause_until_it_was_reversed() -> None:
    first = book(0, cause("task", TASK, "approved"), 10, NOW)
    assert turn_of([first], "task", TASK, "approved") == 1
    undone = [first, reversal(first, NOW)]
    assert turn_of(undone, "task", TASK, "approved") == 2
    second = book(0, cause("task", TASK, "approved", 2), 10, NOW)
    assert second.cause not in {entry.cause for entry in undone}
    assert turn_of([*undone, second], "task", TASK, "approved") == 2
    assert turn_of([*undone, second, reversal(second, NOW)], "task", TASK, "approved") == 3


def test_a_cause_names_its_thing_its_id_and_its_act() -> None:
    assert cause("task", TASK, "approved") == f"task:{TASK}:approved"
    assert act_of(cause("task", TASK, "approved", 2)) == "approved"


@pytest.mark.parametrize(
    "parts", [("task", "", "approved"), ("ta:sk", "1", "approved"), ("task", "1", "a:b")]
)
def test_a_cause_that_could_be_mistaken_for_another_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="parts of a cause"):
        cause(*parts)


def test_what_is_no_cause_names_no_act() -> None:
    with pytest.raises(ValueError, match="names a thing"):
        act_of("task")


def test_an_approval_is_the_tasks_points_and_a_bonus_within_bounds() -> None:
    assert for_approval(10, 5, RULES) == 15
    assert for_approval(10, 500, RULES) == 10 + RULES.max_bonus
    assert for_approval(10, -5, RULES) == 10
    assert for_trust(10) == 10


def test_a_miss_and_a_rejection_cost_their_share_rounded_to_the_nearest_point() -> None:
    assert for_miss(10, RULES) == -5
    assert for_miss(5, RULES) == -3
    assert for_rejection(10, RULES) == -3
    assert for_miss(0, RULES) == 0


@given(st.integers(min_value=0, max_value=10_000), st.floats(min_value=0, max_value=1))
def test_a_loss_is_never_more_than_the_task_was_worth(points: int, share: float) -> None:
    rules = CourtRules(miss_loss_share=share, reject_loss_share=share)
    assert -points <= for_miss(points, rules) <= 0
    assert for_miss(points, rules) == for_rejection(points, rules)
