"""One court in the web chat, on Telegram and on Discord at once, each over real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.cards import draw_card
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.runner import TelegramPlatform
from storage.enums import Platform
from storage.unit import Storage
from tests.contracts.discord import DiscordCourt
from tests.contracts.places import known
from tests.contracts.somebody import Somebody
from tests.contracts.telegram import ALBUM_SECONDS, config_for, taken
from tests.contracts.telegram_chatter import TelegramChatter
from tests.contracts.web import Pages
from tests.fakes.discord import DiscordServer
from tests.fakes.telegram import TelegramServer
from tests.support.clocks import FakeClock
from tests.support.court import Chatter


class Everywhere(DiscordCourt):
    """A whole court in three places."""

    def __init__(
        self,
        storage: Storage,
        clock: FakeClock,
        directory: Path,
        server: DiscordServer,
        bot_api: TelegramServer,
        **options: Any,
    ) -> None:
        super().__init__(storage, clock, directory, server, **options)
        self.bot_api = bot_api
        self.engine.turns.album_seconds = ALBUM_SECONDS
        self.pages = Pages(self)
        self.telegram = self._on_telegram(config_for(bot_api, directory))

    def _on_telegram(self, config: TelegramConfig) -> TelegramPlatform:
        engine = self.engine
        platform = TelegramPlatform(
            self.house, engine.registry, config, engine.intake, draw_card=draw_card, report=_nobody
        )
        engine.platforms[Platform.TELEGRAM] = platform
        return platform

    async def opens(self) -> None:
        """Open all three."""
        await self.pages.opens()
        await self.telegram.start()
        await super().opens()

    async def closes(self) -> None:
        """Close all three."""
        await self.pages.closes()
        await self.telegram.stop()
        await super().closes()

    async def somebody(self, name: str, platform: Platform) -> Somebody:
        """Somebody in one of the places."""
        if platform is Platform.WEB:
            return self.pages.somebody(name)
        if platform is Platform.TELEGRAM:
            client = self.bot_api.person(name)
            return TelegramChatter(self, name, str(client.id), platform, stage=self, client=client)
        return await super().guest(name)

    async def introduced(self, guest: Chatter) -> Any:
        """Make a guest known to the court."""
        if isinstance(guest, TelegramChatter):
            guest.client.met = True
        return await super().introduced(known(guest))

    async def settle(self) -> None:
        """Return when every update was taken, handled, answered and read."""
        await taken(self.bot_api, self.telegram)
        await super().settle()
        await self.telegram.quiet()
        await self.pages.read()

    async def delivers(self) -> None:
        """Return when nothing is left to handle or to send, and everybody has read it."""
        await super().delivers()
        await self.pages.read()


async def _nobody(kind: str) -> None:
    """Nobody is told."""


@asynccontextmanager
async def everywhere(storage: Storage, clock: FakeClock, directory: Path) -> AsyncIterator[Everywhere]:
    """A court that is open in all three places for the length of a block."""
    bot_api = TelegramServer(clock=lambda: clock.wall().timestamp(), pace=20)
    async with DiscordServer().running() as server, bot_api.running():
        court = Everywhere(storage, clock, directory, server, bot_api)
        try:
            await court.opens()
            yield court
        finally:
            await court.closes()
