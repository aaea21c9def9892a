"""A running server, a bot of the real library, and Anna, who has already said hello."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.fakes.telegram import Person, TelegramServer


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its own RetryAfter unless it may speak of time in timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """Its own pauses pass sixty times faster."""
    server = TelegramServer(pace=60, allow_http_webhook=True)
    async with server.running():
        yield server
    assert server.accidents == []


PLAIN = {"verify": False}
"""no certificates are read: there is no TLS here"""


def bot_of(server: TelegramServer, token: str = "") -> Bot:
    """The real library, pointed at the server."""
    return Bot(
        token or server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=HTTPXRequest(read_timeout=5, connect_timeout=2, httpx_kwargs=PLAIN),
        get_updates_request=HTTPXRequest(read_timeout=5, connect_timeout=2, httpx_kwargs=PLAIN),
    )


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    """The bot, initialised."""
    async with bot_of(server) as bot:
        yield bot


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    """She has met the bot."""
    return server.person("Anna", met=True)
