"""Moments as people type them: a day if it is not the next one to come, and an hour."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.clock import at_local, local_date

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST = 60
A_DAY, A_WEEK = timedelta(days=1), 7
LETTERS = 3

_HOUR = re.compile(r"(?:^|\s|,)(?:at\s+)?(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|h|o'clock)?\s*$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2}))\.?(?:\s+(\d{4}))?")


def moment_typed(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment somebody means, in UTC; None if it cannot be understood. An hour without a day is the next
    such hour, a day without a year the next such day, both by the clock of ``zone``."""
    words = " ".join(text[:LONGEST].casefold().replace(",", " ").split())
    found = _HOUR.search(words)
    hour = _hour(found) if found else None
    if found is None or hour is None:
        return None
    named = words[: found.start()].strip().removesuffix(" at").strip()
    today = local_date(now, zone)
    if not named:
        moment = at_local(today, hour, zone)
        return moment if moment > now else at_local(today + A_DAY, hour, zone)
    day = _day(named, today)
    return None if day is None else at_local(day, hour, zone)


def date_typed(text: str, today: date) -> date | None:
    """The day somebody means; None if it cannot be understood."""
    return _day(" ".join(text[:LONGEST].casefold().replace(",", " ").split()), today)


def hour_typed(text: str) -> time | None:
    """The hour somebody means; None if it cannot be understood."""
    found = _HOUR.fullmatch(" ".join(text[:LONGEST].casefold().split()))
    return _hour(found) if found else None


def _hour(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), found[2], found[3]
    if minute is None and half is None:
        return None  # a bare number may be a day
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the twelve hours of a clock's face
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(minute or 0))
    except ValueError:
        return None


def _day(words: str, today: date) -> date | None:
    if words in ("today", "tonight"):
        return today
    if words == "tomorrow":
        return today + A_DAY
    if words.isalpha() and words[:LETTERS] in DAYS:
        return today + timedelta(days=(DAYS.index(words[:LETTERS]) - today.weekday() - 1) % A_WEEK + 1)
    if found := _ISO.fullmatch(words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(words):
        return _upcoming(found[3], int(found[2]), int(found[1]), today)
    if found := _NAMED.fullmatch(_without_weekday(words)):
        month = (found[2] or found[3])[:LETTERS]
        if month in MONTHS:
            return _upcoming(found[5], MONTHS.index(month) + 1, int(found[1] or found[4]), today)
    return None


def _without_weekday(words: str) -> str:
    """A weekday before a date only says the same twice."""
    first, _, rest = words.partition(" ")
    return rest if first[:LETTERS] in DAYS and rest else words


def _upcoming(year: str | None, month: int, day: int, today: date) -> date | None:
    if year is not None:
        return _date(int(year), month, day)
    this = _date(today.year, month, day)
    return this if this is not None and this >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
