"""An undo that serves the member is always possible; one against the member only at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.points import Entry, balance, book
from handlers.rules.undo import (
    Booked,
    Decision,
    Direction,
    NotUndone,
    Undone,
    UndoRefusal,
    undo,
    undoing,
)
from storage.enums import AppealResult, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = CourtRules()
FOR, AGAINST = Direction.FOR_THE_MEMBER, Direction.AGAINST_THE_MEMBER
LOSS = book(100, "task:1:rejected", -5, NOW)
GAIN = book(100, "task:1:approved", 12, NOW)

decisions = st.builds(
    Decision,
    direction=st.sampled_from(Direction),
    decided_at=st.integers(0, 40).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    booked=st.lists(
        st.builds(
            Booked,
            entries=st.lists(st.integers(-50, 50), max_size=3).map(
                lambda amounts: tuple(Entry(f"a:{n}:b", taken, taken, NOW) for n, taken in enumerate(amounts))
            ),
            balance=st.integers(0, 100),
        ),
        max_size=2,
    ).map(tuple),
    undone=st.booleans(),
    revives_punishment=st.booleans(),
)


def decision(direction: Direction, entry: Entry, *, minutes: int = 0, stands: int = 100) -> Decision:
    """A decision so many minutes old that booked this entry in a ledger that now stands so."""
    return Decision(
        direction=direction, decided_at=NOW - timedelta(minutes=minutes), booked=(Booked((entry,), stands),)
    )


def why(decision: Decision, *, stopped: bool = False) -> UndoRefusal | None:
    result = undo(decision, NOW, RULES, stopped=stopped)
    return result.why if isinstance(result, NotUndone) else None


def test_a_rejection_can_be_undone_a_year_later_and_while_stopped() -> None:
    result = undo(decision(FOR, LOSS, minutes=525_600), NOW, RULES, stopped=True)
    assert isinstance(result, Undone)
    assert [(entry.taken, entry.reverses) for entry in result.reversals] == [(5, "task:1:rejected")]


def test_an_approval_can_be_undone_within_ten_minutes_only() -> None:
    assert why(decision(AGAINST, GAIN, minutes=10)) is None
    assert why(decision(AGAINST, GAIN, minutes=11)) is UndoRefusal.TOO_LATE


def test_nothing_is_undone_against_a_member_who_has_stopped() -> None:
    assert why(decision(AGAINST, GAIN), stopped=True) is UndoRefusal.STOPPED


def test_no_undo_takes_what_is_no_longer_there() -> None:
    assert why(decision(AGAINST, GAIN, stands=12)) is None
    assert why(decision(AGAINST, GAIN, stands=11)) is UndoRefusal.BALANCE_TOO_SMALL


def test_one_ledger_that_cannot_give_back_is_enough_to_refuse() -> None:
    both = Decision(direction=AGAINST, decided_at=NOW, booked=(Booked((GAIN,), 500), Booked((GAIN,), 11)))
    assert why(both) is UndoRefusal.BALANCE_TOO_SMALL


def test_a_rejection_that_found_nothing_to_take_can_be_undone_late_and_a_gain_of_one_point_cannot() -> None:
    nothing, little = book(0, "task:1:rejected", -5, NOW), book(0, "task:1:approved", 1, NOW)
    assert why(decision(FOR, nothing, minutes=600, stands=0)) is None
    assert why(decision(FOR, little, minutes=600)) is UndoRefusal.TOO_LATE


def test_no_undo_revives_a_punishment() -> None:
    reviving = Decision(direction=FOR, decided_at=NOW, revives_punishment=True)
    assert why(reviving) is UndoRefusal.REVIVES_PUNISHMENT


def test_nothing_is_undone_twice() -> None:
    assert why(Decision(direction=FOR, decided_at=NOW, undone=True)) is UndoRefusal.ALREADY_UNDONE


def test_an_undo_that_takes_points_is_against_the_member_whatever_it_is_called() -> None:
    assert why(decision(FOR, GAIN, minutes=11)) is UndoRefusal.TOO_LATE


def test_within_one_ledger_giving_back_comes_first() -> None:
    both = Decision(direction=AGAINST, decided_at=NOW, booked=(Booked((GAIN, LOSS), 7),))
    result = undo(both, NOW, RULES, stopped=False)
    assert isinstance(result, Undone)
    assert [entry.taken for entry in result.reversals] == [5, -12]


@pytest.mark.parametrize("harsh", [Verdict.REJECTED, Verdict.ASKED_AGAIN, AppealResult.DENIED])
def test_taking_back_something_harsh_serves_the_member(harsh: Verdict | AppealResult) -> None:
    assert undoing(harsh) is FOR


@pytest.mark.parametrize("kind", [Verdict.APPROVED, Verdict.TRUSTED, Verdict.LAPSED, AppealResult.APPROVED])
def test_taking_back_something_kind_does_not(kind: Verdict | AppealResult) -> None:
    assert undoing(kind) is AGAINST


@given(decisions, st.booleans())
def test_no_undo_breaks_what_the_court_promised(made: Decision, stopped: bool) -> None:
    result = undo(made, NOW, RULES, stopped=stopped)
    if isinstance(result, NotUndone):
        return
    assert not made.undone
    assert not made.revives_punishment
    takes = any(booked.total > 0 for booked in made.booked)
    if takes or made.direction is AGAINST:
        assert not stopped
        assert NOW - made.decided_at <= timedelta(minutes=10)
    given_back = iter(result.reversals)
    for booked in made.booked:
        stands = booked.balance
        for _ in booked.entries:
            stands += next(given_back).taken
            assert stands >= 0
        assert stands == booked.balance - balance(booked.entries)


@given(decisions)
def test_stopping_never_makes_more_undoable(made: Decision) -> None:
    if isinstance(undo(made, NOW, RULES, stopped=True), Undone):
        assert isinstance(undo(made, NOW, RULES, stopped=False), Undone)
