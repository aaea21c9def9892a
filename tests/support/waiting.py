"""Waiting for what other tasks do meanwhile."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], bool], *, within: float = 30.0) -> None:
    """Return when ``condition`` holds. Raises ``TimeoutError`` if it does not in time (seconds)."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)
