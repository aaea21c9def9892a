"""What stands between a member and play, and what may reach her while it does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between a member and play. All moments are aware UTC, None for what is not so.

    `stop_epoch` grows with every stop: whatever was meant for an earlier epoch is not carried out.
    """

    stop_epoch: int = 0
    stopped_at: datetime | None = None
    cooloff_until: datetime | None = None
    held_at: datetime | None = None
    resumed_at: datetime | None = None
    yellow_until: datetime | None = None
    paused_at: datetime | None = None
    timeout_until: datetime | None = None
    excluded_until: datetime | None = None
    minor_locked_at: datetime | None = None
    banned_at: datetime | None = None


class Blocked(StrEnum):
    """Why nothing of the game may reach a member, the weightiest reason first."""

    BANNED = "banned"
    LOCKED = "locked"
    EXCLUDED = "excluded"
    TIMEOUT = "timeout"
    STOPPED = "stopped"
    HELD = "held"
    PAUSED = "paused"
    YELLOW = "yellow"


def play_allowed(standing: Standing, now: datetime) -> Blocked | None:
    """None if something of the game may reach the member, else why not. The one rule that is asked before any
    of it is given, sent or counted."""
    reasons = (
        (Blocked.BANNED, standing.banned_at is not None),
        (Blocked.LOCKED, standing.minor_locked_at is not None),
        (Blocked.EXCLUDED, is_ahead(standing.excluded_until, now)),
        (Blocked.TIMEOUT, is_ahead(standing.timeout_until, now)),
        (Blocked.STOPPED, standing.stopped_at is not None),
        (Blocked.HELD, standing.held_at is not None),
        (Blocked.PAUSED, standing.paused_at is not None),
    )
    return next((reason for reason, holds in reasons if holds), None)


def new_tasks_allowed(standing: Standing, now: datetime) -> Blocked | None:
    """None if new tasks and punishments may be given, else why not: as for play, and yellow."""
    blocked = play_allowed(standing, now)
    return Blocked.YELLOW if blocked is None and is_ahead(standing.yellow_until, now) else blocked


def operators_may_write(standing: Standing, now: datetime, *, asked: bool = False) -> bool:
    """Whether operators may write to the member: while she is stopped only if she has asked for it since."""
    return asked or play_allowed(standing, now) in (None, Blocked.PAUSED)


def is_ahead(until: datetime | None, now: datetime) -> bool:
    """Whether something lasts until a moment still to come."""
    return until is not None and now < until
