"""A running web chat for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from storage.unit import Storage
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.whole import WholeCourt, opened
from tests.support.clocks import FakeClock

OpenCourt = Callable[..., Awaitable[WebCourt]]


@pytest.fixture
async def open_court(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[OpenCourt]:
    """Opens a web chat with settings of the test's own."""
    opened: list[WebCourt] = []

    async def opening(**settings: Any) -> WebCourt:
        court = WebCourt(sqlite_storage, clock, tmp_path, **settings)
        await court.web.start()
        opened.append(court)
        return court

    yield opening
    for court in opened:
        await court.close()


@pytest.fixture
async def court(open_court: OpenCourt) -> WebCourt:
    """A web chat that lets everybody in."""
    return await open_court()


@pytest.fixture
async def whole(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[WholeCourt]:
    """A web chat with the whole court behind it, taking and delivering by itself."""
    async with opened(WholeCourt(sqlite_storage, clock, tmp_path)) as court:
        yield court
