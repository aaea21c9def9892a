"""Tiers: rise at the threshold, drop only when clearly below, some only with an operator's grant.

A member stands on a ladder. Rising may skip steps; falling goes step by step, each only when the points are
clearly below that step, so that one great loss and many small ones end on the same step. A tier given by
hand is a door: until it is granted, and again once the grant is taken back, it and all above it are shut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.rules.court_rules import CourtRules, DropMargin, TierRule
from handlers.rules.points import Entry, effective

Ladder = tuple[TierRule, ...]


class TierWhy(StrEnum):
    """Why a member stands on this step."""

    STAYED = "stayed"
    ROSE = "rose"
    DROPPED = "dropped"
    TAKEN_BACK = "taken_back"
    HELD_BY_MARGIN = "held_by_margin"
    WAITS_FOR_HAND = "waits_for_hand"
    LADDER_CHANGED = "ladder_changed"


@dataclass(frozen=True, slots=True)
class TierDecision:
    """The tier after a change of points, and why."""

    new: str
    changed: bool
    why: TierWhy


@dataclass(frozen=True, slots=True)
class Grant:
    """An operator's hand: from `at` on the tier's door is open, or with `given=False` shut again."""

    tier: str
    at: datetime
    given: bool = True


@dataclass(frozen=True, slots=True)
class TierChange:
    """One line of a tier history."""

    before: str
    after: str
    at: datetime
    why: TierWhy


@dataclass(frozen=True, slots=True)
class Progress:
    """The way to the next tier: its name, the points missing, and the share of the way gone (0 to 1).

    At the top `next_name` is None, nothing is missing and the share is 1.
    """

    next_name: str | None
    missing: int
    share: float


def tier_for(
    points: int, current: str | None, ladder: Ladder, margin: DropMargin, by_hand_granted: frozenset[str]
) -> TierDecision:
    """The tier at `points` for a member standing at `current` (None for a newcomer)."""
    ceiling = _ceiling(ladder, by_hand_granted)
    reached = min(_reached(points, ladder), ceiling)
    here = _position(current, ladder)
    if here is None:
        why = TierWhy.STAYED if current is None else TierWhy.LADDER_CHANGED
        return TierDecision(ladder[reached].name, current is not None, why)
    if reached > here:
        return TierDecision(ladder[reached].name, changed=True, why=TierWhy.ROSE)
    if here > ceiling:
        landed = _landing(points, ceiling, ladder, margin)
        return TierDecision(ladder[landed].name, changed=True, why=TierWhy.TAKEN_BACK)
    landed = _landing(points, here, ladder, margin)
    if landed < here:
        return TierDecision(ladder[landed].name, changed=True, why=TierWhy.DROPPED)
    return TierDecision(ladder[here].name, changed=False, why=_why_unmoved(points, here, ladder))


def recompute(entries: Iterable[Entry], grants: Iterable[Grant], rules: CourtRules) -> tuple[TierChange, ...]:
    """The tier history that a ledger and its grants make, as if what was reversed had never been.

    Entries are taken by time, then cause, whatever order they come in. Adding an entry with `tier_for` and
    recomputing the whole give the same tier; after a reversal only recomputing restores it exactly.
    """
    points, tier, granted = 0, rules.ladder[0].name, frozenset[str]()
    changes: list[TierChange] = []
    for event in _by_time(entries, grants):
        if isinstance(event, Entry):
            points += event.taken
        else:
            granted = granted | {event.tier} if event.given else granted - {event.tier}
        decision = tier_for(points, tier, rules.ladder, rules.drop_margin, granted)
        if decision.changed:
            changes.append(TierChange(tier, decision.new, event.at, decision.why))
            tier = decision.new
    return tuple(changes)


def tier_after(changes: Sequence[TierChange], ladder: Ladder) -> str:
    """The tier a history ends with: the lowest where nothing changed yet."""
    return changes[-1].after if changes else ladder[0].name


def progress(points: int, tier: str, ladder: Ladder) -> Progress:
    """How far it is from `tier` to the next; a tier the ladder no longer knows counts as the lowest."""
    here = _position(tier, ladder) or 0
    if here + 1 == len(ladder):
        return Progress(None, 0, 1.0)
    start, end = ladder[here].at_points, ladder[here + 1].at_points
    gone = min(max(points - start, 0), end - start)
    return Progress(ladder[here + 1].name, max(end - points, 0), gone / (end - start) if end > start else 1.0)


def at_least(tier: str, wanted: str, ladder: Ladder) -> bool:
    """Whether `tier` is `wanted` or above; False where the ladder does not know one of them."""
    here, there = _position(tier, ladder), _position(wanted, ladder)
    return here is not None and there is not None and here >= there


def drop_line(step: TierRule, margin: DropMargin) -> float:
    """The points below which a member falls from this step."""
    return step.at_points - max(margin.points, margin.share * step.at_points)


def _position(tier: str | None, ladder: Ladder) -> int | None:
    return next((place for place, step in enumerate(ladder) if step.name == tier), None)


def _ceiling(ladder: Ladder, granted: frozenset[str]) -> int:
    """The highest step before the first door that is shut."""
    shut = (place for place, step in enumerate(ladder) if step.by_hand and step.name not in granted)
    return next(shut, len(ladder)) - 1


def _reached(points: int, ladder: Ladder) -> int:
    return max((place for place, step in enumerate(ladder) if points >= step.at_points), default=0)


def _landing(points: int, here: int, ladder: Ladder, margin: DropMargin) -> int:
    while here > 0 and points < drop_line(ladder[here], margin):
        here -= 1
    return here


def _why_unmoved(points: int, here: int, ladder: Ladder) -> TierWhy:
    if points < ladder[here].at_points:
        return TierWhy.HELD_BY_MARGIN
    above = ladder[here + 1 : here + 2]
    waits = bool(above) and above[0].by_hand and points >= above[0].at_points
    return TierWhy.WAITS_FOR_HAND if waits else TierWhy.STAYED


def _by_time(entries: Iterable[Entry], grants: Iterable[Grant]) -> list[Entry | Grant]:
    def key(event: Entry | Grant) -> tuple[datetime, int, str]:
        if isinstance(event, Grant):
            return event.at, 0 if event.given else 1, event.tier
        return event.at, 2, event.cause

    return sorted([*effective(entries), *grants], key=key)
