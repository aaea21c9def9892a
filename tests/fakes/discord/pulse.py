"""Waiting for something to become true on the server."""

import asyncio
from collections.abc import Callable


class Pulse:
    """Beats whenever something changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        """Lets everybody who waits look again."""
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, true: Callable[[], object], within: float = 5.0) -> bool:
        """Waits at most so many seconds; says whether it became true."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not true():
            left = end - loop.time()
            if left <= 0:
                return False
            beat: asyncio.Future[None] = loop.create_future()
            self._waiting.add(beat)
            try:
                await asyncio.wait([beat], timeout=left)
            finally:
                self._waiting.discard(beat)
        return True
