"""The server's clock, and ids that carry their time as Discord's do."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000


class ServerClock:
    """Real time, plus what a test skipped."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._count = itertools.count(1)
        self._last_ms = 0

    def advance(self, seconds: float) -> None:
        """Moves every limit of the server (3 s, 15 min, expiring links) forward."""
        self.ahead += timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The time that stands in messages, UTC."""
        return datetime.now(UTC) + self.ahead

    def elapsed(self) -> float:
        """Seconds since an unknown moment; only differences mean anything."""
        return asyncio.get_running_loop().time() + self.ahead.total_seconds()

    def snowflake(self) -> int:
        """A new id, greater than every one before."""
        now_ms = int(self.now().timestamp() * 1000) - DISCORD_EPOCH_MS
        self._last_ms = max(self._last_ms, now_ms)
        count = next(self._count)
        if count % 4096 == 0:
            self._last_ms += 1
        return (self._last_ms << 22) | (count % 4096)


def time_of(snowflake: int) -> datetime:
    """When an id was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)
