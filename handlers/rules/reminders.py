"""When a member is reminded of a task: not in quiet hours, not too often, never of what is past."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.clock import Quiet, before_quiet, out_of_quiet, utc

MINUTES_BEFORE = (120, 30)
TOO_SHORT_TO_REMIND = timedelta(minutes=20)
APART = timedelta(minutes=15)
"""Reminders are no closer than this to each other, to the beginning and to the deadline."""


def reminder_times(
    start: datetime,
    due_at: datetime,
    quiet: Quiet,
    zone: ZoneInfo,
    minutes_before: Sequence[int] = MINUTES_BEFORE,
) -> tuple[datetime, ...]:
    """When to remind of a task that began at `start`, in order; none for a task of under twenty minutes.

    Once at half time, and so many minutes before the deadline as far as these lie in the second half. What
    would fall in quiet hours comes at their end, or before they begin if that would be too late.
    """
    start, due_at = utc(start), utc(due_at)
    whole = due_at - start
    if whole < TOO_SHORT_TO_REMIND:
        return ()
    leads = [whole / 2, *(timedelta(minutes=each) for each in minutes_before)]
    wanted = [due_at - lead for lead in leads if lead <= whole / 2]
    awake = (_awake(moment, due_at, quiet, zone) for moment in wanted)
    return _spaced((moment for moment in awake if start + APART <= moment), due_at)


def reminder_now(
    times: Iterable[datetime], last_at: datetime | None, due_at: datetime, now: datetime
) -> bool:
    """Whether a reminder is to go out now: one is due that none was sent for, and the deadline is ahead.
    However many are overdue, one goes out."""
    return now < due_at and any(at <= now and (last_at is None or last_at < at) for at in times)


def _awake(moment: datetime, due_at: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    later = out_of_quiet(moment, quiet, zone)
    return later if later + APART <= due_at else before_quiet(moment, quiet, zone)


def _spaced(moments: Iterable[datetime], due_at: datetime) -> tuple[datetime, ...]:
    """From the last one back, those that keep their distance from the next."""
    kept: list[datetime] = []
    following = due_at
    for moment in sorted(moments, reverse=True):
        if moment + APART <= following:
            kept.append(moment)
            following = moment
    return tuple(reversed(kept))
