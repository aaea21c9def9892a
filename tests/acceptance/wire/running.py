"""What runs by itself in the program: delivery, ticks, platforms that are kept up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.supervisor import Supervisor
from tests.support.court import ScriptedCourt

TICK_SECONDS = 0.05


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


@asynccontextmanager
async def going_on(court: ScriptedCourt, pace: float) -> AsyncIterator[None]:
    """With a ``pace`` time brings what it brings, and platforms are kept up with the program's pauses so many
    times shorter; without one nothing happens by itself."""
    if not pace:
        yield
        return
    supervisor = Supervisor(court.engine, first_pause=1 / pace, longest_pause=300 / pace)
    ticks = asyncio.create_task(_ticks(court))
    await supervisor.start()
    try:
        yield
    finally:
        ticks.cancel()
        await asyncio.gather(ticks, return_exceptions=True)
        await supervisor.stop()


async def _ticks(court: ScriptedCourt) -> None:
    """As the program's scheduler, only oftener. Delivery, which sleeps in seconds of the world, is woken."""
    jobs = court.engine.jobs
    while True:
        await jobs.heartbeat()
        for port in court.engine.platforms.values():
            await jobs.beat(port)
        await jobs.sweep()
        await jobs.work()
        court.engine.courier.wake()
        await asyncio.sleep(TICK_SECONDS)
