"""Stopping and coming back: what a member's own safety acts and the court's locks do to her standing.

Every function takes a standing and gives the next one. Nothing here ends a stop but `resume`, and nothing at
all shortens a time-out or an exclusion. A time-out, an exclusion, a lock and a ban are stops as well: when
they are over the member is still stopped, until she herself resumes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.standing import (
    Blocked,
    Standing,
    is_ahead,
    new_tasks_allowed,
    operators_may_write,
    play_allowed,
)
from storage.enums import TaskType

__all__ = [
    "Blocked",
    "ResumeDecision",
    "ResumeObstacle",
    "Standing",
    "ban",
    "closes_on_resume",
    "cooloff_choice",
    "deadline_after_stop",
    "exclude",
    "green",
    "hold",
    "hold_expired",
    "late_stop_counts",
    "lift_ban",
    "lift_hold",
    "lift_lock",
    "lock_as_minor",
    "longer_cooloff",
    "may_resume",
    "new_tasks_allowed",
    "operators_may_write",
    "pause",
    "play_allowed",
    "resume",
    "stop",
    "stopped_for",
    "timeout",
    "unpause",
    "yellow",
    "yellow_moves_deadlines_by",
]

DEFAULT_COOL_OFF = timedelta(hours=12)
LEAST_COOL_OFF_HOURS = 1
MOST_COOL_OFF_HOURS = 366 * 24
HOLD_LASTS = timedelta(minutes=10)
YELLOW_LASTS = timedelta(hours=24)
NOTHING_DUE_AFTER_RESUME = timedelta(hours=24)
TIMEOUT_DAYS = (1, 7, 30, 42)
LEAST_EXCLUSION_MONTHS = 6
MOST_EXCLUSION_MONTHS = 1200
SENT_AT_PRECISION = timedelta(seconds=1)
"""Platforms name the second in which something was sent, so it may have been sent that much later."""

_MONTHS_A_YEAR = 12
_NOTHING = timedelta(0)


class ResumeObstacle(StrEnum):
    """Why a member cannot resume now, the weightiest reason first."""

    BANNED = "banned"
    LOCKED = "locked"
    EXCLUDED = "excluded"
    TIMEOUT = "timeout"
    COOLING_OFF = "cooling_off"
    NOT_STOPPED = "not_stopped"


@dataclass(frozen=True, slots=True)
class ResumeDecision:
    """Whether a member can resume; if not, why, and from when on if that is known."""

    obstacle: ResumeObstacle | None = None
    until: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return self.obstacle is None


# -- stop, hold, resume --------------------------------------------------------------------------


def cooloff_choice(hours: int | None) -> timedelta:
    """The cool-off for the hours a member or a court chose, 12 hours for None; never under one hour."""
    if hours is None:
        return DEFAULT_COOL_OFF
    return timedelta(hours=min(max(hours, LEAST_COOL_OFF_HOURS), MOST_COOL_OFF_HOURS))


def stop(standing: Standing, now: datetime, cooloff: timedelta = DEFAULT_COOL_OFF) -> Standing:
    """Red. A stop while stopped keeps the first one's moment, and can only lengthen the cool-off."""
    until = _later(standing.cooloff_until, now + max(cooloff, timedelta(hours=LEAST_COOL_OFF_HOURS)))
    return replace(_halted(standing, now), cooloff_until=until)


def longer_cooloff(standing: Standing, now: datetime, hours: int) -> Standing:
    """The member picked a longer cool-off, counted from now; a shorter one changes nothing."""
    if standing.stopped_at is None:
        return standing
    return replace(standing, cooloff_until=_later(standing.cooloff_until, now + cooloff_choice(hours)))


def hold(standing: Standing, now: datetime) -> Standing:
    """A near miss: sends stop until it is answered. It does nothing to who is stopped or held already."""
    if standing.stopped_at is not None or standing.held_at is not None:
        return standing
    return replace(standing, held_at=now)


def lift_hold(standing: Standing) -> Standing:
    """The member said "no, go on": the hold is over without a trace."""
    return replace(standing, held_at=None)


def hold_expired(standing: Standing, now: datetime) -> bool:
    """Whether a hold has gone unanswered for ten minutes, and so is red."""
    return standing.held_at is not None and now - standing.held_at >= HOLD_LASTS


def may_resume(standing: Standing, now: datetime) -> ResumeDecision:
    """Whether the member can resume now."""
    if standing.banned_at is not None:
        return ResumeDecision(ResumeObstacle.BANNED)
    if standing.minor_locked_at is not None:
        return ResumeDecision(ResumeObstacle.LOCKED)
    for obstacle, until in (
        (ResumeObstacle.EXCLUDED, standing.excluded_until),
        (ResumeObstacle.TIMEOUT, standing.timeout_until),
    ):
        if is_ahead(until, now):
            return ResumeDecision(obstacle, until)
    if standing.stopped_at is None:
        return ResumeDecision(ResumeObstacle.NOT_STOPPED)
    if is_ahead(standing.cooloff_until, now):
        return ResumeDecision(ResumeObstacle.COOLING_OFF, standing.cooloff_until)
    return ResumeDecision()


def resume(standing: Standing, now: datetime) -> Standing:
    """The member comes back. A pause and a yellow go on if they were on. ValueError if she may not yet."""
    decision = may_resume(standing, now)
    if decision.obstacle is not None:
        raise ValueError(f"Cannot resume: {decision.obstacle.value}.")
    return replace(
        standing,
        stopped_at=None,
        cooloff_until=None,
        held_at=None,
        timeout_until=None,
        excluded_until=None,
        resumed_at=now,
    )


def late_stop_counts(
    sent_at: datetime, standing: Standing, *, precision: timedelta = SENT_AT_PRECISION
) -> bool:
    """Whether a stop that arrives late still counts: not if it was sent before the latest resume."""
    return standing.resumed_at is None or sent_at + precision > standing.resumed_at


# -- yellow, green, pause ------------------------------------------------------------------------


def yellow(standing: Standing, now: datetime) -> Standing:
    """No new tasks or punishments for 24 hours from now."""
    return replace(standing, yellow_until=_later(standing.yellow_until, now + YELLOW_LASTS))


def green(standing: Standing) -> Standing:
    """Yellow is over. It never ends red."""
    return replace(standing, yellow_until=None)


def yellow_moves_deadlines_by(before: Standing, after: Standing, now: datetime) -> timedelta:
    """How much later open tasks are due for a yellow just given: what it adds to one that was still on."""
    if after.yellow_until is None:
        return _NOTHING
    return max(_NOTHING, after.yellow_until - _later(before.yellow_until, now))


def pause(standing: Standing, now: datetime) -> Standing:
    """A holiday begins; one that is on goes on from when it began."""
    return standing if standing.paused_at is not None else replace(standing, paused_at=now)


def unpause(standing: Standing) -> Standing:
    """The holiday is over."""
    return replace(standing, paused_at=None)


# -- time-outs, exclusions, locks ----------------------------------------------------------------


def timeout(standing: Standing, now: datetime, days: int) -> Standing:
    """A time-out of 1, 7, 30 or 42 days from now; ValueError for another number. It only ever gets longer."""
    if days not in TIMEOUT_DAYS:
        raise ValueError(f"A time-out lasts {TIMEOUT_DAYS} days, not {days}.")
    until = _later(standing.timeout_until, now + timedelta(days=days))
    return replace(_halted(standing, now), timeout_until=until)


def exclude(standing: Standing, now: datetime, months: int) -> Standing:
    """An exclusion of at least six calendar months from now; ValueError for fewer. It cannot be taken back
    and only ever gets longer."""
    if not LEAST_EXCLUSION_MONTHS <= months <= MOST_EXCLUSION_MONTHS:
        raise ValueError(f"An exclusion lasts at least {LEAST_EXCLUSION_MONTHS} months, not {months}.")
    until = _later(standing.excluded_until, _months_later(now, months))
    return replace(_halted(standing, now), excluded_until=until)


def lock_as_minor(standing: Standing, now: datetime) -> Standing:
    """The account of somebody who may be a minor is locked; only an owner lifts it."""
    return replace(_halted(standing, now), minor_locked_at=standing.minor_locked_at or now)


def lift_lock(standing: Standing) -> Standing:
    """An owner found that it was no minor. The member is stopped until she resumes."""
    return replace(standing, minor_locked_at=None)


def ban(standing: Standing, now: datetime) -> Standing:
    """The member is banned."""
    return replace(_halted(standing, now), banned_at=standing.banned_at or now)


def lift_ban(standing: Standing) -> Standing:
    """The ban is lifted. The member is stopped until she resumes."""
    return replace(standing, banned_at=None)


# -- tasks across a stop -------------------------------------------------------------------------


def stopped_for(standing: Standing, now: datetime) -> timedelta:
    """How long the member has been stopped; nothing if she is not."""
    return _NOTHING if standing.stopped_at is None else max(_NOTHING, now - standing.stopped_at)


def deadline_after_stop(due_at: datetime, stopped: timedelta, resumed_at: datetime) -> datetime:
    """When a kept task is due: later by the time stopped, and not in the 24 hours after the resume."""
    return max(due_at + stopped, resumed_at + NOTHING_DUE_AFTER_RESUME)


def closes_on_resume(type_: TaskType, *, timed: bool, started: bool) -> bool:
    """Whether a frozen task closes free of cost whatever the member ticks: its time cannot be given back."""
    return type_ in (TaskType.DAILY, TaskType.INSPECTION) or (timed and started)


def _halted(standing: Standing, now: datetime) -> Standing:
    return replace(
        standing,
        stop_epoch=standing.stop_epoch + 1,
        stopped_at=standing.stopped_at or now,
        held_at=None,
    )


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or the day after that month's last if it is too short."""
    year, month = divmod(moment.year * _MONTHS_A_YEAR + moment.month - 1 + months, _MONTHS_A_YEAR)
    try:
        return moment.replace(year=year, month=month + 1)
    except ValueError:
        return _months_later(moment.replace(day=1), months + 1)
