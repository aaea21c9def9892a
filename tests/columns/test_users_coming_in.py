"""The columns of ``users`` about coming in: the page's log-in, and when, where and with what it was last."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.enums import Platform
from storage.queries import web
from storage.unit import Storage
from tests.bot.platforms.web.browser import PASSWORD, Browser, client_id
from tests.bot.platforms.web.whole import WholeCourt, opened
from tests.columns.acting import HOUR
from tests.columns.contents import column
from tests.columns.looking import held
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link
from tests.support.people import make_person, make_settings, make_user
from tests.support.playing import member

EMAIL = "anna@example.org"
pytestmark = pytest.mark.slow


@pytest.fixture
async def page(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[WholeCourt]:
    """The real web server with the whole court behind it."""
    async with opened(WholeCourt(sqlite_storage, clock, tmp_path)) as court:
        yield court


async def by_link(court: WholeCourt, *, device: str = "") -> tuple[Browser, uuid.UUID]:
    """A member who came in by a one-time link, and who she is."""
    now = court.clock.wall()
    async with court.storage.begin() as tx:
        person = await make_person(tx)
        await make_settings(tx, await make_user(tx, person, persona="octavia"))
        code = await web.new_code(tx, web.LOGIN_CODE, now, timedelta(minutes=10), person_id=person.id)
    browser = court.browser(**({"User-Agent": device} if device else {}))
    assert (await browser.fill(f"/web/{code}")).status_code == 303
    await browser.open()
    return browser, person.id


async def sets_password(anna: Browser, email: str = EMAIL, password: str = PASSWORD) -> None:
    """She takes an e-mail and a password on the page."""
    answer = await anna.fill("/password", email=email, password=password, again=password)
    assert "counts from now on" in answer.text


async def asks_for_link(anna: Browser) -> str:
    """What /link answers on the page."""
    await anna.post("/api/send", {"id": client_id(), "kind": "command", "command": "link", "args": ""})
    async with asyncio.timeout(20):
        while True:
            for text in await anna.texts():
                if "Last here:" in text:
                    return text
            await asyncio.sleep(0.02)


async def in_two_places(court: ScriptedCourt, platform: Platform) -> tuple[Chatter, Chatter]:
    """A member with an account on a platform and one on the page."""
    there, here = await member(court, platform=platform), await court.guest("anna-web")
    await link(there, here)
    return there, here


@column(
    "users.email",
    means="the page's log-in (sealed; found by a keyed hash beside it)",
    written="the password page, or registering on the web before onboarding",
    read="the password page says as whom she logs in",
)
async def test_the_password_page_says_as_whom_one_logs_in(page: WholeCourt) -> None:
    (anna, who), (beth, _) = await by_link(page), await by_link(page)
    await sets_password(anna)
    await sets_password(beth, "beth@example.org")
    assert await held(page.storage, "users.email", who) == EMAIL

    assert f"You log in as <strong>{EMAIL}</strong>" in (await anna.get("/password")).text
    assert EMAIL not in (await beth.get("/password")).text


@column(
    "users.password_hashed",
    means="the page's password, as an argon2id hash",
    written="the password page, or registering on the web before onboarding",
    read="logging in",
)
async def test_the_password_one_chose_opens_the_page_and_no_other_does(page: WholeCourt) -> None:
    anna, who = await by_link(page)
    await sets_password(anna)
    hashed = await held(page.storage, "users.password_hashed", who)
    assert hashed.startswith("$argon2id$")
    assert PASSWORD not in hashed

    assert (await page.browser().login(EMAIL, "wrong horse battery")).status_code == 403
    assert (await page.browser().login(EMAIL)).status_code == 303


@column(
    "users.last_login_at",
    means="when she was here last: her log-in on the web, her last message elsewhere",
    written="the court, at every message on Telegram and Discord and every log-in on the web",
    read="/link says it, so that she notices if it was somebody else",
)
async def test_link_says_when_one_was_here_last(court: ScriptedCourt) -> None:
    there, here = await in_two_places(court, Platform.TELEGRAM)
    court.clock.advance(HOUR)
    await there.says("Good afternoon.")
    moment = await held(court.storage, "users.last_login_at", (await there.person()).id)
    assert moment == court.clock.wall()
    court.clock.advance(HOUR)

    await here.says("/link")
    assert "Last here: 02 Mar 2026, 13:00" in here.heard


@column(
    "users.last_login_ip",
    means="from which address, on the web (sealed)",
    written="the court, when she logs in on the web",
    read="/link says it, so that she notices if it was somebody else",
)
async def test_link_says_from_which_address_one_came(page: WholeCourt) -> None:
    anna, who = await by_link(page)
    assert await held(page.storage, "users.last_login_ip", who) == "127.0.0.1"

    assert ", 127.0.0.1." in await asks_for_link(anna)


@column(
    "users.last_login_device",
    means="with which browser; elsewhere the platform with the client's language (sealed)",
    written="the court, at every message on Telegram and Discord and every log-in on the web",
    read="/link says it, so that she notices if it was somebody else",
)
async def test_link_says_with_what_one_was_here(page: WholeCourt, court: ScriptedCourt) -> None:
    anna, who = await by_link(page, device="Lantern/3 (Linux)")
    assert await held(page.storage, "users.last_login_device", who) == "Lantern/3 (Linux)"
    assert "Lantern/3 (Linux)" in await asks_for_link(anna)

    there, here = await in_two_places(court, Platform.DISCORD)
    await there.says("Good afternoon.")
    await here.says("/link")
    assert "Discord (en)" in here.heard
