"""When the court was away, from its heartbeats, and how much of a task's time that took."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from storage.enums import Platform

_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the court could not be reached: on one platform, or nowhere at all if that is None.
    `end` is None while it lasts. Raises ValueError if it ends before it starts."""

    start: datetime
    end: datetime | None
    platform: Platform | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("An outage cannot end before it starts.")

    def concerns(self, platform: Platform | None) -> bool:
        """Whether it kept the court from somebody met on this platform; None is met on all of them."""
        return self.platform is None or platform is None or self.platform == platform


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `start` until `end`, the end not in it."""

    start: datetime
    end: datetime


def gaps(heartbeats: Iterable[datetime], tolerance: timedelta) -> tuple[Span, ...]:
    """The times between two heartbeats further apart than the tolerance, oldest first.

    The heartbeats may come in any order. A gap counts from the last sign of life to the next;
    after a start the present moment is one.
    """
    return tuple(
        Span(last, following)
        for last, following in pairwise(sorted(heartbeats))
        if following - last > tolerance
    )


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as will do, oldest first; what touches is one, the empty is left out."""
    return tuple(
        _merged(sorted((span for span in spans if span.end > span.start), key=lambda span: span.start))
    )


def time_lost(outages: Iterable[Outage], start: datetime, end: datetime) -> timedelta:
    """How much of the time from start to end the outages took, together; what is doubly out counts once."""
    within = (Span(max(each.start, start), min(each.end or end, end)) for each in outages)
    return sum((span.end - span.start for span in merged(within)), _NO_TIME)


def is_out(outages: Iterable[Outage], at: datetime) -> bool:
    """Whether one of these outages was or is on at this moment."""
    return any(each.start <= at and (each.end is None or at < each.end) for each in outages)


def _merged(ordered: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in ordered:
        if current is None:
            current = span
        elif span.start <= current.end:
            current = Span(current.start, max(current.end, span.end))
        else:
            yield current
            current = span
    if current is not None:
        yield current
