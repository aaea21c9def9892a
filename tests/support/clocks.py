"""Clocks that stand still until a test moves them, and one that runs as fast as a test likes."""

import time
from datetime import UTC, datetime, timedelta

MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class FakeClock:
    """Both clocks of the court, set by hand; they start together and can part."""

    def __init__(self, start: datetime = MONDAY_NOON) -> None:
        if start.tzinfo is None:
            raise ValueError("A clock needs a time zone.")
        self._wall = self._court = start.astimezone(UTC)

    def court(self) -> datetime:
        """Now in the court, aware UTC."""
        return self._court

    def wall(self) -> datetime:
        """Now in the world, aware UTC."""
        return self._wall

    def wall_at(self, court: datetime) -> datetime:
        """The wall moment at which the court clock will show ``court``, both running alike."""
        return court - (self._court - self._wall)

    def advance(self, time: timedelta) -> None:
        """Let ``time`` pass on both clocks."""
        self._wall += time
        self._court += time

    def advance_court(self, time: timedelta) -> None:
        """Let ``time`` pass in the court alone, as in a rehearsal."""
        self._court += time

    def advance_wall(self, time: timedelta) -> None:
        """Let ``time`` pass in the world alone."""
        self._wall += time


class FastClock(FakeClock):
    """Both clocks run, so many times faster than the world."""

    def __init__(self, pace: float, start: datetime = MONDAY_NOON) -> None:
        super().__init__(start)
        self.pace, self._since = pace, time.monotonic()

    def court(self) -> datetime:
        """Now in the court, aware UTC."""
        return super().court() + self._run()

    def wall(self) -> datetime:
        """Now in the world, aware UTC."""
        return super().wall() + self._run()

    def runs(self, pace: float) -> None:
        """From now on time passes so many times faster than in the world."""
        self.advance(self._run())
        self.pace, self._since = pace, time.monotonic()

    def _run(self) -> timedelta:
        return timedelta(seconds=(time.monotonic() - self._since) * self.pace)
