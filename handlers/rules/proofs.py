"""Handing in a proof, and what a verdict does to its task.

A decision never raises: what is not possible comes back as a reason. Points in it are points asked for; the
ledger records what was really taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.court_rules import CourtRules
from handlers.rules.fit import OpenTask, time_to_go
from handlers.rules.points import for_approval, for_rejection, for_trust
from storage.enums import ProofType, TaskEnd, TaskStatus, Verdict


class Obstacle(StrEnum):
    """Why a proof cannot be handed in or decided."""

    ENDED = "ended"
    FROZEN = "frozen"
    ALREADY_SUBMITTED = "already_submitted"
    ALREADY_DECIDED = "already_decided"
    NOT_SUBMITTED = "not_submitted"
    WRONG_KIND = "wrong_kind"
    NOT_STARTED = "not_started"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    REASON_MISSING = "reason_missing"
    STILL_IN_REVIEW = "still_in_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """Where a task stands: its status, whether it ended without a verdict, whether a stop froze it."""

    status: TaskStatus
    ended: TaskEnd | None = None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """The proof is in: whether it was late, and the time that was left (0 or more), kept for another try."""

    late: bool
    time_left: timedelta


@dataclass(frozen=True, slots=True)
class Impossible:
    """Nothing changes, and why; `wait` is how long until it would be possible, where that is known."""

    why: Obstacle
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingProof:
    """A proof that waits for a verdict: `points` are the task's, `time_left` as `Submitted` gave it."""

    state: TaskState
    points: int
    submitted_at: datetime
    time_left: timedelta


@dataclass(frozen=True, slots=True)
class Decided:
    """What the verdict makes of the task: status, points asked for, and the new deadline of another try."""

    status: TaskStatus
    points: int
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: the status a verdict leads to, and the points it asks for."""

    status: TaskStatus
    points: Callable[[int, int, CourtRules], int]


TRANSITIONS: Mapping[Verdict, Transition] = {
    Verdict.APPROVED: Transition(TaskStatus.COMPLETED, for_approval),
    Verdict.ASKED_AGAIN: Transition(TaskStatus.ASSIGNED, lambda _points, _bonus, _rules: 0),
    Verdict.REJECTED: Transition(
        TaskStatus.FAILED, lambda points, _bonus, rules: for_rejection(points, rules)
    ),
    Verdict.TRUSTED: Transition(TaskStatus.COMPLETED, lambda points, _bonus, _rules: for_trust(points)),
    Verdict.LAPSED: Transition(TaskStatus.COMPLETED, lambda points, _bonus, _rules: for_trust(points)),
}
"""From `Submitted`, and from nowhere else, each verdict leads here."""


def submit(
    state: TaskState, task: OpenTask, kind: ProofType, now: datetime, rules: CourtRules
) -> Submitted | Impossible:
    """Whether a proof of this kind can be handed in now; within the grace time it is late but counts."""
    obstacle = _closed(state) or _not_assigned(state)
    if obstacle is None and task.proof_type is not kind:
        obstacle = Obstacle.WRONG_KIND
    if obstacle is None and now > task.due_at + timedelta(minutes=rules.grace_minutes):
        obstacle = Obstacle.TOO_LATE
    if obstacle is not None:
        return Impossible(obstacle)
    to_go = time_to_go(task, now)
    if to_go is None:
        return Impossible(Obstacle.NOT_STARTED)
    if to_go > timedelta(0):
        return Impossible(Obstacle.TOO_EARLY, to_go)
    return Submitted(now > task.due_at, max(task.due_at - now, timedelta(0)))


def decide(
    proof: WaitingProof,
    verdict: Verdict,
    now: datetime,
    rules: CourtRules,
    *,
    bonus: int = 0,
    reason: str = "",
) -> Decided | Impossible:
    """What this verdict does. `bonus` counts for an approval only; a rejection needs a reason."""
    obstacle = _closed(proof.state) or _not_submitted(proof.state)
    if obstacle is None and verdict is Verdict.REJECTED and not reason.strip():
        obstacle = Obstacle.REASON_MISSING
    if obstacle is not None:
        return Impossible(obstacle)
    if verdict is Verdict.LAPSED and now < lapses_at(proof.submitted_at, rules):
        return Impossible(Obstacle.STILL_IN_REVIEW, lapses_at(proof.submitted_at, rules) - now)
    line = TRANSITIONS[verdict]
    due_at = another_try_due(proof.time_left, now, rules) if verdict is Verdict.ASKED_AGAIN else None
    return Decided(line.status, line.points(proof.points, bonus, rules), due_at)


def lapses_at(submitted_at: datetime, rules: CourtRules) -> datetime:
    """When a proof nobody reviewed is accepted."""
    return submitted_at + timedelta(hours=rules.auto_accept_hours)


def another_try_due(time_left: timedelta, now: datetime, rules: CourtRules) -> datetime:
    """The deadline of another try: the time left when the proof was handed in, but at least an hour."""
    return now + max(time_left, timedelta(minutes=rules.ask_again_minutes))


def _closed(state: TaskState) -> Obstacle | None:
    if state.ended is not None:
        return Obstacle.ENDED
    return Obstacle.FROZEN if state.frozen else None


def _not_assigned(state: TaskState) -> Obstacle | None:
    if state.status is TaskStatus.SUBMITTED:
        return Obstacle.ALREADY_SUBMITTED
    return None if state.status is TaskStatus.ASSIGNED else Obstacle.ALREADY_DECIDED


def _not_submitted(state: TaskState) -> Obstacle | None:
    if state.status is TaskStatus.ASSIGNED:
        return Obstacle.NOT_SUBMITTED
    return None if state.status is TaskStatus.SUBMITTED else Obstacle.ALREADY_DECIDED
