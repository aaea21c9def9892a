"""Updates on their way to the intake: each person's in their order, nothing waits for a file or a turn."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.intake import Accepted
from handlers.chat.incoming import Inbound

TRIES = 6
FIRST_PAUSE = 0.25
log = structlog.get_logger(__name__)

Accepts = Callable[[Inbound], Awaitable[Accepted]]
Done = Callable[[bool], None]
"""Called with whether the update is on disk."""


class Arrivals:
    """A queue for each person who is just saying something."""

    def __init__(self, accept: Accepts) -> None:
        self._accept = accept
        self._queues: dict[str, deque[tuple[Inbound, Done]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, inbound: Inbound, done: Done = lambda _taken: None) -> None:
        """Hand an update to the intake after the person's earlier ones."""
        user = inbound.origin.address
        if user in self._queues:
            self._queues[user].append((inbound, done))
            return
        self._queues[user] = deque([(inbound, done)])
        task = asyncio.create_task(self._drain(user))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Return when everything that has arrived up to now is taken."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self, seconds: float = 1.0) -> None:
        """Let what waits be taken for a moment; what is not is read back after the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, user: str) -> None:
        queue = self._queues[user]
        try:
            while queue:
                inbound, done = queue[0]
                taken = False
                try:
                    taken = await self._taken(inbound)
                finally:
                    done(taken)
                queue.popleft()
        finally:
            del self._queues[user]

    async def _taken(self, inbound: Inbound) -> bool:
        """Whether the intake took it. A disk that fails for seconds is waited for; after that the update is
        left for the next reading back, so that it keeps nothing else from being heard."""
        pause = FIRST_PAUSE
        for _ in range(TRIES):
            try:
                await self._accept(inbound)
                return True
            except Exception as error:  # noqa: BLE001 - whatever failed, the next update must be heard
                log.warning("discord.not_taken", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause *= 2
        return False
