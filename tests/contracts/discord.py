"""The court on Discord, and people who talk to it there, with the vocabulary of ``tests.support.court``.

The platform is the shipped one over real sockets; Discord is the strict one of ``tests.fakes.discord``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.cards import draw_card
from bot.platforms.discord.config import DiscordConfig, bot_of
from bot.platforms.discord.runner import DiscordPlatform
from storage.enums import Platform
from storage.queries.inbox import find_update
from storage.tables import Inbox
from storage.unit import Storage
from tests.contracts.discord_chatter import HEARD_WITHIN, DiscordChatter, until
from tests.fakes.discord import DiscordServer, Message
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt


class DiscordCourt(ScriptedCourt):
    """A whole court on Discord; only its clock and its Discord are the test's."""

    home = Platform.DISCORD

    def __init__(
        self, storage: Storage, clock: FakeClock, directory: Path, server: DiscordServer, **options: Any
    ) -> None:
        config = options.pop("config", None)
        super().__init__(storage, clock, directory, **options)
        self.server, self._directory = server, directory
        self.config = config or config_for(server)
        self.discord = self._new_platform()
        self._courier: asyncio.Task[None] | None = None

    def _new_platform(self) -> DiscordPlatform:
        platform = DiscordPlatform(
            self.house, self.engine.registry, self.config, self.engine.intake, draw_card=draw_card
        )
        self.engine.platforms[Platform.DISCORD] = platform
        return platform

    async def opens(self) -> None:
        """Connect, and begin to deliver."""
        await self.engine.intake.recover()
        self._courier = asyncio.create_task(self.engine.courier.run())
        await self.discord.start()
        await self.quiet()
        registering = self.discord._registering
        if registering is not None:
            await asyncio.wait([registering], timeout=HEARD_WITHIN)

    async def closes(self) -> None:
        """Let go of Discord and of what is being done."""
        await self._ends()
        await self.close()

    async def reopens(self) -> None:
        """The court ends and begins anew in the same place, remembering nothing."""
        await self._ends()
        self.engine = self._new_engine({})
        self.discord = self._new_platform()
        await self.opens()

    async def _ends(self) -> None:
        await self.discord.stop()
        await self.engine.turns.stop(1)
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)

    async def reopened(self, **changes: Any) -> "DiscordCourt":
        """The court after a restart: the same disk, nothing remembered."""
        await self.closes()
        config = replace(self.config, **changes)
        court = DiscordCourt(
            self.storage, self.clock, self._directory, self.server, journal=self.journal, config=config
        )
        await court.opens()
        return court

    async def quiet(self, within: float = HEARD_WITHIN) -> None:
        """Wait until what was missed has been searched."""
        await until(lambda: self.discord.up and not self.discord.hushed, within)

    async def guest(self, name: str, platform: Platform | None = None) -> DiscordChatter:
        """Somebody on Discord who has not written yet."""
        assert platform in (None, Platform.DISCORD), "this court is only asked on Discord"
        return DiscordChatter(self, name, self.server.person(name))

    async def heard(self, message: Message) -> None:
        """Wait until the court has taken a message and dealt with it."""
        await until(lambda: self._is_known(f"m{message.id}"))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to handle or to send."""
        parts = self.discord._parts
        if parts is not None:
            await parts.arrivals.settled()
        await self.engine.settle()

    async def is_known(self, opening: str) -> bool:
        """Whether an update has been taken whose key begins so."""
        async with self.storage.read() as tx:
            rows = await tx.all(select(Inbox).where(col(Inbox.key).startswith(opening)))
            return bool(rows)

    async def _is_known(self, key: str) -> bool:
        async with self.storage.read() as tx:
            return await find_update(tx, Platform.DISCORD, self.discord.bot, key) is not None


def config_for(server: DiscordServer, **changes: Any) -> DiscordConfig:
    """A configuration that leads to a server of the tests, with little to wait for."""
    config = DiscordConfig(
        token=server.token,
        bot=bot_of(server.token),
        api_base_url=server.api_url,
        gateway_url=server.gateway_url,
        start_seconds=10.0,
        identify_seconds=0.0,
        ready_seconds=0.05,
        keep_seconds=0.02,
    )
    return replace(config, **changes)


@asynccontextmanager
async def opened(court: DiscordCourt) -> AsyncIterator[DiscordCourt]:
    """A court that is there for the length of a block."""
    try:
        await court.opens()
        yield court
    finally:
        await court.closes()


__all__ = ["DiscordChatter", "DiscordCourt", "config_for", "opened", "until"]
