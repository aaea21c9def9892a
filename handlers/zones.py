"""Between a member's settings and the rules of time: quiet hours, local days, moments as people read them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from handlers.rules.clock import Quiet, out_of_quiet
from handlers.subject import Subject


def quiet_of(subject: Subject) -> Quiet:
    """The member's quiet hours; from and to alike means none."""
    settings = subject.choices
    return Quiet.from_minutes(settings.quiet_from, settings.quiet_to)


def waking(subject: Subject, now: datetime) -> datetime | None:
    """When something unprompted may reach the member: at the end of her quiet hours, None for at once."""
    if subject.settings is None:
        return None
    awake = out_of_quiet(now, quiet_of(subject), subject.zone)
    return awake if awake > now else None


def local_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the member's present day, in UTC."""
    day = now.astimezone(zone).date()
    return datetime.combine(day, time(), zone).astimezone(UTC)


def spoken(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment as a person reads it: only the hour if it is today."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a %d %b, %H:%M}"
