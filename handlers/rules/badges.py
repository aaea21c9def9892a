"""Badges: what a member has really achieved, by her history. One that was earned stays earned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from storage.enums import TaskType

STREAKS = (7, 30, 100)
TASKS = (10, 50, 100)
TIER = "tier:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """A member's history in figures: tasks completed by type, the best streak in days, the tiers she was ever
    in, what she confessed, which of her suggestions became tasks."""

    done: Mapping[TaskType, int] = field(default_factory=dict)
    best_streak: int = 0
    tiers: frozenset[str] = frozenset()
    confessions: int = 0
    suggestions: int = 0

    @property
    def tasks(self) -> int:
        """All tasks completed."""
        return sum(self.done.values())


def earned(deeds: Deeds, ladder: Sequence[str]) -> tuple[str, ...]:
    """The names of all badges this history earns, in the order in which they are shown.

    ``ladder`` are the court's tiers, the lowest first; to begin is no achievement, that one has no badge."""
    reached = [tier for tier in ladder[1:] if tier in deeds.tiers]
    deserved = {
        "first_proof": deeds.tasks >= 1,
        "penance": deeds.done.get(TaskType.PUNISHMENT, 0) >= 1,
        "inspection": deeds.done.get(TaskType.INSPECTION, 0) >= 1,
        "servitude": deeds.done.get(TaskType.SERVITUDE, 0) >= 1,
        "confession": deeds.confessions >= 1,
        "suggestion": deeds.suggestions >= 1,
        **{f"streak_{days}": deeds.best_streak >= days for days in STREAKS},
        **{f"tasks_{count}": deeds.tasks >= count for count in TASKS},
    }
    return (*(name for name, yes in deserved.items() if yes), *(f"{TIER}{tier}" for tier in reached))


def new(deeds: Deeds, ladder: Sequence[str], held: Collection[str]) -> tuple[str, ...]:
    """The badges to be awarded now: earned, and not held yet."""
    return tuple(name for name in earned(deeds, ladder) if name not in held)
