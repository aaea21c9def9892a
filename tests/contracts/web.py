"""The court in the web chat: the vocabulary of ``tests.support.court`` over real HTTP, through the real door.

Somebody is a browser; what she sees is what the page is given by ``/api/messages``."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.cards import draw_card
from bot.engine import Engine
from bot.platforms.web.config import WebConfig
from bot.platforms.web.limits import Limits, RateLimit
from bot.platforms.web.runner import WebPlatform
from handlers.member.safety.by_name import stop_by_name
from handlers.ports import House, Policy
from storage.enums import Platform
from storage.unit import Storage
from tests.bot.platforms.web.browser import Browser
from tests.contracts.web_chatter import PageChatter
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt

FOR_EVER = 10**6
CONFIG = WebConfig(port=0, heartbeat_seconds=0.1, idle_minutes=FOR_EVER, session_days=FOR_EVER // 1000)
"""Nobody is logged out while a story lets days pass; that is tested elsewhere."""


class Pages:
    """The web chat of a court, and everybody who looks at it."""

    def __init__(self, court: ScriptedCourt) -> None:
        self.court = court
        self.config = CONFIG
        self.chatters: list[PageChatter] = []
        self.platform = self._new()

    def _new(self) -> WebPlatform:
        house, engine = self.court.house, self.court.engine
        platform = WebPlatform(
            house,
            engine.registry,
            self.config,
            engine.intake,
            _stopping(house, engine),
            draw_card=draw_card,
            limits=Limits(acts=RateLimit(FOR_EVER, 1), words=RateLimit(FOR_EVER, 1)),
        )
        engine.platforms[Platform.WEB] = platform
        return platform

    async def opens(self) -> None:
        """Listen; after a restart where it listened before."""
        await self.platform.start()
        self.config = replace(self.config, port=self.platform.port)

    async def reopens(self) -> None:
        """The platform ends and begins anew, with the court's new engine."""
        await self.platform.stop()
        self.platform = self._new()
        await self.opens()

    async def closes(self) -> None:
        """Close every browser, then the server."""
        for chatter in self.chatters:
            await chatter.browser.close()
        await self.platform.stop()

    def browser(self) -> Browser:
        """A new browser, with cookies of its own."""
        return Browser(self.platform.address)

    def somebody(self, name: str) -> PageChatter:
        """The browser of this name, or a new one."""
        for chatter in self.chatters:
            if chatter.name == name:
                return chatter
        self.chatters.append(PageChatter(self.court, self, name))
        return self.chatters[-1]

    async def read(self) -> None:
        """Everybody looks at her page again."""
        for chatter in self.chatters:
            await chatter.reads()


def _stopping(house: House, engine: Engine) -> Any:
    async def stop_named(username: str, word: str) -> None:
        await stop_by_name(engine.turns.about, house, username, word)

    return stop_named


class PageCourt(ScriptedCourt):
    """A whole court in the web chat; only its clock is the test's."""

    def __init__(
        self, storage: Storage, clock: FakeClock, directory: Path, *, policy: Policy | None = None
    ) -> None:
        super().__init__(storage, clock, directory, policy=policy)
        self.pages = Pages(self)

    async def guest(self, name: str, platform: Platform | None = None) -> Chatter:
        """Somebody with a browser who has not registered yet."""
        if platform in (None, Platform.WEB):
            return self.pages.somebody(name)
        return await super().guest(name, platform)

    async def introduced(self, guest: Chatter) -> uuid.UUID:
        """Register a guest at the door."""
        if not isinstance(guest, PageChatter):
            return await super().introduced(guest)
        await guest.registers()
        return (await guest.person()).id

    async def delivers(self) -> None:
        """Return when nothing is left to handle or to send, and everybody has read it."""
        await self.engine.settle()
        await self.pages.read()

    async def reopens(self) -> None:
        """The court ends and begins anew, remembering nothing."""
        await self.engine.turns.stop(1)
        self.engine = self._new_engine({})
        await self.pages.reopens()
        await self.engine.intake.recover()


@asynccontextmanager
async def page_court(
    storage: Storage, clock: FakeClock, directory: Path, *, policy: Policy | None = None
) -> AsyncIterator[PageCourt]:
    """A court that is open in the web chat for the length of a block."""
    court = PageCourt(storage, clock, directory, policy=policy)
    try:
        await court.pages.opens()
        yield court
    finally:
        await court.pages.closes()
        await court.engine.turns.stop()
        await court.close()
