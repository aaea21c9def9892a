"""The streak of daily tasks, recomputed from history: no state of its own, no order of arrival."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.enums import TaskEnd, TaskStatus


class DayOutcome(StrEnum):
    """What became of one local date's daily task. Only `DONE` counts and only `MISSED` breaks."""

    DONE = "done"
    MISSED = "missed"
    FORGIVEN = "forgiven"
    SKIPPED = "skipped"
    DECLINED = "declined"
    VOID = "void"
    FROZEN = "frozen"
    HOLIDAY = "holiday"
    TRAVEL = "travel"


@dataclass(frozen=True, slots=True)
class Day:
    """A local date and what became of its daily task."""

    on: date
    outcome: DayOutcome


@dataclass(frozen=True, slots=True)
class Streak:
    """Daily tasks done without a miss between: now, at best, and the local date of the last one done."""

    current: int = 0
    best: int = 0
    last_date: date | None = None


def streak(days: Iterable[Day]) -> Streak:
    """The streak these days make, in whatever order they come; a date without a daily is simply absent."""
    result = Streak()
    for day in sorted(_one_per_date(days), key=lambda day: day.on):
        result = _after(result, day)
    return result


def outcome_of(status: TaskStatus, ended: TaskEnd | None, *, restored: bool) -> DayOutcome | None:
    """What a daily task's state means for its date; None while it is still to be done or judged.

    `restored` is a failed task whose cost was reversed, by an appeal, forgiveness or undo.
    """
    if ended is not None:
        return _ENDINGS[ended]
    if status is TaskStatus.COMPLETED:
        return DayOutcome.DONE
    if status is TaskStatus.FAILED:
        return DayOutcome.FORGIVEN if restored else DayOutcome.MISSED
    return None


_ENDINGS = {
    TaskEnd.WITHDRAWN: DayOutcome.SKIPPED,
    TaskEnd.VOID: DayOutcome.VOID,
    TaskEnd.DECLINED: DayOutcome.DECLINED,
}


def _after(before: Streak, day: Day) -> Streak:
    if day.outcome is DayOutcome.DONE:
        current = before.current + 1
        return Streak(current, max(current, before.best), day.on)
    if day.outcome is DayOutcome.MISSED:
        return Streak(0, before.best, before.last_date)
    return before


def _one_per_date(days: Iterable[Day]) -> Iterable[Day]:
    """Where several outcomes claim one date, the kindest that says something decides."""
    kindest: dict[date, Day] = {}
    for day in days:
        held = kindest.get(day.on)
        if held is None or _rank(day) > _rank(held):
            kindest[day.on] = day
    return kindest.values()


def _rank(day: Day) -> int:
    return _RANKS.get(day.outcome, 0)


_RANKS = {DayOutcome.DONE: 3, DayOutcome.FORGIVEN: 2, DayOutcome.MISSED: 1}
