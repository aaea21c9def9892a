"""Places whose clocks have been trying, and strategies to be in them at a trying time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from handlers.rules.clock import Quiet

ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Nuuk",
    "America/Havana",
    "Atlantic/Azores",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
    "UTC",
]
"""Gaps of half an hour, of two hours and across midnight; a skipped date; offsets of quarters of an hour."""

FIRST, LAST = datetime(2011, 11, 1, tzinfo=UTC), datetime(2030, 12, 31, tzinfo=UTC)


def zone_named(name: str) -> ZoneInfo:
    """A zone by its name."""
    return ZoneInfo(name)


def changes(zone: ZoneInfo) -> list[datetime]:
    """When the zone's clocks were or will be put forward or back between 2011 and 2030, to the minute."""
    week = timedelta(days=7)
    weeks = [FIRST + week * each for each in range((LAST - FIRST) // week)]
    return [
        _minute_of_change(day, day + week, zone)
        for day in weeks
        if _offset(day, zone) != _offset(day + week, zone)
    ]


def _minute_of_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


ZONE = st.sampled_from(ZONES).map(zone_named)
CHANGES = {name: changes(ZoneInfo(name)) for name in ZONES}
HOUR = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
QUIET = st.builds(Quiet, HOUR, HOUR)


@st.composite
def somewhere(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A place and a moment there: as often as not within two days of a change of its clocks."""
    name = draw(st.sampled_from(ZONES))
    anywhen = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(
        lambda moment: moment.replace(tzinfo=UTC)
    )
    if not CHANGES[name]:
        return ZoneInfo(name), draw(anywhen)
    near = st.builds(
        lambda at, seconds: at + timedelta(seconds=seconds),
        st.sampled_from(CHANGES[name]),
        st.integers(-2 * 86400, 2 * 86400),
    )
    return ZoneInfo(name), draw(near | anywhen)
