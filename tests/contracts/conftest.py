"""The four places, one after the other: every story is told in each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from storage.unit import Storage
from tests.contracts.places import PLACES, Place, opened
from tests.support.clocks import FakeClock


@pytest.fixture
def addresses_are_put_back() -> Iterator[None]:
    """Discord's library keeps its addresses for the whole process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture(params=PLACES)
async def place(
    request: pytest.FixtureRequest,
    sqlite_storage: Storage,
    clock: FakeClock,
    tmp_path: Path,
    addresses_are_put_back: None,
) -> AsyncIterator[Place]:
    """The court, open in one place."""
    async with opened(request.param, sqlite_storage, clock, tmp_path) as place:
        yield place
