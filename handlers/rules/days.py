"""The daily task: at the member's own hour, once per local date, at least 18 hours apart.

A daily belongs to the local date on which it is given. Dates on which none could be given, because a journey
or the calendar of the place left no room for one, are skipped and break no streak.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.clock import (
    DAY,
    MINUTE,
    NEVER_QUIET,
    Quiet,
    at_local,
    first_moment,
    hour_outside_quiet,
    local_date,
    out_of_quiet,
    utc,
)

LEAST_GAP = timedelta(hours=18)
MAY_BE_LATE = timedelta(hours=1)
"""A daily due shortly before midnight is still given, for its own date, so long after it was due."""

_ONE_DATE = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


def daily_moment(day: date, hour: time, zone: ZoneInfo) -> datetime | None:
    """When this local date's daily is due, in UTC; None if the place has no such date.

    A missing hour moves forward, a doubled one takes the first. Where all that is left of the date is missing
    (23:30 when the clock goes from 23:00 to midnight), it is the date's last minute.
    """
    moment = at_local(day, hour, zone)
    if local_date(moment, zone) == day:
        return moment
    midnight = first_moment(lambda at: local_date(at, zone) > day, moment - 2 * DAY, moment)
    return midnight - MINUTE if local_date(midnight - MINUTE, zone) == day else None


def next_daily(
    last_given_at: datetime | None,
    last_local_date: date | None,
    hour: time,
    zone: ZoneInfo,
    now: datetime,
    *,
    quiet: Quiet = NEVER_QUIET,
    since: datetime | None = None,
    gap: timedelta = LEAST_GAP,
) -> datetime:
    """When the next daily is due, in UTC; if that is not after `now`, it is to be given at once.

    It counts for the local date of the moment returned, also when it is given just after midnight. The last
    one is told by when it was given and by the local date it counted for, both None if there was none. A date
    whose hour passed while the court was away is made up for as long as it lasts; dates gone by are not, nor
    is what was due before `since`, when the member came into play or back to it (`now` if there was no daily
    yet). Zone, hour and quiet hours count as they are now; none is given in quiet hours.
    """
    now = utc(now)
    playing_since = utc(since) if since else now if last_given_at is None else _EVER
    rested = _rested(last_given_at, gap)
    day = local_date(max(now - MAY_BE_LATE, rested), zone)
    if last_local_date is not None:
        day = max(day, last_local_date + _ONE_DATE)
    while True:
        wanted = daily_moment(day, hour_outside_quiet(hour, quiet), zone)
        if wanted is not None and wanted >= playing_since:
            due = _possible(day, hour, zone, quiet, rested)
            still = None if due is None else _still_possible(due, day, zone, quiet, now)
            if still is not None:
                return still
        day += _ONE_DATE


def skipped_dates(
    last_given_at: datetime,
    last_local_date: date,
    until: date,
    hour: time,
    zone: ZoneInfo,
    *,
    quiet: Quiet = NEVER_QUIET,
    gap: timedelta = LEAST_GAP,
) -> tuple[date, ...]:
    """The local dates after the last daily's and before `until` on which no daily could be given.

    Such a date is missing in the zone, or was over before the gap after the last daily was. It breaks no
    streak: the member travelled, or her zone moved.
    """
    earliest = _rested(last_given_at, gap)
    between = (last_local_date + _ONE_DATE * ahead for ahead in range(1, (until - last_local_date).days))
    return tuple(day for day in between if _possible(day, hour, zone, quiet, earliest) is None)


def _still_possible(due: datetime, day: date, zone: ZoneInfo, quiet: Quiet, now: datetime) -> datetime | None:
    """When a daily due then is to be given, looking at it now; None if its date is over."""
    if due > now:
        return due
    awake = out_of_quiet(now, quiet, zone)
    if local_date(awake, zone) == day:
        return due if awake == now else awake
    return due if awake == now and now - due <= MAY_BE_LATE else None


def _possible(day: date, hour: time, zone: ZoneInfo, quiet: Quiet, earliest: datetime) -> datetime | None:
    """When a daily can be given on this date, not before `earliest` nor in quiet hours; None if it cannot."""
    due = daily_moment(day, hour_outside_quiet(hour, quiet), zone)
    if due is None:
        return None
    moment = out_of_quiet(max(due, earliest), quiet, zone)
    return moment if local_date(moment, zone) == day else None


def _rested(last_given_at: datetime | None, gap: timedelta) -> datetime:
    """The first moment at which another daily may come."""
    return _EVER if last_given_at is None else utc(last_given_at) + gap
