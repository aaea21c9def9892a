"""How often something may be tried, in memory and by the wall clock.

Counted in this process: with several, each counts for itself. A restart forgets; by then argon2 and the
length of codes still stand."""

import ipaddress
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


def _minutes(most: int, minutes: float) -> RateLimit:
    return RateLimit(most, minutes * 60)


@dataclass(slots=True)
class Limits:
    """Every limit of the web chat."""

    login_ip: RateLimit = field(default_factory=lambda: _minutes(30, 15))
    login_email: RateLimit = field(default_factory=lambda: _minutes(10, 15))
    register_ip: RateLimit = field(default_factory=lambda: _minutes(60, 60))
    code_ip: RateLimit = field(default_factory=lambda: _minutes(30, 10))
    unlock: RateLimit = field(default_factory=lambda: _minutes(10, 15))
    stop_ip: RateLimit = field(default_factory=lambda: _minutes(10, 10))
    stop_name: RateLimit = field(default_factory=lambda: _minutes(30, 10))
    acts: RateLimit = field(default_factory=lambda: RateLimit(30, 10))
    # Words may hold the safeword, which no limit may keep back: theirs is beyond what anybody can type,
    # and only keeps a script from filling the disk.
    words: RateLimit = field(default_factory=lambda: RateLimit(150, 10))


def network_of(ip: str) -> str:
    """What of an address is counted as one visitor: an IPv6 network of 64 bits, else the address."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6:  # noqa: PLR2004 - the protocol's name
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
