"""What failed when time brought it waits: nothing that fails for ever stands in the way of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.feature import Due

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
FORGOTTEN_AFTER = timedelta(days=1)
Key = tuple[str, Due]


@dataclass(slots=True)
class _Failing:
    times: int
    until: datetime


class Quarantine:
    """By sweep, what failed and when it may be tried again. Wall time; a restart tries all anew."""

    def __init__(self) -> None:
        self._failing: dict[Key, _Failing] = {}

    def size(self, sweep: str) -> int:
        """How many things of a sweep failed last time."""
        return sum(name == sweep for name, _ in self._failing)

    def fresh(self, sweep: str, due: Sequence[Due], now: datetime) -> list[Due]:
        """Of what is due, what may be tried now."""
        return [each for each in due if not self._waits((sweep, each), now)]

    def failed(self, sweep: str, due: Due, now: datetime) -> int:
        """It failed: tried again after a pause that grows fourfold. Returns how often it has failed."""
        known = self._failing.get((sweep, due))
        times = 1 if known is None else known.times + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** min(times - 1, 10))
        self._failing[sweep, due] = _Failing(times, now + pause)
        return times

    def done(self, sweep: str, due: Due) -> None:
        """It went well."""
        self._failing.pop((sweep, due), None)

    def forget_settled(self, now: datetime) -> None:
        """What could have been tried again long ago, and was not due any more, was settled elsewhere."""
        settled = [key for key, each in self._failing.items() if each.until + FORGOTTEN_AFTER <= now]
        for key in settled:
            del self._failing[key]

    def _waits(self, key: Key, now: datetime) -> bool:
        known = self._failing.get(key)
        return known is not None and known.until > now
