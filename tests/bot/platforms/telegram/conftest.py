"""A court on Telegram: by polling, and where the way matters by webhook too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.unit import Storage
from tests.contracts.telegram import TelegramChatter, TelegramCourt, telegram_court
from tests.support.clocks import FakeClock


@pytest.fixture
async def polled(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[TelegramCourt]:
    """The court asks Telegram for updates."""
    async with telegram_court(sqlite_storage, clock, tmp_path) as court:
        yield court


@pytest.fixture(params=["polling", "webhook"])
async def reached(
    request: pytest.FixtureRequest, sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[TelegramCourt]:
    """Both ways in which updates come."""
    async with telegram_court(sqlite_storage, clock, tmp_path, mode=request.param) as court:
        yield court


@pytest.fixture
async def anna(polled: TelegramCourt) -> TelegramChatter:
    """A member on Telegram."""
    return await polled.member()


@pytest.fixture
async def olga(polled: TelegramCourt) -> TelegramChatter:
    """An operator on Telegram."""
    return await polled.operator()
