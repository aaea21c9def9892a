"""The password page: changed with the one until now, a first one after a link, and word of it in the chat."""

from datetime import timedelta

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from storage.queries import web
from storage.tables import Bar, Person, User, WebLogin, Work
from tests.bot.platforms.web.browser import PASSWORD, Browser
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import rows
from tests.bot.platforms.web.whole import WholeCourt
from tests.support.people import make_account, make_person, make_settings, make_user

EMAIL = "anna@example.org"
NEW = "a sentence nobody else says"


async def change(
    browser: Browser, current: str = PASSWORD, new: str = NEW, again: str = ""
) -> httpx.Response:
    """Fill in the page of somebody who has a password."""
    return await browser.fill("/password", current=current, password=new, again=again or new)


async def by_link(court: WebCourt, *, member: bool = True) -> tuple[Browser, Person]:
    """Somebody of another platform who came in by a one-time link."""
    now = court.clock.wall()
    async with court.storage.begin() as tx:
        person = await make_person(tx)
        await make_account(tx, person, bot="another")
        if member:
            await make_settings(tx, await make_user(tx, person))
        code = await web.new_code(tx, web.LOGIN_CODE, now, timedelta(minutes=10), person_id=person.id)
    browser = court.browser()
    assert (await browser.fill(f"/web/{code}")).status_code == 303
    await browser.open()
    return browser, person


async def test_the_new_password_opens_and_the_old_one_does_not(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    answer = await change(anna)
    assert answer.status_code == 200
    assert "counts from now on" in answer.text
    assert (await court.browser().login(EMAIL, PASSWORD)).status_code == 403
    assert (await court.browser().login(EMAIL, NEW)).status_code == 303


async def test_other_sessions_end_and_this_one_stays(court: WebCourt) -> None:
    anna, elsewhere = await court.member(EMAIL), court.browser()
    await elsewhere.login(EMAIL)
    async with elsewhere.line() as line:
        await line.next("state")
        await change(anna)
        with pytest.raises(ConnectionClosed):
            await line.next("message")
    assert (await elsewhere.get("/api/state")).status_code == 401
    assert (await anna.get("/api/state")).status_code == 200


async def test_a_link_that_was_not_used_yet_no_longer_works(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    _, person = await court.person_of(anna)
    async with court.storage.begin() as tx:
        now = court.clock.wall()
        code = await web.new_code(tx, web.LOGIN_CODE, now, timedelta(minutes=10), person_id=person.id)
    await change(anna)
    assert (await court.browser().get(f"/web/{code}")).status_code == 404


@pytest.mark.parametrize(
    ("current", "new", "again", "status", "words"),
    [
        ("not the password", NEW, NEW, 403, "not the password until now"),
        ("", NEW, NEW, 403, "not the password until now"),
        (PASSWORD, "short", "short", 400, "at least 10"),
        (PASSWORD, "x" * 257, "x" * 257, 400, "at most 256"),
        (PASSWORD, NEW, NEW + "?", 400, "two passwords differ"),
    ],
)
async def test_what_does_not_fit_changes_nothing_and_says_why(
    court: WebCourt, current: str, new: str, again: str, status: int, words: str
) -> None:
    anna = await court.member(EMAIL)
    answer = await change(anna, current, new, again)
    assert answer.status_code == status
    assert words in answer.text
    assert new not in answer.text
    assert (await court.browser().login(EMAIL)).status_code == 303
    assert await rows(court, Work) == []


async def test_guessing_is_limited_even_for_the_right_password(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    for _ in range(10):
        assert (await change(anna, "a wrong password")).status_code == 403
    refused = await change(anna)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert (await court.browser().login(EMAIL)).status_code == 303


async def test_the_page_needs_a_session_its_token_and_no_lock(court: WebCourt) -> None:
    stranger = await court.browser().get("/password")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/login?next=/password")
    anna = await court.member(EMAIL)
    forged = await anna.http.post(
        "/password", data={"csrf": "x", "current": PASSWORD, "password": NEW, "again": NEW}
    )
    assert forged.status_code == 403
    await anna.post("/api/lock")
    assert (await anna.get("/password")).headers["location"] == "/unlock"
    assert (await court.browser().login(EMAIL)).status_code == 303


@pytest.mark.parametrize("member", [True, False])
async def test_whoever_came_by_a_link_sets_an_e_mail_and_a_password(court: WebCourt, member: bool) -> None:
    anna, person = await by_link(court, member=member)
    page = (await anna.get("/password")).text
    assert 'name="email"' in page
    assert 'name="current"' not in page
    assert (await anna.fill("/password", email=EMAIL, password=NEW, again=NEW)).status_code == 200
    assert (await court.browser().login(EMAIL, NEW)).status_code == 303
    async with court.storage.read() as tx:
        user = await tx.get(User, person.id)
        if user is not None:
            assert await tx.open(user, "email") == EMAIL
            [login] = await rows(court, WebLogin)
            assert (login.email, login.password_hashed) == (None, None)
    assert 'name="current"' in (await anna.get("/password")).text


async def test_an_e_mail_of_somebody_else_and_a_barred_one_are_refused_alike(court: WebCourt) -> None:
    await court.member(EMAIL)
    async with court.storage.begin() as tx:
        hashed = web.email_hash(tx.keyring, "barred@example.org")
        tx.add(Bar(address_hash=hashed, kind="ban", at=court.clock.wall()))
    anna, person = await by_link(court)
    answers = [
        await anna.fill("/password", email=email, password=NEW, again=NEW)
        for email in (EMAIL, "barred@example.org")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("cannot be used here" in answer.text for answer in answers)
    async with court.storage.read() as tx:
        user = await tx.get(User, person.id)
        assert user is not None
        assert user.password_hashed is None


async def test_word_of_it_stands_in_the_chat(whole: WholeCourt) -> None:
    anna = await whole.member(EMAIL)
    await change(anna)
    await whole.engine.settle()
    assert any("password of your web log-in was set anew" in text for text in await anna.texts())
    assert not any(NEW in text or PASSWORD in text for text in await anna.texts())
