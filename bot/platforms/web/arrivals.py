"""Keeps a person's words before the answer to them: what is being taken in is noted before it is answered."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager


class Arrivals:
    """What is between "received" and "in the transcript", for each account of this process.

    A turn may answer faster than the words it answers are written into the transcript."""

    def __init__(self) -> None:
        self._under_way: dict[uuid.UUID, set[asyncio.Event]] = {}

    @contextmanager
    def taking(self, account_id: uuid.UUID) -> Iterator[None]:
        """Something of this account is being taken in."""
        done = asyncio.Event()
        here = self._under_way.setdefault(account_id, set())
        here.add(done)
        try:
            yield
        finally:
            done.set()
            here.discard(done)
            if not here:
                self._under_way.pop(account_id, None)

    async def settled(self, account_id: uuid.UUID, seconds: float) -> None:
        """Return when what is under way now has been noted, or after so many seconds."""
        waiting = list(self._under_way.get(account_id, ()))
        try:
            async with asyncio.timeout(seconds):
                for done in waiting:
                    await done.wait()
        except TimeoutError:
            return
