"""A court on Telegram, seen by its members: the vocabulary of ``tests.support.court`` over real sockets.

Everything a chatter does goes through the Bot API server of ``tests.fakes.telegram``, the library, and the
polling or the webhook; what she sees is what stands in her chat there."""

import asyncio
import json
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.cards import draw_card
from bot.checkouts import Checkouts
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.runner import TelegramPlatform
from handlers.ports import Policy
from storage.enums import Platform
from storage.unit import Storage
from tests.contracts.telegram_chatter import TelegramChatter
from tests.fakes.telegram import TelegramServer
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt

SECRET = "a-secret-of-the-tests-0123456789"
WITHIN = 30.0
ALBUM_SECONDS = 0.1


class TelegramCourt(ScriptedCourt):
    """A scripted court whose members are on Telegram, in one process with the Bot API server."""

    home = Platform.TELEGRAM
    now = staticmethod(time.monotonic)
    """The seconds in which the platform paces itself."""

    def __init__(
        self,
        storage: Storage,
        clock: FakeClock,
        directory: Path,
        server: TelegramServer,
        config: TelegramConfig,
        **options: Any,
    ) -> None:
        super().__init__(storage, clock, directory, **options)
        self.server, self.config = server, config
        self.reported: list[str] = []
        self.engine.turns.album_seconds = ALBUM_SECONDS
        self.telegram = self._new_platform()

    async def guest(self, name: str, platform: Platform | None = None) -> Chatter:
        """Somebody who has not written yet; on another platform than Telegram a scripted one."""
        if platform not in (None, Platform.TELEGRAM):
            return await super().guest(name, platform)
        return self._client(name)

    async def somebody(self, name: str) -> TelegramChatter:
        """Somebody on Telegram who has not written yet."""
        return self._client(name)

    async def introduced(self, guest: Chatter) -> uuid.UUID:
        """Make a guest known to the court; the bot may write to her."""
        if isinstance(guest, TelegramChatter):
            guest.client.met = True
        return await super().introduced(guest)

    async def member(self, name: str = "anna", **settings: Any) -> TelegramChatter:
        """A member on Telegram; arguments as of ``playing.member``."""
        return known(await playing.member(self, name, **settings))

    async def operator(self, name: str = "olga", **settings: Any) -> TelegramChatter:
        """An operator on Telegram; arguments as of ``playing.operator``."""
        return known(await playing.operator(self, name, **settings))

    def _client(self, name: str) -> TelegramChatter:
        client = self.server.person(name)
        return TelegramChatter(self, name, str(client.id), Platform.TELEGRAM, stage=self, client=client)

    async def settle(self, within: float = WITHIN) -> None:
        """Return when every update was taken, handled and answered."""
        while True:
            await taken(self.server, self.telegram, within)
            await self.engine.settle()
            await self.telegram.quiet()
            if not self.server.updates.pending:
                return

    async def reopens(self) -> None:
        """The court ends and begins anew, remembering nothing."""
        await self.telegram.stop()
        await self.engine.turns.stop(1)
        self.engine = self._new_engine({})
        self.engine.turns.album_seconds = ALBUM_SECONDS
        self.telegram = self._new_platform()
        await self.telegram.start()
        await self.engine.intake.recover()

    async def restart(self) -> None:
        """The platform ends and begins anew; what was not confirmed comes again."""
        await self.telegram.stop()
        self.telegram = self._new_platform()
        await self.telegram.start()

    async def pass_time(self, time: timedelta, *, step: timedelta | None = None) -> None:
        """Let time pass, with all it brings."""
        await super().pass_time(time, step=step)
        await self.settle()

    def _new_platform(self) -> TelegramPlatform:
        platform = TelegramPlatform(
            self.house,
            self.engine.registry,
            self.config,
            self.engine.intake,
            draw_card=draw_card,
            report=self._report,
            now=self.now,
            may_pay=Checkouts(self.engine.turns).asked,
        )
        self.engine.platforms[Platform.TELEGRAM] = platform
        return platform

    async def _report(self, kind: str) -> None:
        self.reported.append(kind)


async def taken(server: TelegramServer, platform: TelegramPlatform, within: float = WITHIN) -> None:
    """Wait until the court has taken every update. Raises ``AssertionError``."""
    deadline = asyncio.get_running_loop().time() + within
    while server.updates.pending or platform.hushed:
        if asyncio.get_running_loop().time() > deadline:
            left = [json.dumps(each.update)[:200] for each in server.updates.pending.values()]
            raise AssertionError(f"The court did not take: {left}")
        await asyncio.sleep(0.005)


def known(chatter: Chatter) -> TelegramChatter:
    """Somebody on Telegram."""
    assert isinstance(chatter, TelegramChatter)
    return chatter


def config_for(server: TelegramServer, directory: Path, **settings: Any) -> TelegramConfig:
    """Quick, and without a pace of its own."""
    quick = TelegramConfig(
        token=server.token,
        api_base_url=server.base_url,
        file_base_url=server.base_file_url,
        spool=directory / "spool",
        poll_seconds=5,
        first_pause=0.02,
        longest_pause=0.1,
        watch_seconds=0.05,
        per_second=10_000,
        chat_seconds=0.0001,
        chat_burst=1000,
    )
    return replace(quick, **settings)


@asynccontextmanager
async def telegram_court(
    storage: Storage,
    clock: FakeClock,
    directory: Path,
    *,
    mode: str = "polling",
    policy: Policy | None = None,
    **settings: Any,
) -> AsyncIterator[TelegramCourt]:
    """A court open on Telegram, by polling or by webhook, its server's clock the court's."""
    server = TelegramServer(clock=lambda: clock.wall().timestamp(), pace=20, allow_http_webhook=True)
    async with server.running():
        if mode == "webhook":
            settings = {**webhook_settings(), **settings}
        config = config_for(server, directory, **settings)
        court = TelegramCourt(storage, clock, directory, server, config, policy=policy)
        try:
            await court.telegram.start()
            yield court
            assert server.accidents == []
        finally:
            await court.telegram.stop()
            await court.close()


def webhook_settings() -> dict[str, Any]:
    """The settings of a webhook on a port nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    return {
        "mode": "webhook",
        "webhook_port": port,
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
        "webhook_secret": SECRET,
    }


__all__ = ["SECRET", "TelegramChatter", "TelegramCourt", "config_for", "telegram_court", "webhook_settings"]
