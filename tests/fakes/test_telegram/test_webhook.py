"""Updates pushed to the bot: the secret, the order, the patience."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from tests.fakes.telegram import Person, TelegramServer


@dataclass
class Hook:
    """The bot's end."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """statuses to answer with before all is well"""
    heard: list[tuple[str, str | None]] = field(default_factory=list)
    """texts and secrets"""
    reply: dict[str, object] | None = None
    hold: asyncio.Event | None = None
    inside: int = 0
    most_inside: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        update = await request.json()
        self.heard.append((update["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        async with self._news:
            self._news.notify_all()
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        if self.hold:
            await self.hold.wait()
        self.inside -= 1
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        return web.json_response(self.reply) if self.reply else web.Response()

    async def hears(self, number: int) -> list[str]:
        """The texts, once so many came."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= number)
        return [text for text, _ in self.heard]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """Listening on a port of its own."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


@pytest.mark.parametrize(
    ("url", "secret", "complaint"),
    [
        ("http://example.net/hook", "", "An HTTPS URL must be provided for webhook"),
        ("https://example.net:8080/hook", "", "only on ports 80, 88, 443 or 8443"),
        ("https://example.net/hook", "x" * 257, "Secret token is too long"),
        ("https://example.net/hook", "a b", "Secret token contains unallowed characters"),
    ],
)
async def test_an_impossible_webhook_is_refused(bot: Bot, url: str, secret: str, complaint: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.set_webhook(url, secret_token=secret or None)


async def test_plain_http_is_never_taken_without_the_switch() -> None:
    server = TelegramServer()
    async with server.running():
        url = f"{server.base_url}{server.token}/setWebhook"
        async with server.webhook._client().post(url, json={"url": "http://127.0.0.1:9/x"}) as answer:
            assert "An HTTPS URL must be provided" in (await answer.json())["description"]


async def test_updates_are_pushed_with_the_secret(bot: Bot, anna: Person, hook: Hook) -> None:
    await anna.says("before")
    await bot.set_webhook(hook.url, secret_token="s3cret_-")
    await anna.says("after")
    assert await hook.hears(2) == ["before", "after"]
    assert {secret for _, secret in hook.heard} == {"s3cret_-"}
    async with asyncio.timeout(5):
        while (await bot.get_webhook_info()).pending_update_count:
            pass


async def test_what_is_not_taken_comes_again_and_the_rest_waits(bot: Bot, anna: Person, hook: Hook) -> None:
    hook.answers = [500, 503, 403]
    await bot.set_webhook(hook.url)
    await anna.says("one")
    await anna.says("two")
    assert await hook.hears(5) == ["one", "one", "one", "one", "two"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"


async def test_an_unreachable_bot_keeps_its_updates(bot: Bot, anna: Person) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await anna.says("one")
    async with asyncio.timeout(5):
        while (info := await bot.get_webhook_info()).last_error_message is None:
            pass
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await bot.delete_webhook()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "one"


async def test_chats_do_not_wait_for_each_other_up_to_the_limit(
    server: TelegramServer, bot: Bot, hook: Hook
) -> None:
    hook.hold = asyncio.Event()
    await bot.set_webhook(hook.url, max_connections=3)
    crowd = [server.person(f"P{number}") for number in range(6)]
    for person in crowd:
        await person.says("first")
        await person.says("second")
    await hook.hears(3)
    await asyncio.sleep(0.05)
    assert hook.most_inside == 3
    hook.hold.set()
    texts = await hook.hears(12)
    assert (texts.count("first"), texts.count("second")) == (6, 6)
    assert hook.most_inside == 3


async def test_a_server_that_comes_back_goes_on_pushing(
    server: TelegramServer, bot: Bot, anna: Person, hook: Hook
) -> None:
    await bot.set_webhook(hook.url)
    await server.goes_away()
    await anna.says("one")
    await anna.says("two")
    await asyncio.sleep(0.05)
    assert hook.heard == []
    await server.comes_back()
    assert await hook.hears(2) == ["one", "two"]


async def test_copies_keep_their_place_in_the_chat(
    server: TelegramServer, bot: Bot, anna: Person, hook: Hook
) -> None:
    await bot.set_webhook(hook.url)
    server.updates.twice = 1
    await anna.says("one")
    await anna.says("two")
    assert await hook.hears(3) == ["one", "one", "two"]


async def test_a_method_in_the_answer_is_done(bot: Bot, anna: Person, hook: Hook) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": anna.id, "text": "at once"}
    await bot.set_webhook(hook.url)
    await anna.says("hi")
    await anna.hears("at once")


async def test_dropping_what_is_pending(bot: Bot, anna: Person, hook: Hook) -> None:
    await anna.says("lost")
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await anna.says("kept")
    assert await hook.hears(1) == ["kept"]
