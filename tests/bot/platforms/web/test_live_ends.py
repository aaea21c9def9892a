"""How a live line ends: said, at once, and for good."""

import asyncio
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.platforms.web.hub import MOST_LINES
from storage.tables import WebSession
from tests.bot.platforms.web.browser import PASSWORD, Socket
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt, texts_of
from tests.support.clocks import FakeClock


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
