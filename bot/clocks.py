"""The court's clocks: ``court`` for play, ``wall`` for everything technical; both aware UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def world_now() -> datetime:
    """Now in the world, aware UTC."""
    return datetime.now(UTC)


class SystemClock:
    """Both clocks show the world's time."""

    def court(self) -> datetime:
        """Now in the court, aware UTC."""
        return world_now()

    def wall(self) -> datetime:
        """Now in the world, aware UTC."""
        return world_now()

    def wall_at(self, court: datetime) -> datetime:
        """The wall moment at which the court clock will show ``court``: the same."""
        return court


class ScaledClock:
    """A rehearsal's clocks: the court's runs ``factor`` times as fast as the world's, from ``court_start``.

    What a person must answer is not scaled: its least time, 60 wall seconds, is kept by whoever asks."""

    def __init__(
        self, factor: float, court_start: datetime, *, wall: Callable[[], datetime] = world_now
    ) -> None:
        if factor <= 0:
            raise ValueError("A court clock runs forward: the factor must be more than 0.")
        if court_start.tzinfo is None:
            raise ValueError("A court clock needs a start with a time zone.")
        self.factor = factor
        self._wall = wall
        self._wall_start = wall()
        self._court_start = court_start.astimezone(UTC)

    def court(self) -> datetime:
        """Now in the court, aware UTC."""
        return self._court_start + (self._wall() - self._wall_start) * self.factor

    def wall(self) -> datetime:
        """Now in the world, aware UTC."""
        return self._wall()

    def wall_at(self, court: datetime) -> datetime:
        """The wall moment at which the court clock will show ``court``."""
        return self._wall_start + (court - self._court_start) / self.factor

    def court_time(self, wall: timedelta) -> timedelta:
        """How much court time passes in so much wall time."""
        return wall * self.factor
