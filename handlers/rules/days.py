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
    """When the next daily is to be given, in UTC, never before `now`: the answer `now` means at once.

    The last one is given by moment and by the local date it counted for, both None if there was none. A date
    whose hour has passed while the court was away is made up for as long as it lasts; dates gone by are not.
    What lay before `since`, the moment the member came into play or back to it (`now` if there was no daily
    yet), is not made up for. Zone, hour and quiet hours count as they are now. It never falls in quiet hours.
    """
    now = utc(now)
    playing_since = utc(since) if since else now if last_given_at is None else _EVER
    earliest = max(now, _rested(last_given_at, gap))
    day = local_date(earliest, zone)
    if last_local_date is not None:
        day = max(day, last_local_date + _ONE_DATE)
    while True:
        moment = _possible(day, hour, zone, quiet, earliest)
        due = daily_moment(day, hour_outside_quiet(hour, quiet), zone)
        if moment is not None and due is not None and due >= playing_since:
            return moment
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
