"""The shipped program with Telegram configured: opened, spoken to, unreachable at first, restarted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import keys as key_files
from bot.app import Court, started
from bot.settings.load import load_settings
from storage.enums import Platform
from tests.contracts.telegram import webhook_settings
from tests.fakes.telegram import TelegramServer
from tests.support.waiting import until


@asynccontextmanager
async def opened(folder: Path, server: TelegramServer, **telegram: object) -> AsyncIterator[Court]:
    """The program as it runs, its web chat on a free port, Telegram at the test's server."""
    environ = {
        "COURT_COURT__DATA_DIRECTORY": str(folder / "data"),
        "COURT_COURT__ADMISSION": "open",
        "COURT_KEYS__FILE": str(folder / "keys" / "key.json"),
        "COURT_WEB__PORT": "0",
        "COURT_TELEGRAM__TOKEN": server.token,
        "COURT_TELEGRAM__API_BASE_URL": server.base_url,
        "COURT_TELEGRAM__FILE_BASE_URL": server.base_file_url,
        **{f"COURT_TELEGRAM__{name.upper()}": str(value) for name, value in telegram.items()},
    }
    settings = load_settings(None, environ)
    settings.data_directory.mkdir(parents=True, exist_ok=True)
    async with started(settings, await key_files.unlock(settings, create=True)) as court:
        yield court


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """A Bot API server whose own pauses are short."""
    server = TelegramServer(pace=20, allow_http_webhook=True)
    async with server.running():
        yield server
        assert server.accidents == []


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_it_answers_and_goes_on_after_a_restart(
    tmp_path: Path, server: TelegramServer, mode: str
) -> None:
    settings = webhook_settings() if mode == "webhook" else {}
    anna = server.person("Anna")
    async with opened(tmp_path, server, **settings):
        await anna.says("/start")
        await anna.hears("adults only", within=20)
    await anna.says("/help")
    async with opened(tmp_path, server, **settings):
        await anna.hears("/red", within=20)
        await anna.presses("1990s", within=400)
        await anna.hears("year", within=20)


async def test_the_court_opens_while_telegram_is_away_which_comes_when_it_can(
    tmp_path: Path, server: TelegramServer
) -> None:
    anna = server.person("Anna")
    await server.goes_away()
    async with opened(tmp_path, server) as court:
        await until(lambda: court.supervisor.states().get("telegram") == "down")
        assert court.supervisor.states()["web"] == "up"
        await server.comes_back()
        await anna.says("/start")
        await anna.hears("adults only", within=20)
        assert court.supervisor.states()["telegram"] == "up"


async def test_telegrams_own_limits_cost_nothing_but_a_moment(tmp_path: Path, server: TelegramServer) -> None:
    server.limits.on = True
    anna = server.person("Anna")
    async with opened(tmp_path, server):
        asked = [await anna.says(f"/help {number}") for number in range(4)]
        await until(lambda: len(anna.received) == len(asked), within=20)
    assert server.limits.refused
    assert [answer.reply_to for answer in anna.received] == asked


async def test_a_token_nobody_knows_leaves_the_others_alone(tmp_path: Path, server: TelegramServer) -> None:
    server.revoke_token()
    async with opened(tmp_path, server) as court:
        await until(lambda: court.supervisor.states().get("telegram") == "refused")
        assert court.supervisor.states()["web"] == "up"


async def test_without_a_token_there_is_no_telegram(tmp_path: Path, server: TelegramServer) -> None:
    async with opened(tmp_path, server, token="") as court:
        assert set(court.engine.platforms) == {Platform.WEB}
