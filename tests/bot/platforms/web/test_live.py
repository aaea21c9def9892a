"""The live line: nothing lost, nothing doubled, several tabs, and an end that is said."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.platforms.web.hub import MOST_LINES
from handlers.chat.outgoing import Amend, Remove, Say
from storage.tables import WebSession
from tests.bot.platforms.web.browser import PASSWORD, Browser, Socket
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt, texts_of
from tests.support.clocks import FakeClock


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


# -- ends ----------------------------------------------------------------------------------------------


async def closes_with(line: Socket, word: str) -> None:
    """The line says ``word`` and closes; nothing comes after it."""
    await line.next(word)
    with pytest.raises(ConnectionClosed):
        await line.connection.recv()


async def test_logging_out_hangs_up_every_tab(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as one, anna.line() as two:
        await one.next("state")
        await anna.http.post("/logout", data={"csrf": anna.csrf})
        await closes_with(one, "bye")
        await closes_with(two, "bye")


async def test_a_revoked_session_never_hears_another_word(open_court: OpenCourt) -> None:
    from bot.platforms.web.config import WebConfig

    court = await open_court(config=WebConfig(port=0, heartbeat_seconds=60))
    anna = await court.member()
    await court.person_of(anna)
    async with anna.line() as line:
        await line.next("state")
        from sqlmodel import select

        async with court.storage.begin() as tx:
            for session in await tx.all(select(WebSession)):
                await tx.delete(session)
        await court.tells(anna, "not for this line")
        await closes_with(line, "bye")
        assert "not for this line" not in str(line.heard)


async def test_locking_covers_every_tab_of_this_browser(court: WebCourt) -> None:
    anna = await court.member()
    phone = court.browser()
    await phone.login("anna@example.org")
    async with anna.line() as one, anna.line() as two, phone.line() as other:
        await anna.post("/api/lock")
        await closes_with(one, "locked")
        await closes_with(two, "locked")
        await phone.say("the phone is open")
        await other.messages(1)


async def test_the_idle_lock_reaches_an_open_line(court: WebCourt, clock: FakeClock) -> None:
    anna = await court.member()
    async with anna.line() as line:
        await line.next("state")
        clock.advance(timedelta(minutes=15))
        await closes_with(line, "locked")


async def test_who_has_no_open_session_gets_no_line(court: WebCourt) -> None:
    anna = await court.member()
    await anna.post("/api/lock")
    for browser in (anna, court.browser()):
        with pytest.raises(InvalidStatus, match="403"):
            async with browser.line():
                pass


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_page_cannot_open_a_line(court: WebCourt, origin: str) -> None:
    anna = await court.member()
    with pytest.raises(InvalidStatus, match="403"):
        async with anna.line(origin=origin):
            pass


async def test_too_many_tabs_end_the_oldest(court: WebCourt) -> None:
    anna = await court.member()
    from contextlib import AsyncExitStack

    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(anna.line()) for _ in range(MOST_LINES + 1)]
        await closes_with(lines[0], "bye")
        await court.tells(anna, "hello")
        assert texts_of(await lines[-1].messages(1)) == ["hello"]


async def test_a_page_that_does_not_read_is_hung_up_on_and_comes_back(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.web.live.SEND_SECONDS", 0.5)
    anna = await court.member()
    await court.person_of(anna)
    many, long = 24, "x" * 800_000
    async with anna.line() as slow, anna.line() as quick:
        await slow.next("state")
        slow.connection.transport.pause_reading()
        for number in range(many):
            await court.tells(anna, f"{number} {long}")
            await quick.messages(1)
        await asyncio.sleep(0.6)
        slow.connection.transport.resume_reading()
        with pytest.raises(ConnectionClosed):
            await slow.messages(many)
    assert len(slow.heard) < many
    assert len(await anna.newest(200)) == many


async def test_stopping_says_goodbye_and_is_quick(court: WebCourt) -> None:
    anna = await court.member()
    async with anna.line() as line:
        await line.next("state")
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await court.web.stop()
        assert loop.time() - begun < 3
        await closes_with(line, "bye")


async def test_it_can_be_started_again_and_sessions_hold(court: WebCourt) -> None:
    anna = await court.member()
    await court.web.stop()
    await court.web.start()
    anna.http.base_url = court.web.address
    assert (await anna.get("/api/state", headers={"Origin": court.web.address})).status_code == 200
    assert (await court.browser().login("anna@example.org", PASSWORD)).status_code == 303
