"""Every proof of a task is kept, and at most one waits for its verdict."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.attempts import Attempt, History, handed_in, judged, reopened, waiting
from storage.enums import ProofType, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FIRST = handed_in((), ProofType.PHOTO, NOW, late=True)


def test_the_first_attempt_waits() -> None:
    assert (Attempt(number=1, kind=ProofType.PHOTO, submitted_at=NOW, late=True),) == FIRST
    assert waiting(FIRST) == FIRST[0]


def test_another_try_leaves_the_earlier_one_as_it_was_judged() -> None:
    asked = judged(FIRST, Verdict.ASKED_AGAIN, LATER)
    again = handed_in(asked, ProofType.PHOTO, LATER)
    assert [attempt.verdict for attempt in again] == [Verdict.ASKED_AGAIN, None]
    assert [attempt.number for attempt in again] == [1, 2]
    assert [attempt.late for attempt in again] == [True, False]
    assert again[0].decided_at == LATER


def test_an_undo_puts_the_last_attempt_back_to_waiting() -> None:
    assert reopened(judged(FIRST, Verdict.APPROVED, LATER)) == FIRST
    twice = handed_in(judged(FIRST, Verdict.ASKED_AGAIN, LATER), ProofType.PHOTO, LATER)
    assert reopened(judged(twice, Verdict.REJECTED, LATER)) == twice


def test_what_does_not_wait_cannot_be_judged_nor_what_waits_be_doubled() -> None:
    with pytest.raises(ValueError, match="already waiting"):
        handed_in(FIRST, ProofType.PHOTO, LATER)
    with pytest.raises(ValueError, match="No proof is waiting"):
        judged((), Verdict.APPROVED, LATER)
    with pytest.raises(ValueError, match="No verdict"):
        reopened(FIRST)
    with pytest.raises(ValueError, match="No verdict"):
        reopened(())


@given(st.lists(st.sampled_from([None, *Verdict]), max_size=20))
def test_whatever_is_done_at_most_the_last_attempt_waits(steps: list[Verdict | None]) -> None:
    history: History = ()
    for verdict in steps:
        if waiting(history) is None:
            history = handed_in(history, ProofType.TEXT, NOW)
        elif verdict is not None:
            history = judged(history, verdict, LATER)
    assert [attempt.number for attempt in history] == list(range(1, len(history) + 1))
    assert all(attempt.verdict is not None for attempt in history[:-1])
