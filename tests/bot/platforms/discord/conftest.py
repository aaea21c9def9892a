"""Fixtures: a Discord of the tests' own, and a whole court on it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from storage.unit import Storage
from tests.contracts.discord import DiscordCourt, opened
from tests.fakes.discord import DiscordServer
from tests.support.clocks import FakeClock


@pytest.fixture(autouse=True)
def addresses_are_put_back() -> Iterator[None]:
    """The library keeps its addresses for the whole process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord that is up."""
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
async def court(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, server: DiscordServer
) -> AsyncIterator[DiscordCourt]:
    """A court on Discord that takes and delivers by itself."""
    async with opened(DiscordCourt(sqlite_storage, clock, tmp_path, server)) as court:
        yield court
