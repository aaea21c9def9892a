"""Clocks that stand still until a test moves them."""

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
