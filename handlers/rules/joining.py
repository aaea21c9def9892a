"""Two accounts become one person: who the person is afterwards, and the stricter of two standings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from handlers.rules.standing import Standing


class Obstacle(StrEnum):
    """Why two accounts cannot be linked."""

    SAME = "same"
    BOTH_MEMBERS = "both_members"
    NOT_NOW = "not_now"


def obstacle(*, same: bool, members: int, leaving: bool) -> Obstacle | None:
    """None if they can be linked. ``leaving``: one of them is being erased, or locked as a minor."""
    if same:
        return Obstacle.SAME
    if leaving:
        return Obstacle.NOT_NOW
    return Obstacle.BOTH_MEMBERS if members > 1 else None


def stays_first(*, one_is_member: bool, other_is_member: bool, other_runs_more: bool) -> bool:
    """Whether the first of two persons is the one that stays: a member does, then whoever runs the court,
    then the one that asked."""
    if one_is_member or other_is_member:
        return one_is_member
    return not other_runs_more


def stricter(one: Standing, other: Standing) -> Standing:
    """Everything that holds on either side. The epoch stays the first one's: it counts her own stops.

    A late stop counts on a side that never resumed, so it counts afterwards as well."""
    stopped = _earlier(one.stopped_at, other.stopped_at)
    return replace(
        one,
        stopped_at=stopped,
        cooloff_until=_later(one.cooloff_until, other.cooloff_until),
        held_at=None if stopped is not None else _earlier(one.held_at, other.held_at),
        resumed_at=min(one.resumed_at, other.resumed_at) if one.resumed_at and other.resumed_at else None,
        yellow_until=_later(one.yellow_until, other.yellow_until),
        paused_at=_earlier(one.paused_at, other.paused_at),
        timeout_until=_later(one.timeout_until, other.timeout_until),
        excluded_until=_later(one.excluded_until, other.excluded_until),
        minor_locked_at=_earlier(one.minor_locked_at, other.minor_locked_at),
        banned_at=_earlier(one.banned_at, other.banned_at),
    )


def barred(standing: Standing, bars: Iterable[tuple[str, datetime | None]], now: datetime) -> Standing:
    """The standing under the bars of an address: kind ("ban", "exclusion") and until when."""
    for kind, until in bars:
        if kind == "ban":
            standing = replace(
                standing, banned_at=standing.banned_at or now, stopped_at=standing.stopped_at or now
            )
        elif kind == "exclusion" and until is not None and until > now:
            standing = replace(
                standing,
                excluded_until=_later(standing.excluded_until, until),
                stopped_at=standing.stopped_at or now,
            )
    return standing


def taken_along(standing: Standing) -> Standing:
    """What holds for an account that is unlinked: all that stops play, nothing that only belongs to it."""
    return replace(standing, stop_epoch=0, held_at=None, yellow_until=None, paused_at=None)


def halted(standing: Standing) -> bool:
    """Whether play stands still until the member herself resumes."""
    return standing.stopped_at is not None


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    given = [moment for moment in (one, other) if moment is not None]
    return min(given, default=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    given = [moment for moment in (one, other) if moment is not None]
    return max(given, default=None)
