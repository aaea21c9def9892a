"""Discord's limit for a bot, kept beforehand: a message gets its moment before delivery claims it.

From the claim on nothing waits: what was claimed before a stop must not arrive long after it."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LATE_SECONDS = 2.0
"""A moment that nobody came for is over."""
REMEMBERED = 20_000


class Speed:
    """So many calls a second, in the order they were asked for; what is urgent goes at once, and is made up
    for by what follows."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._free_at = 0.0
        self._moments: dict[Hashable, float] = {}
        self._booked: ContextVar[list[None] | None] = ContextVar("booked", default=None)

    def book(self, chat: Hashable, *, urgent: bool) -> float:
        """Seconds until a message may be sent to a chat; 0 takes the right, and is paid for."""
        now = _now()
        if urgent:
            self._next(now)
            return 0.0
        if now - self._moments.get(chat, -LATE_SECONDS) >= LATE_SECONDS:
            self._forget_late(now)
            self._moments[chat] = self._next(now)
        left = self._moments[chat] - now
        if left <= 0:
            del self._moments[chat]
        return max(0.0, left)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """What is called in this block was booked: the first call is paid for, no other waits."""
        token = self._booked.set([None])
        try:
            yield
        finally:
            self._booked.reset(token)

    async def turn(self) -> None:
        """Return when one more call may be made."""
        now, paid = _now(), self._booked.get()
        if paid:
            paid.pop()
            return
        moment = self._next(now)
        if paid is None and moment > now:
            await asyncio.sleep(moment - now)

    def _next(self, now: float) -> float:
        self._free_at = max(self._free_at + self._gap, now)
        return self._free_at

    def _forget_late(self, now: float) -> None:
        if len(self._moments) >= REMEMBERED:
            self._moments = {chat: at for chat, at in self._moments.items() if now - at < LATE_SECONDS}


def _now() -> float:
    return asyncio.get_running_loop().time()
