"""Undoing a decision: in the member's favour always, against it only at once.

An undo books reversing entries and reopens what was decided. It lifts no freeze and edits no ledger.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.court_rules import CourtRules
from handlers.rules.points import Entry, reversal
from storage.enums import AppealResult, Verdict


class Direction(StrEnum):
    """Whom an undo serves."""

    FOR_THE_MEMBER = "for_the_member"
    AGAINST_THE_MEMBER = "against_the_member"


class UndoRefusal(StrEnum):
    """Why a decision stays."""

    ALREADY_UNDONE = "already_undone"
    STOPPED = "stopped"
    TOO_LATE = "too_late"
    REVIVES_PUNISHMENT = "revives_punishment"
    BALANCE_TOO_SMALL = "balance_too_small"


@dataclass(frozen=True, slots=True)
class Booked:
    """What the decision booked in one ledger, and what that ledger's balance is now."""

    entries: tuple[Entry, ...]
    balance: int

    @property
    def total(self) -> int:
        """What the decision gave (positive) or took (negative) in this ledger."""
        return sum(entry.taken for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision somebody wants to undo.

    `undone` is also true when its cost was returned another way (an appeal, forgiveness): nothing is returned
    twice. `revives_punishment` is whether undoing would bring a withdrawn punishment back.
    """

    direction: Direction
    decided_at: datetime
    booked: tuple[Booked, ...] = ()
    undone: bool = False
    revives_punishment: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """The decision may be undone, with these entries."""

    reversals: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NotUndone:
    """The decision stays, and why."""

    why: UndoRefusal


def undo(decision: Decision, now: datetime, rules: CourtRules, *, stopped: bool) -> Undone | NotUndone:
    """Whether this decision may be undone now, and the entries that undo it."""
    why = _never(decision)
    if why is None and _serves(decision) is Direction.AGAINST_THE_MEMBER:
        why = _not_against(decision, now, rules, stopped)
    if why is not None:
        return NotUndone(why)
    return Undone(
        tuple(reversal(entry, now) for booked in decision.booked for entry in _losses_first(booked))
    )


def undoing(decided: Verdict | AppealResult) -> Direction:
    """Whom it serves to take this decision back."""
    harsh = (Verdict.REJECTED, Verdict.ASKED_AGAIN, AppealResult.DENIED)
    return Direction.FOR_THE_MEMBER if decided in harsh else Direction.AGAINST_THE_MEMBER


def _serves(decision: Decision) -> Direction:
    """An undo that takes anything counts as against the member, whatever it was called."""
    takes = any(booked.total > 0 for booked in decision.booked)
    return Direction.AGAINST_THE_MEMBER if takes else decision.direction


def _losses_first(booked: Booked) -> list[Entry]:
    """Giving back comes before taking back, so that no step on the way is below zero."""
    return sorted(booked.entries, key=lambda entry: entry.taken)


def _never(decision: Decision) -> UndoRefusal | None:
    if decision.undone:
        return UndoRefusal.ALREADY_UNDONE
    if decision.revives_punishment:
        return UndoRefusal.REVIVES_PUNISHMENT
    if any(booked.balance < booked.total for booked in decision.booked):
        return UndoRefusal.BALANCE_TOO_SMALL
    return None


def _not_against(decision: Decision, now: datetime, rules: CourtRules, stopped: bool) -> UndoRefusal | None:
    if stopped:
        return UndoRefusal.STOPPED
    if now - decision.decided_at > timedelta(minutes=rules.undo_minutes):
        return UndoRefusal.TOO_LATE
    return None
