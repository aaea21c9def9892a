"""Questions a client waits for: presses of buttons, and payments about to happen."""

import asyncio
import math
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

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._open: dict[str, tuple[float, asyncio.Future[Answered | None]]] = {}

    def ask(self, query_id: str, seconds: float) -> None:
        """Open a question for ``seconds``."""
        self._open[query_id] = (self._now() + seconds, asyncio.get_running_loop().create_future())

    async def wait(self, query_id: str, seconds: float) -> Answered | None:
        """The answer, None when none came within ``seconds``."""
        _, future = self._open[query_id]
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(future)
        except TimeoutError:
            return None

    def answer(self, query_id: str, answer: Answered) -> None:
        """Answer one that is open, once and in time; everything else is refused."""
        until, future = self._open.pop(query_id, (-math.inf, None))
        late = self._now() > until
        if future is not None and not future.done():
            future.set_result(None if late else answer)
        if late:
            raise bad(TOO_OLD)
