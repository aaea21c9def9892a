"""Keeps each platform running by itself: one that fails is started again, the others never notice."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from bot.engine import Engine
from bot.platforms.port import Hopeless, PlatformPort
from storage.enums import Platform

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
STEADY_SECONDS = 60.0
log = structlog.get_logger(__name__)


class Supervisor:
    """Starts platforms, again with backoff whenever they fail, and ends them."""

    def __init__(
        self, engine: Engine, *, first_pause: float = FIRST_PAUSE, longest_pause: float = LONGEST_PAUSE
    ) -> None:
        self._engine = engine
        self._first_pause, self._longest_pause = first_pause, longest_pause
        self._running: set[Platform] = set()
        self._hopeless: set[Platform] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def states(self) -> Mapping[str, str]:
        """Each platform's state: up, down, or refused until its owner mends something."""
        return {port.platform.value: self._state(port) for port in self._engine.platforms.values()}

    async def start(self) -> None:
        """Start every platform. If the web chat cannot listen, that is for the owner to mend: it raises."""
        for port in self._engine.platforms.values():
            if port.platform is Platform.WEB:
                await port.start()
                self._running.add(port.platform)
                self._tasks.append(asyncio.create_task(self._kept_up(port, started=True)))
            else:
                self._tasks.append(asyncio.create_task(self._kept_up(port)))

    async def stop(self) -> None:
        """End every platform, each within a few seconds."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        stops = [port.stop() for port in self._engine.platforms.values()]
        await asyncio.gather(*stops, return_exceptions=True)

    def _state(self, port: PlatformPort) -> str:
        if port.platform in self._hopeless:
            return "refused"
        return "up" if port.platform in self._running and port.up else "down"

    async def _kept_up(self, port: PlatformPort, *, started: bool = False) -> None:
        pause = self._first_pause
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            failure = await self._failure(port, started=started)
            started = False
            self._running.discard(port.platform)
            log.warning("platform.down", platform=port.platform.value, error=type(failure).__name__)
            with suppress(Exception):
                await port.stop()
            if isinstance(failure, Hopeless):
                await self._report(port)
                pause = self._longest_pause
            elif loop.time() - begun > STEADY_SECONDS:
                pause = self._first_pause
            await asyncio.sleep(pause)
            pause = min(self._longest_pause, pause * 2)

    async def _failure(self, port: PlatformPort, *, started: bool) -> Exception:
        """Run the platform until it fails; what it failed of."""
        try:
            if not started:
                await port.start()
            self._running.add(port.platform)
            self._hopeless.discard(port.platform)
            await self._engine.jobs.beat(port)
            self._engine.house.wake.delivery()
            await port.ended()
        except Exception as error:  # noqa: BLE001 - whatever a platform raises, the others go on
            return error
        return RuntimeError("It ended by itself.")

    async def _report(self, port: PlatformPort) -> None:
        """Tell the owners, once, that a platform will not work before they have mended something."""
        if port.platform in self._hopeless:
            return
        with suppress(Exception):
            await self._engine.jobs.tell_owners("platform_refused", port.platform.value.title())
        self._hopeless.add(port.platform)
