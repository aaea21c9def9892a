"""Keeps each platform running by itself: one that fails is started again, the others never notice."""

import asyncio
from collections.abc import Mapping

import structlog

from bot.engine import Engine
from bot.platforms.port import PlatformPort
from storage.queries import running

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
log = structlog.get_logger(__name__)


class Supervisor:
    """Starts platforms, with backoff if they fail, and ends them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._states: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def states(self) -> Mapping[str, str]:
        """Each platform's state: starting, up or down."""
        return dict(self._states)

    async def start(self) -> None:
        """Start every platform. If the web chat cannot listen, that is for the owner to mend: it raises."""
        for port in self._engine.platforms.values():
            self._states[port.platform.value] = "starting"
            if port.platform.value == "web":
                await port.start()
                self._states["web"] = "up"
            else:
                self._tasks.append(asyncio.create_task(self._kept_up(port)))

    async def stop(self) -> None:
        """End every platform, each within a few seconds."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        stops = [port.stop() for port in self._engine.platforms.values()]
        await asyncio.gather(*stops, return_exceptions=True)

    async def _kept_up(self, port: PlatformPort) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await port.start()
            except Exception as error:  # noqa: BLE001 - whatever a platform raises, the others go on
                log.warning("platform.down", platform=port.platform.value, error=type(error).__name__)
                await self._note_down(port)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                self._states[port.platform.value] = "up"
                await self._engine.jobs.heartbeat(port.platform.value)
                return

    async def _note_down(self, port: PlatformPort) -> None:
        self._states[port.platform.value] = "down"
        house = self._engine.house
        async with house.storage.begin() as tx:
            await running.begin_outage(tx, port.platform.value, house.clock.court())
