"""Rate limits that say how long to wait instead of waiting: delivery keeps that chat back, and safety
never stands behind a request that sleeps."""

from discord import RateLimited
from discord.http import HTTPClient, Ratelimit

IMPATIENT = 0.001
LEAST_PAUSE = 0.05


class Bucket(Ratelimit):
    """Refuses at once what the bucket has no room for, and never sleeps after a request either."""

    __slots__ = ()

    async def acquire(self) -> None:
        """Take a place. Raises ``RateLimited`` with the seconds until there is one."""
        self._last_request = self._loop.time()
        if self.is_expired():
            self.reset()  # type: ignore[no-untyped-call] # the library's own
        if self.expires is not None and self.remaining <= 0:
            raise RateLimited(max(LEAST_PAUSE, self.expires - self._loop.time()))
        self.remaining -= 1
        self.outgoing += 1

    async def __aexit__(self, *_: object) -> None:
        self.outgoing -= 1


class ImpatientHTTP(HTTPClient):
    """The library's client with such buckets: a 429 is an error that names its pause."""

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The bucket of a route."""
        if key not in self._buckets:
            self._buckets[key] = Bucket(self.max_ratelimit_timeout)
            self._try_clear_expired_ratelimits()
        return self._buckets[key]


def make_impatient(http: HTTPClient) -> None:
    """Let an existing client refuse rather than wait; one that is no plain client stays as it is."""
    if type(http) is HTTPClient:
        http.__class__ = ImpatientHTTP
        http.max_ratelimit_timeout = IMPATIENT
