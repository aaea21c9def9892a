"""Between a member's settings and the rules of time: quiet hours, local days, moments as people read them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from handlers.subject import Subject

MINUTES_A_DAY = 1440


def clock_time(minutes: int) -> time:
    """Minutes after midnight as a time of day."""
    return time(minutes // 60 % 24, minutes % 60)


def quiet_of(subject: Subject) -> tuple[time, time]:
    """The member's quiet hours, from and to; equal means none."""
    settings = subject.choices
    return clock_time(settings.quiet_from), clock_time(settings.quiet_to)


def local_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the member's present day, in UTC."""
    day = now.astimezone(zone).date()
    return datetime.combine(day, time(), zone).astimezone(UTC)


def spoken(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment as a person reads it: only the hour if it is today."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a %d %b, %H:%M}"
