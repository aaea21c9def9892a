"""A place where the court is met, and what a story needs of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from storage.enums import Platform, Role
from storage.unit import Storage
from tests.contracts import discord, telegram
from tests.contracts.somebody import Somebody
from tests.contracts.web import page_court
from tests.fakes.discord import DiscordServer
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt

PLACES = ("web", "polling", "webhook", "discord")


class Reopening(Protocol):
    """A court that can end and begin anew."""

    async def reopens(self) -> None:
        """The same disk, nothing remembered."""
        ...


@dataclass(slots=True)
class Place:
    """One of ``PLACES``, open, with the whole court behind it."""

    name: str
    court: ScriptedCourt
    reopening: Reopening

    @property
    def platform(self) -> Platform:
        """The platform of this place."""
        return self.court.home

    async def guest(self, name: str) -> Somebody:
        """Somebody who has not written yet."""
        return known(await self.court.guest(name))

    async def member(self, name: str = "anna", **settings: Any) -> Somebody:
        """A member; arguments as of ``playing.member``."""
        return known(await playing.member(self.court, name, **settings))

    async def operator(
        self, name: str = "olga", *, personas: Sequence[str] = (), role: Role = Role.OPERATOR
    ) -> Somebody:
        """Somebody who runs the court; arguments as of ``playing.operator``."""
        return known(await playing.operator(self.court, name, personas=personas, role=role))

    async def restart(self) -> None:
        """The court ends and begins anew, remembering nothing but what is on its disk."""
        await self.reopening.reopens()
        await self.court.settle()

    async def pass_time(self, *, step: timedelta | None = None, **time: float) -> None:
        """Let so many minutes, hours or days pass, with all they bring."""
        await self.court.pass_time(timedelta(**time), step=step)


def known(chatter: Chatter) -> Somebody:
    """Somebody of these stories."""
    assert isinstance(chatter, Somebody)
    return chatter


@asynccontextmanager
async def opened(name: str, storage: Storage, clock: FakeClock, directory: Path) -> AsyncIterator[Place]:
    """The place of this name for the length of a block."""
    if name == "web":
        async with page_court(storage, clock, directory) as court:
            yield Place(name, court, court)
    elif name == "discord":
        async with (
            DiscordServer().running() as server,
            discord.opened(discord.DiscordCourt(storage, clock, directory, server)) as court_there,
        ):
            yield Place(name, court_there, court_there)
    else:
        async with telegram.telegram_court(storage, clock, directory, mode=name) as court_here:
            yield Place(name, court_here, court_here)
