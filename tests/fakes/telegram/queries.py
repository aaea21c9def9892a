"""Questions a client waits for: presses of buttons, and payments about to happen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.errors import TOO_OLD, bad

PRESS_SECONDS, CHECKOUT_SECONDS = 15.0, 10.0
"""how long an answer is taken"""


@dataclass(frozen=True)
class Answered:
    """How the bot answered."""

    text: str = ""
    """shown as a note, or why a payment was refused"""
    alert: bool = False
    url: str = ""
    ok: bool = True
    """of a payment: whether it may go on"""


class Queries:
    """What waits for an answer."""

    def __init__(self, now: Callable[[], float], pace: float) -> None:
        self._now, self._pace = now, pace
        self._open: dict[str, tuple[float, asyncio.Future[Answered]]] = {}

    def ask(self, query_id: str, seconds: float) -> asyncio.Future[Answered]:
        """Open a question for ``seconds``."""
        future: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._open[query_id] = (self._now() + seconds / self._pace, future)
        return future

    async def wait(self, query_id: str, seconds: float) -> Answered | None:
        """The answer, None when none came within ``seconds``."""
        _, future = self._open[query_id]
        try:
            async with asyncio.timeout(seconds / self._pace):
                return await asyncio.shield(future)
        except TimeoutError:
            return None

    def answer(self, query_id: str, answer: Answered) -> None:
        """Answer one that is open, once and in time; everything else is refused."""
        until, future = self._open.pop(query_id, (0.0, None))
        if future is None or self._now() > until:
            raise bad(TOO_OLD)
        if not future.done():
            future.set_result(answer)
