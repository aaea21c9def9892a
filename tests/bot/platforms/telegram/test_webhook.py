"""The webhook's door: the secret, the size, nonsense, and only one address that is really ours."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from storage.unit import Storage
from tests.contracts.telegram import SECRET, TelegramCourt, telegram_court
from tests.support.clocks import FakeClock
from tests.support.waiting import until

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def called(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[TelegramCourt]:
    """A court that Telegram calls."""
    async with telegram_court(sqlite_storage, clock, tmp_path, mode="webhook") as court:
        yield court


async def post(court: TelegramCourt, body: bytes, secret: str | None = SECRET) -> int:
    """Call the court; the status of its answer."""
    headers = {} if secret is None else {HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(court.config.webhook_url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


def update(court: TelegramCourt, person_id: int) -> bytes:
    """An update of somebody who writes /start."""
    sender = {"id": person_id, "is_bot": False, "first_name": "Mallory"}
    message = {
        "message_id": 1,
        "date": int(court.server.now()),
        "chat": {"id": person_id, "type": "private"},
        "from": sender,
        "text": "/start",
    }
    return json.dumps({"update_id": 9, "message": message}).encode()


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ä"])
async def test_without_the_secret_nothing_is_taken(called: TelegramCourt, secret: str | None) -> None:
    mallory = await called.somebody("mallory")
    assert await post(called, update(called, mallory.client.id), secret) == 403
    with pytest.raises(AssertionError, match="has not written yet"):
        await mallory.person()


async def test_what_is_no_update_is_taken_so_that_it_does_not_come_again(called: TelegramCourt) -> None:
    for body in (b"", b"{", b"[]", b"7", b'{"update_id": "x"}', b"[" * 100_000, b'{"update_id": 1}'):
        assert await post(called, body) == 200


async def test_a_body_beyond_a_megabyte_is_turned_away(called: TelegramCourt) -> None:
    assert await post(called, b" " * (1024 * 1024 + 1)) == 413


async def test_telegram_is_told_the_secret_and_exactly_what_the_court_wants(called: TelegramCourt) -> None:
    [told] = called.server.called("setWebhook")
    assert told.values["secret_token"] == SECRET
    assert json.loads(told.values["allowed_updates"]) == [
        "message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query",
    ]  # fmt: skip
    assert told.values.get("drop_pending_updates") != "true"


async def test_a_webhook_that_somebody_else_set_is_set_back(called: TelegramCourt) -> None:
    await called.settle()
    await called.server.webhook.set("http://127.0.0.1:9/elsewhere", "", 40)
    await until(lambda: called.server.webhook.url == called.config.webhook_url)
    anna = await called.somebody("anna")
    await anna.says("/start")
    assert anna.bubbles


async def test_it_is_hushed_until_the_backlog_was_searched(called: TelegramCourt) -> None:
    await called.telegram.stop()
    guests = [await called.somebody(f"guest {number}") for number in range(3)]
    for guest in guests:
        await guest.client.says("/start")
    await called.restart()
    assert called.telegram.hushed
    await until(lambda: not called.telegram.hushed)
    await called.settle()
    assert all(guest.bubbles for guest in guests)


async def test_while_telegram_cannot_be_asked_the_platform_counts_as_down(called: TelegramCourt) -> None:
    await until(lambda: called.telegram.up)
    await called.server.goes_away()
    await until(lambda: not called.telegram.up)
    await called.server.comes_back()
    await until(lambda: called.telegram.up and not called.telegram.hushed)
