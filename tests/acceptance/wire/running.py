"""Delivery that runs by itself, as in the program."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.court import ScriptedCourt


@asynccontextmanager
async def delivering(court: ScriptedCourt) -> AsyncIterator[None]:
    """The courier runs for the length of a block."""
    courier = asyncio.create_task(court.engine.courier.run())
    try:
        yield
    finally:
        await court.engine.turns.stop(1)
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)
