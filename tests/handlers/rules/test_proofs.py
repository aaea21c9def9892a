"""Handing in a proof, and the five ways it can be judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.fit import OpenTask
from handlers.rules.proofs import (
    TRANSITIONS,
    Decided,
    Impossible,
    Obstacle,
    Submitted,
    TaskState,
    WaitingProof,
    decide,
    lapses_at,
    submit,
)
from storage.enums import ProofType, TaskEnd, TaskStatus, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = CourtRules()
OPEN = TaskState(status=TaskStatus.ASSIGNED)
TASK = OpenTask(id=UUID(int=1), proof_type=ProofType.PHOTO, due_at=NOW + timedelta(hours=3))
PROOF = WaitingProof(
    state=TaskState(status=TaskStatus.SUBMITTED),
    points=12,
    submitted_at=NOW - timedelta(hours=1),
    time_left=timedelta(hours=3),
)

states = st.builds(
    TaskState,
    status=st.sampled_from(TaskStatus),
    ended=st.sampled_from([None, *TaskEnd]),
    frozen=st.booleans(),
)
moments = st.integers(-72 * 60, 72 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def hand_in(task: OpenTask = TASK, state: TaskState = OPEN, kind: ProofType = ProofType.PHOTO) -> object:
    return submit(state, task, kind, NOW, RULES)


def due(minutes: int) -> OpenTask:
    return replace(TASK, due_at=NOW + timedelta(minutes=minutes))


def test_a_proof_in_time_stops_the_clock_and_keeps_what_was_left() -> None:
    assert hand_in() == Submitted(late=False, time_left=timedelta(hours=3))


def test_a_proof_within_the_grace_time_counts_and_says_it_was_late() -> None:
    assert hand_in(due(0)) == Submitted(late=False, time_left=timedelta(0))
    assert hand_in(due(-30)) == Submitted(late=True, time_left=timedelta(0))
    assert hand_in(due(-31)) == Impossible(Obstacle.TOO_LATE)


def test_the_wrong_kind_is_refused() -> None:
    assert hand_in(kind=ProofType.TEXT) == Impossible(Obstacle.WRONG_KIND)


def test_a_timed_task_is_started_and_lasts() -> None:
    timed = replace(TASK, least_minutes=30)
    assert hand_in(timed) == Impossible(Obstacle.NOT_STARTED)
    running = replace(timed, started_at=NOW - timedelta(minutes=10))
    assert hand_in(running) == Impossible(Obstacle.TOO_EARLY, timedelta(minutes=20))
    assert isinstance(hand_in(replace(timed, started_at=NOW - timedelta(minutes=30))), Submitted)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (TaskState(status=TaskStatus.SUBMITTED), Obstacle.ALREADY_SUBMITTED),
        (TaskState(status=TaskStatus.COMPLETED), Obstacle.ALREADY_DECIDED),
        (TaskState(status=TaskStatus.FAILED), Obstacle.ALREADY_DECIDED),
        (TaskState(status=TaskStatus.ASSIGNED, frozen=True), Obstacle.FROZEN),
        (TaskState(status=TaskStatus.ASSIGNED, ended=TaskEnd.WITHDRAWN, frozen=True), Obstacle.ENDED),
    ],
)
def test_only_an_open_task_takes_a_proof(state: TaskState, why: Obstacle) -> None:
    assert hand_in(state=state) == Impossible(why)


@given(states, moments, st.sampled_from(ProofType))
def test_a_proof_is_taken_of_an_open_task_within_its_time_and_of_nothing_else(
    state: TaskState, now: datetime, kind: ProofType
) -> None:
    taken = submit(state, TASK, kind, now, RULES)
    latest = TASK.due_at + timedelta(minutes=RULES.grace_minutes)
    assert isinstance(taken, Submitted) == (state == OPEN and kind is TASK.proof_type and now <= latest)
    if isinstance(taken, Submitted):
        assert taken.late == (now > TASK.due_at)
        assert taken.time_left >= timedelta(0)


def test_an_approval_gives_the_points_and_the_bonus() -> None:
    assert decide(PROOF, Verdict.APPROVED, NOW, RULES) == Decided(TaskStatus.COMPLETED, 12)
    assert decide(PROOF, Verdict.APPROVED, NOW, RULES, bonus=3) == Decided(TaskStatus.COMPLETED, 15)


def test_trust_and_a_lapsed_review_give_the_base_points_whatever_the_bonus() -> None:
    assert decide(PROOF, Verdict.TRUSTED, NOW, RULES, bonus=3) == Decided(TaskStatus.COMPLETED, 12)
    lapsed = lapses_at(PROOF.submitted_at, RULES)
    assert decide(PROOF, Verdict.LAPSED, lapsed, RULES, bonus=3) == Decided(TaskStatus.COMPLETED, 12)


def test_a_review_lapses_after_48_hours_and_not_a_minute_before() -> None:
    assert lapses_at(NOW, RULES) == NOW + timedelta(hours=48)
    early = lapses_at(PROOF.submitted_at, RULES) - timedelta(minutes=1)
    expected = Impossible(Obstacle.STILL_IN_REVIEW, timedelta(minutes=1))
    assert decide(PROOF, Verdict.LAPSED, early, RULES) == expected


def test_another_try_has_the_time_that_was_left() -> None:
    again = decide(PROOF, Verdict.ASKED_AGAIN, NOW, RULES)
    assert again == Decided(TaskStatus.ASSIGNED, 0, NOW + timedelta(hours=3))


def test_another_try_has_at_least_an_hour() -> None:
    late = replace(PROOF, time_left=timedelta(0))
    assert decide(late, Verdict.ASKED_AGAIN, NOW, RULES) == Decided(
        TaskStatus.ASSIGNED, 0, NOW + timedelta(hours=1)
    )


def test_a_rejection_costs_points_and_needs_a_reason() -> None:
    assert decide(PROOF, Verdict.REJECTED, NOW, RULES, reason="too dark to see") == Decided(
        TaskStatus.FAILED, -3
    )
    assert decide(PROOF, Verdict.REJECTED, NOW, RULES, reason=" ") == Impossible(Obstacle.REASON_MISSING)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (TaskState(status=TaskStatus.ASSIGNED), Obstacle.NOT_SUBMITTED),
        (TaskState(status=TaskStatus.COMPLETED), Obstacle.ALREADY_DECIDED),
        (TaskState(status=TaskStatus.FAILED), Obstacle.ALREADY_DECIDED),
        (TaskState(status=TaskStatus.SUBMITTED, frozen=True), Obstacle.FROZEN),
        (TaskState(status=TaskStatus.SUBMITTED, ended=TaskEnd.WITHDRAWN), Obstacle.ENDED),
    ],
)
@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_proof_that_waits_can_be_judged(state: TaskState, why: Obstacle, verdict: Verdict) -> None:
    far = NOW + timedelta(days=30)
    assert decide(replace(PROOF, state=state), verdict, far, RULES, reason="x") == Impossible(why)


def test_every_verdict_has_its_line_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Verdict)


@given(states, st.sampled_from(Verdict), moments, st.integers(0, 100), st.integers(-50, 50))
def test_no_verdict_raises_and_only_a_rejection_costs(
    state: TaskState, verdict: Verdict, now: datetime, points: int, bonus: int
) -> None:
    proof = replace(PROOF, state=state, points=points)
    decided = decide(proof, verdict, now, RULES, bonus=bonus, reason="seen")
    if isinstance(decided, Decided):
        assert state == TaskState(status=TaskStatus.SUBMITTED)
        assert decided.points >= 0 or verdict is Verdict.REJECTED
        assert (decided.due_at is not None) == (decided.status is TaskStatus.ASSIGNED)


@given(st.sampled_from(Verdict), st.sampled_from(Verdict))
def test_a_second_decision_on_the_same_proof_is_always_refused(first: Verdict, second: Verdict) -> None:
    far = NOW + timedelta(days=30)
    decided = decide(PROOF, first, far, RULES, reason="seen")
    assert isinstance(decided, Decided)
    after = replace(PROOF, state=TaskState(status=decided.status))
    assert isinstance(decide(after, second, far, RULES, reason="seen"), Impossible)
