"""Rate limits: buckets by route and major parameter, and one for everything."""

import hashlib
import time
from collections import defaultdict

from aiohttp import web

from tests.fakes.discord.faults import limited

MAJOR = ("channel_id", "guild_id", "app_id", "token")


class Rates:
    """Off until ``on`` is called: most tests have no time to wait."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self.window = 5.0
        self.overall = 50
        self.exceeded = 0
        """429s given"""
        self._calls: dict[tuple[str, ...], list[float]] = defaultdict(list)

    def on(self, *, limit: int = 5, window: float = 5.0, overall: int = 50) -> None:
        """So many requests in a bucket's window (seconds), and so many a second in all."""
        self.limit, self.window, self.overall = limit, window, overall

    def off(self) -> None:
        """No limits, no headers."""
        self.limit = None
        self._calls.clear()

    def before(self, request: web.Request) -> web.Response | None:
        """Counts a request; a 429 when there were too many."""
        if self.limit is None or request.path.endswith("/callback"):
            return None
        now = time.monotonic()
        general = self._recent(("*",), now, 1.0)
        if len(general) >= self.overall:
            return self._too_many(request, 1.0 - (now - general[0]), everywhere=True)
        calls = self._recent(self._key(request), now, self.window)
        if len(calls) >= self.limit:
            return self._too_many(request, self.window - (now - calls[0]), everywhere=False)
        general.append(now)
        calls.append(now)
        return None

    def _recent(self, key: tuple[str, ...], now: float, window: float) -> list[float]:
        self._calls[key] = [one for one in self._calls[key] if one > now - window]
        return self._calls[key]

    def _key(self, request: web.Request) -> tuple[str, ...]:
        major = [request.match_info.get(name, "") for name in MAJOR]
        return (request.method, template(request), *major)

    def _too_many(self, request: web.Request, wait: float, *, everywhere: bool) -> web.Response:
        self.exceeded += 1
        body, headers = limited(round(max(wait, 0.001), 3), everywhere=everywhere)
        return web.json_response(body, status=429, headers=headers | self.headers(request))

    def headers(self, request: web.Request) -> dict[str, str]:
        """What every answer says about its bucket."""
        if self.limit is None or request.path.endswith("/callback"):
            return {}
        calls = self._calls.get(self._key(request)) or [time.monotonic()]
        left = max(0.0, self.window - (time.monotonic() - calls[0]))
        bucket = hashlib.md5(
            f"{request.method}{template(request)}".encode(), usedforsecurity=False
        ).hexdigest()
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - len(calls))),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": bucket,
        }


def template(request: web.Request) -> str:
    """The route without its ids."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else request.path
