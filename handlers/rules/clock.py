"""Local time: what the clock on a member's wall shows, and her quiet hours.

Moments are aware; every moment returned is UTC. Zones are passed in as `ZoneInfo`. Quiet hours are what the
wall clock says they are, also on a day with 23 or 25 hours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which the court keeps silent, from `start` until `end`; past midnight if `end` is earlier,
    none if they are equal."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if any(hour.tzinfo or hour.second or hour.microsecond for hour in (self.start, self.end)):
            raise ValueError("Quiet hours begin and end on whole minutes of the wall clock.")

    @classmethod
    def from_minutes(cls, start: int, end: int) -> "Quiet":
        """Quiet hours given in minutes after midnight."""
        return cls(clock_time(start), clock_time(end))

    def holds(self, shown: time) -> bool:
        """Whether it is quiet when the clock shows this; the start belongs to it, the end does not."""
        if self.start <= self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end


NEVER_QUIET = Quiet(time(0), time(0))


def clock_time(minutes: int) -> time:
    """The clock time so many minutes after midnight; ValueError outside a day."""
    if not 0 <= minutes < MINUTES_A_DAY:
        raise ValueError(f"A day has minutes 0 to {MINUTES_A_DAY - 1}, not {minutes}.")
    return time(minutes // 60, minutes % 60)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment as the clock on the wall shows it; ValueError for one without a zone."""
    return utc(moment).astimezone(zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at this moment."""
    return local(moment, zone).date()


def at_local(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """When the clock shows this hour of this day. A missing hour moves forward by as much as is missing, and
    so can fall on the next day; of a doubled hour it is the first."""
    return datetime.combine(day, hour.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


def in_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether it is quiet at this moment."""
    return quiet.holds(local(moment, zone).time())


def out_of_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself if it is not quiet, else the first one after it that is not."""
    while in_quiet(moment, quiet, zone):
        moment = _when_shown(quiet.end, moment, zone)
    return utc(moment)


def next_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """The first moment from this one on at which it is quiet; None if it never is."""
    if quiet.start == quiet.end:
        return None
    while not in_quiet(moment, quiet, zone):
        moment = _when_shown(quiet.start, moment, zone)
    return utc(moment)


def before_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself if it is not quiet, else the last whole minute before it that is not."""
    moment = utc(moment)
    while in_quiet(moment, quiet, zone):
        shown = local(moment, zone).time()
        began = moment - (_since_midnight(shown) - _since_midnight(quiet.start)) % DAY
        moment = _last_change(began, moment, zone) - MINUTE
    return moment


def hour_outside_quiet(hour: time, quiet: Quiet) -> time:
    """The hour itself if it is not quiet then, else the end of the quiet hours."""
    return quiet.end if quiet.holds(hour) else hour


def waking_time_added(start: datetime, duration: timedelta, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment, itself not quiet, before which so much time has passed since `start` that was not quiet."""
    moment = out_of_quiet(start, quiet, zone)
    while True:
        silence = next_quiet(moment, quiet, zone)
        if silence is None or moment + duration < silence:
            return moment + duration
        duration -= silence - moment
        moment = out_of_quiet(silence, quiet, zone)


def first_moment(holds: Callable[[datetime], bool], after: datetime, until: datetime) -> datetime:
    """The first whole second after `after` from which a condition holds that holds at `until`, having changed
    once between."""
    low, high = int(after.timestamp()), int(until.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(datetime.fromtimestamp(middle, UTC)) else (middle, high)
    return datetime.fromtimestamp(high, UTC)


def _when_shown(hour: time, moment: datetime, zone: ZoneInfo) -> datetime:
    """When the clock next shows `hour`, or is put forward or back before: a moment at which to look again."""
    shown = local(moment, zone)
    wait = (_since_midnight(hour) - _since_midnight(shown.time())) % DAY or DAY
    then = utc(moment) + wait
    offset = shown.utcoffset()
    if local(then, zone).utcoffset() == offset:
        return then
    return first_moment(lambda at: local(at, zone).utcoffset() != offset, moment, then)


def _last_change(after: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    """When between these the clock was last put forward or back; `after` if it was not."""
    offset = local(until, zone).utcoffset()
    if local(after, zone).utcoffset() == offset:
        return after
    return first_moment(lambda at: local(at, zone).utcoffset() == offset, after, until)


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second, microseconds=hour.microsecond)
