"""The live line: nothing lost, nothing doubled, several tabs, and an end that is said."""

import asyncio
import random
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from handlers.chat.outgoing import Amend, Remove, Say
from tests.bot.platforms.web.browser import Browser, Socket
from tests.bot.platforms.web.court import WebCourt, texts_of


class Page:
    """What an open page would know: messages by id, never going back."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.known: dict[str, dict[str, Any]] = {}
        self.times: dict[tuple[str, int], int] = {}
        self.rev = 0

    def hear(self, event: dict[str, Any]) -> None:
        """Take an event as the page does."""
        if event["type"] == "message":
            message = event["message"]
            key = (message["id"], message["rev"])
            self.times[key] = self.times.get(key, 0) + 1
            self.rev = max(self.rev, message["rev"])
            known = self.known.get(message["id"])
            if known is None or known["rev"] < message["rev"]:
                self.known[message["id"]] = message
        elif event["type"] == "remove":
            self.rev = max(self.rev, event["rev"])
            self.known.pop(event["id"], None)

    async def catch_up(self) -> None:
        """GET what was missed, as before every line."""
        more = True
        while more:
            answer = await self.browser.get("/api/messages", params={"after": self.rev, "limit": 7})
            body = answer.json()
            for message in body["messages"]:
                self.hear({"type": "message", "message": message})
            for removal in body["removed"]:
                self.hear({"type": "remove", **removal})
            self.rev, more = max(self.rev, body["rev"]), body["more"]

    async def listen(self, seconds: float) -> None:
        """A line for so long, then a broken one."""
        await self.catch_up()
        async with self.browser.line(self.rev) as line:
            try:
                async with asyncio.timeout(seconds):
                    while True:
                        self.hear(await next_of(line))
            except TimeoutError:
                line.connection.transport.abort()

    def words(self) -> list[str]:
        """The chat as it reads."""
        return [m["text"] for m in sorted(self.known.values(), key=lambda message: message["seq"])]


async def next_of(line: Socket) -> dict[str, Any]:
    """The next event of any kind."""
    import json

    event: dict[str, Any] = json.loads(await line.connection.recv())
    return event


async def test_an_open_page_hears_at_once_what_is_said(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as line:
        await line.next("state")
        await court.tells(anna, "Good evening.")
        event = await line.next("message")
        assert event["message"]["text"] == "Good evening."
        assert event["message"] == (await anna.newest())[0]


async def test_every_tab_and_device_hears_everything_own_words_too(court: WebCourt) -> None:
    anna = await court.member()
    phone = court.browser()
    await phone.login("anna@example.org")
    async with anna.line() as one, anna.line() as two, phone.line() as three:
        await anna.say("from the desk")
        await phone.say("from the phone")
        for line in (one, two, three):
            assert texts_of(await line.messages(2)) == ["from the desk", "from the phone"]


async def test_nobody_hears_another_chat(court: WebCourt) -> None:
    anna, ben = await court.member("anna@example.org"), await court.member("ben@example.org")
    async with ben.line() as line:
        await court.tells(anna, "for anna")
        await court.tells(ben, "for ben")
        assert texts_of(await line.messages(1)) == ["for ben"]
        assert "for anna" not in str(line.heard)


async def test_a_line_goes_on_after_what_the_page_has(court: WebCourt) -> None:
    anna = await court.member()
    for number in range(120):
        await court.tells(anna, str(number))
    async with anna.line(after=50) as line:
        assert texts_of(await line.messages(70)) == [str(n) for n in range(50, 120)]


async def test_rewritten_and_removed_messages_are_caught_up_with(court: WebCourt) -> None:
    anna = await court.member()
    for name in ("a", "b", "c"):
        await court.tells(anna, name, ref=name)
    await court.tells(anna, Amend("a", Say("A")))
    await court.tells(anna, Remove("b"))
    async with anna.line(after=3) as line:
        assert texts_of(await line.messages(1)) == ["A"]
        removal = await line.next("remove")
        assert removal["rev"] == 5
    page = Page(anna)
    await page.catch_up()
    assert page.words() == ["A", "c"]


async def test_broken_lines_lose_and_double_nothing(court: WebCourt) -> None:
    """Messages, rewrites and removals, while three pages' lines break again and again."""
    anna = await court.member()
    dice = random.Random(5)
    pages = [Page(anna) for _ in range(3)]
    done = asyncio.Event()

    async def talk() -> None:
        for number in range(60):
            await court.tells(anna, f"message {number}", ref=f"m{number}")
            if number % 5 == 4:
                await court.tells(anna, Amend(f"m{number - 2}", Say(f"rewritten {number - 2}")))
            if number % 7 == 6:
                await court.tells(anna, Remove(f"m{number - 5}"))
        done.set()

    async def watch(page: Page) -> None:
        while not done.is_set():
            await page.listen(dice.uniform(0.02, 0.2))
        await page.catch_up()

    await asyncio.gather(talk(), *(watch(page) for page in pages))
    expected = await anna.newest(200)
    for page in pages:
        assert page.words() == [message["text"] for message in expected]
        assert {m["id"]: m["rev"] for m in page.known.values()} == {m["id"]: m["rev"] for m in expected}


async def test_one_line_says_each_change_once(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as line:
        await asyncio.gather(*(court.tells(anna, str(n)) for n in range(30)))
        heard = await line.messages(30)
        await court.tells(anna, "last")
        heard += await line.messages(1)
    revs = [message["rev"] for message in heard]
    assert revs == sorted(set(revs)), "in order and without repetition"


async def test_typing_is_shown_and_ends_with_the_message(court: WebCourt) -> None:
    anna = await court.member()
    account, _ = await court.person_of(anna)
    async with anna.line() as line:
        await line.next("state")
        await court.web.typing(str(account.id), on=True)
        assert (await line.next("typing"))["on"] is True
        await court.tells(anna, "There.")
        assert (await line.next("typing"))["on"] is False
    await court.web.typing("nobody", on=True)


async def test_a_ping_is_answered(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as line:
        await line.connection.send('{"type":"ping"}')
        await line.next("pong")
        await line.connection.send("\x00 nonsense")
        await line.next("pong")


async def test_a_change_of_state_is_told(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as line:
        assert (await line.next("state"))["mood"] == "open"
        _, person = await court.person_of(anna)
        async with court.storage.begin() as tx:
            row = await tx.lock(person.id)
            assert row is not None
            row.stopped_at = court.clock.court()
        state = await line.next("state")
        assert (state["mood"], state["stopped"]) == ("stopped", True)


async def test_a_line_that_fails_closes_and_the_next_one_goes_on(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await court.member()
    await court.tells(anna, "before")

    async def broken(*_: object) -> None:
        raise OSError("disk: anna wrote my secret")

    async with anna.line() as line:
        await line.messages(1)
        with monkeypatch.context() as patch:
            patch.setattr("bot.platforms.web.transcript.Transcript.after", broken)
            with pytest.raises(ConnectionClosed):
                await line.next("never")
    logged = capsys.readouterr().out
    assert "web.line_failed" in logged
    assert "secret" not in logged
    await court.tells(anna, "after")
    async with anna.line(after=1) as line:
        assert texts_of(await line.messages(1)) == ["after"]
