"""How often something may be tried, in memory and by the wall clock.

Counted in this process: with several, each counts for itself. A restart forgets; by then the length of
codes and the cost of a guess still stand."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

REMEMBERED = 10_000


@dataclass(slots=True)
class RateLimit:
    """At most ``most`` times in ``seconds`` for each key."""

    most: int
    seconds: float
    _tries: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, key: str, now: datetime) -> int:
        """Count a try. 0 if it is allowed, else the whole seconds after which it will be."""
        moment = now.timestamp()
        tries = self._recent(key, moment)
        if len(tries) >= self.most:
            return max(1, math.ceil(tries[0] + self.seconds - moment))
        tries.append(moment)
        return 0

    def forgive(self, key: str) -> None:
        """Forget the tries of a key: it proved to be right."""
        self._tries.pop(key, None)

    def _recent(self, key: str, moment: float) -> deque[float]:
        if len(self._tries) >= REMEMBERED and key not in self._tries:
            self._sweep(moment)
        tries = self._tries.setdefault(key, deque())
        while tries and tries[0] <= moment - self.seconds:
            tries.popleft()
        return tries

    def _sweep(self, moment: float) -> None:
        old = [key for key, tries in self._tries.items() if not tries or tries[-1] <= moment - self.seconds]
        for key in old:
            del self._tries[key]
        while len(self._tries) >= REMEMBERED:
            del self._tries[next(iter(self._tries))]


def minutes(most: int, minutes: float) -> RateLimit:
    """At most ``most`` times in so many minutes."""
    return RateLimit(most, minutes * 60)


@dataclass(slots=True)
class Tries:
    """What a chat may try only so often, by account: codes, and stops for another account. Stops are never
    counted by the name they are for: wrong guesses must not shut out the right word."""

    codes: RateLimit = field(default_factory=lambda: minutes(10, 10))
    stops: RateLimit = field(default_factory=lambda: minutes(10, 10))
