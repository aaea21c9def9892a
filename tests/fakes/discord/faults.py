"""What can be made to go wrong with requests and events."""

import asyncio
import random
from dataclasses import dataclass
from fnmatch import fnmatch

from aiohttp import web

from tests.fakes.discord.errors import Json

EVER = 1 << 60


@dataclass
class Fault:
    """Something that befalls the next fitting requests."""

    method: str
    path: str
    left: int
    status: int | None = None
    body: Json | None = None
    headers: dict[str, str] | None = None
    delay: float = 0
    lose: bool = False
    text: str = ""
    """instead of JSON"""

    def fits(self, request: web.Request) -> bool:
        """Whether a request is hit; the path is a pattern with ``*``, without ``/api/v10``."""
        path = request.path.removeprefix("/api/v10")
        return self.left > 0 and fnmatch(request.method, self.method) and fnmatch(path, self.path)


@dataclass
class EventFault:
    """Something that befalls the next events of a kind."""

    event: str
    left: int
    deliveries: int


class Faults:
    """The faults under way; without any call nothing goes wrong."""

    def __init__(self) -> None:
        self._requests: list[Fault] = []
        self._events: list[EventFault] = []
        self._storm: tuple[random.Random, float, float] | None = None

    def answer(self, status: int, path: str = "*", *, method: str = "*", times: int = 1,
               body: Json | None = None) -> None:  # fmt: skip
        """Answers the next fitting requests with a status instead of handling them."""
        self._requests.append(Fault(method, path, times, status=status, body=body))

    def garble(self, path: str = "*", *, method: str = "*", times: int = EVER) -> None:
        """Answers the next fitting requests as something else would that stands at this address."""
        self._requests.append(Fault(method, path, times, status=200, text="<html>not the API at all</html>"))

    def rate_limit(self, retry_after: float, path: str = "*", *, method: str = "*", times: int = 1,
                   everywhere: bool = False) -> None:  # fmt: skip
        """Answers the next fitting requests with 429; ``everywhere`` makes it the global limit."""
        body, headers = limited(retry_after, everywhere=everywhere)
        self._requests.append(Fault(method, path, times, status=429, body=body, headers=headers))

    def slow(self, seconds: float, path: str = "*", *, method: str = "*", times: int = 1) -> None:
        """Lets the next fitting requests wait before they are handled."""
        self._requests.append(Fault(method, path, times, delay=seconds))

    def lose_answers(self, path: str = "*", *, method: str = "*", times: int = 1) -> None:
        """Handles the next fitting requests, but the bot never hears so."""
        self._requests.append(Fault(method, path, times, lose=True))

    def storm(self, share: float, retry_after: float, *, seed: int = 1) -> None:
        """Answers this share of all API requests with 429, until ``clear``."""
        self._storm = (random.Random(seed), share, retry_after)

    def deliver_twice(self, event: str = "*", *, times: int = EVER) -> None:
        """Sends the next events of a kind two times, with two numbers."""
        self._events.append(EventFault(event, times, 2))

    def drop_events(self, event: str = "*", *, times: int = EVER) -> None:
        """Never sends the next events of a kind, nor keeps them for a resume."""
        self._events.append(EventFault(event, times, 0))

    def clear(self) -> None:
        """Ends everything."""
        self._requests.clear()
        self._events.clear()
        self._storm = None

    def times_delivered(self, event: str) -> int:
        """How often an event goes out."""
        for fault in self._events:
            if fault.left > 0 and fnmatch(event, fault.event):
                fault.left -= 1
                return fault.deliveries
        return 1

    async def before(self, request: web.Request) -> web.Response | None:
        """Waits, or gives the answer that replaces the real one."""
        for fault in [one for one in self._requests if one.fits(request) and not one.lose]:
            fault.left -= 1
            await asyncio.sleep(fault.delay)
            if fault.text:
                return web.Response(text=fault.text, content_type="text/html", status=fault.status or 200)
            if fault.status is not None:
                return web.json_response(
                    fault.body or {"message": f"{fault.status}: Error", "code": 0},
                    status=fault.status,
                    headers=fault.headers,
                )
        if self._storm is not None and request.path.startswith("/api/"):
            dice, share, retry_after = self._storm
            if dice.random() < share:
                body, headers = limited(retry_after)
                return web.json_response(body, status=429, headers=headers)
        return None

    def after(self, request: web.Request) -> None:
        """Cuts the connection when the answer is to be lost."""
        for fault in self._requests:
            if fault.lose and fault.fits(request):
                fault.left -= 1
                if request.transport is not None:
                    request.transport.abort()


def limited(
    retry_after: float, *, everywhere: bool = False, scope: str = "user"
) -> tuple[Json, dict[str, str]]:
    """Body and headers of a 429 (seconds)."""
    body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    headers = {"Retry-After": str(max(1, round(retry_after))), "Via": "1.1 google"}
    headers["X-RateLimit-Scope"] = "global" if everywhere else scope
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    return body, headers
