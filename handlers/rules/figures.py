"""Figures as people read them: shares, times, the local hour, and nothing by which one person is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FEW = 5
"""A figure about fewer people than this could be about somebody one knows."""
QUARTER_SECONDS = 900
HOURS = 24
MINUTES_UNTIL, HOURS_UNTIL = 120, 72
"""Below so many minutes one speaks of minutes, below so many hours of hours."""
DAY_STEPS = ((31, 1), (100, 7), (10_000, 30))
"""Up to so many days are drawn in steps of so many."""


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the members' day: how often something happened then, and to how many people."""

    hour: int
    times: int
    people: int

    @property
    def masked(self) -> bool:
        """Whether too few people stand behind it."""
        return is_masked(self.people)


@dataclass(frozen=True, slots=True)
class Step:
    """A step on a chart over days: its first day, and two sums."""

    day: date
    first: int
    second: int


def is_masked(people: int) -> bool:
    """Whether a figure about so many people is only said to be about few. Nobody at all is no secret."""
    return 0 < people < FEW


def share(part: int, of: int) -> float | None:
    """A part in per cent; None of nothing."""
    return None if of <= 0 else 100.0 * part / of


def by_local_hour(happened: Iterable[tuple[str, int, object, int]]) -> list[Hour]:
    """What happened at which hour of each one's own day: from zone, quarter of an hour since 1970 in UTC,
    person and how often."""
    times = [0] * HOURS
    people: list[set[object]] = [set() for _ in range(HOURS)]
    for zone, quarter, person, often in happened:
        hour = datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC).astimezone(ZoneInfo(zone)).hour
        times[hour] += often
        people[hour].add(person)
    return [Hour(hour, times[hour], len(people[hour])) for hour in range(HOURS)]


def over_days(rows: Sequence[tuple[str, int, int]], first: date | None, last: date) -> list[Step]:
    """Sums by day, as steps from the first day to the last without a gap; a long time in longer steps."""
    days = {date.fromisoformat(on): (one, two) for on, one, two in rows}
    begin = first or min(days, default=last)
    span = max(1, (last - begin).days + 1)
    width = next(width for most, width in DAY_STEPS if span <= most or most == DAY_STEPS[-1][0])
    steps = []
    for offset in range(0, span, width):
        within = [days.get(begin + timedelta(offset + each), (0, 0)) for each in range(width)]
        sums = [sum(column) for column in zip(*within, strict=True)]
        steps.append(Step(begin + timedelta(offset), sums[0], sums[1]))
    return steps


def spelled(seconds: float) -> tuple[str, int]:
    """A duration in the unit one would use, and how many of it: minutes, hours or days."""
    minutes = round(seconds / 60)
    if minutes < MINUTES_UNTIL:
        return "minutes", minutes
    hours = round(minutes / 60)
    return ("hours", hours) if hours < HOURS_UNTIL else ("days", round(hours / 24))
