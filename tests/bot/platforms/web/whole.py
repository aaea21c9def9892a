"""The web chat with the real court behind it: intake, turns, delivery, every feature."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.engine import Engine, assemble
from bot.platforms.web.runner import WebPlatform
from bot.wake import Waker
from handlers.member.safety.by_name import stop_by_name
from handlers.registry import full_registry
from media.clean import MediaCleaner
from storage.enums import Platform
from storage.unit import Storage
from tests.bot.platforms.web.court import WebCourt, drawn
from tests.support.clocks import FakeClock


class WholeCourt(WebCourt):
    """The platform with the real intake, turns and delivery behind it."""

    def __init__(self, storage: Storage, clock: FakeClock, folder: Path) -> None:
        super().__init__(storage, clock, folder)
        self.cleaner = MediaCleaner()
        waker = self.house.wake
        assert isinstance(waker, Waker)
        registry = full_registry(self.house.content)
        self.engine: Engine = assemble(self.house, registry, self.cleaner, waker)

        async def stop_named(username: str, word: str) -> None:
            await stop_by_name(self.engine.turns.about, self.house, username, word)

        self.web = WebPlatform(
            self.house, registry, self.config, self.engine.intake, stop_named, draw_card=drawn
        )
        self.engine.platforms[Platform.WEB] = self.web


@asynccontextmanager
async def opened(court: WholeCourt) -> AsyncIterator[WholeCourt]:
    """A court that takes and delivers by itself."""
    await court.web.start()
    courier = asyncio.create_task(court.engine.courier.run())
    try:
        yield court
    finally:
        await court.close()
        await court.engine.turns.stop()
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)
        await court.cleaner.close()
