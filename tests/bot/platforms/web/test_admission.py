"""Who is let in: freely, by approval, by invitation; the owner; links from other chats."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.web.links import make_owner_link
from handlers.member.accounts.web_link import WORK
from storage.enums import Platform, Role
from storage.queries import web
from storage.tables import Admission, Invitation, OneTimeCode, Operator, Person, User, Work
from tests.bot.platforms.web.browser import ADULT, PASSWORD, hidden_of
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import at_account_step, invite, rows
from tests.support.clocks import FakeClock
from tests.support.people import make_account, make_person, make_user

EMAIL = "anna@example.org"


async def test_an_open_court_lets_everybody_in(court: WebCourt) -> None:
    await court.member(EMAIL)
    (admission,) = await rows(court, Admission)
    assert admission.admitted is True


async def test_a_court_by_approval_lets_them_wait(open_court: OpenCourt) -> None:
    court = await open_court(admission="approval")
    await court.member(EMAIL)
    (admission,) = await rows(court, Admission)
    assert admission.admitted is None
    assert "Ask to be let in" in (await court.browser().get("/login")).text


async def test_a_court_by_invitation_shows_no_way_in_without_one(open_court: OpenCourt) -> None:
    court = await open_court(admission="invitation")
    stranger = court.browser()
    assert "/register" not in (await stranger.get("/login")).text
    page = await stranger.get("/register")
    assert page.status_code == 403
    assert "by invitation" in page.text
    form = hidden_of((await stranger.get("/login")).text)
    posted = await stranger.http.post("/register", data={**form, **ADULT})
    assert 'name="email"' not in posted.text


async def test_an_invitation_lets_in_as_often_as_it_says(open_court: OpenCourt) -> None:
    court = await open_court(admission="invitation")
    code = await invite(court, uses_left=1)
    anna, ben = court.browser(), court.browser()
    waiting = await at_account_step(ben, f"/join/{code}")
    assert (await anna.register(EMAIL, path=f"/join/{code}")).status_code == 303
    late = await ben.http.post(
        "/register", data={**waiting, "email": "ben@example.org", "password": PASSWORD, "again": PASSWORD}
    )
    assert late.status_code == 404
    assert "no longer opens" in late.text
    assert (await ben.get(f"/join/{code}")).status_code == 404
    assert len(await rows(court, Person)) == 1
    (admission,) = await rows(court, Admission)
    (invitation,) = await rows(court, Invitation)
    assert (admission.admitted, admission.invitation_id, invitation.uses_left) == (True, invitation.id, 0)


@pytest.mark.parametrize("spoilt", ["unknown", "late", "revoked", "used"])
async def test_an_invitation_that_is_worth_nothing_says_so(open_court: OpenCourt, spoilt: str) -> None:
    court = await open_court(admission="invitation")
    now = court.clock.wall()
    spoiling: dict[str, dict[str, Any]] = {
        "late": {"expires_at": now},
        "revoked": {"revoked_at": now},
        "used": {"uses_left": 0},
    }
    code = await invite(court, **spoiling.get(spoilt, {}))
    page = await court.browser().get(f"/join/{'x' if spoilt == 'unknown' else code}")
    assert page.status_code == 404
    assert "invitation" in page.text


async def test_an_invitation_may_make_an_operator(open_court: OpenCourt) -> None:
    court = await open_court(admission="invitation")
    code = await invite(court, role=Role.OPERATOR, persona="octavia")
    await court.browser().register(EMAIL, path=f"/join/{code}")
    (operator,) = await rows(court, Operator)
    assert (operator.role, operator.personas) == (Role.OPERATOR, ["octavia"])


async def test_who_is_logged_in_uses_an_invitation_by_a_press_and_not_by_looking(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    code = await invite(court, role=Role.OPERATOR)
    looked = await anna.get(f"/join/{code}")
    assert "Come in" in looked.text
    assert await rows(court, Operator) == []
    assert (await anna.fill(f"/join/{code}")).status_code == 303
    assert len(await rows(court, Operator)) == 1


async def test_an_invitation_that_gives_nothing_is_not_used_up(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    code = await invite(court)
    await anna.fill(f"/join/{code}")
    (invitation,) = await rows(court, Invitation)
    assert invitation.uses_left == 1


# -- the owner's link ----------------------------------------------------------------------------------


async def owner_path(court: WebCourt) -> str:
    """The path of a fresh owner's link."""
    link = await make_owner_link(court.storage, court.clock, "http://127.0.0.1:8080/")
    assert link is not None
    assert link.startswith("http://127.0.0.1:8080/owner/")
    return link.removeprefix("http://127.0.0.1:8080")


async def test_the_owners_link_makes_the_first_visitor_the_owner_once(open_court: OpenCourt) -> None:
    court = await open_court(admission="invitation")
    path = await owner_path(court)
    first, second = court.browser(), court.browser()
    assert "Open your court" in (await second.get(path)).text
    assert (await first.register(EMAIL, path=path)).status_code == 303
    (operator,) = await rows(court, Operator)
    assert operator.role is Role.OWNER
    assert (await first.get("/api/state")).json()["operator"] is True
    assert (await second.get(path)).status_code == 404
    assert await make_owner_link(court.storage, court.clock, "http://x") is None


async def test_two_at_once_make_one_owner(open_court: OpenCourt) -> None:
    court = await open_court(admission="invitation")
    path = await owner_path(court)
    both = [court.browser(), court.browser()]
    forms = [await at_account_step(each, path) for each in both]
    answers = await asyncio.gather(
        *(
            each.http.post(
                path, data={**form, "email": f"{n}@example.org", "password": PASSWORD, "again": PASSWORD}
            )
            for n, (each, form) in enumerate(zip(both, forms, strict=True))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 404]
    assert len(await rows(court, Operator)) == len(await rows(court, Person)) == 1


async def test_somebody_with_an_account_becomes_the_owner_by_a_press(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    path = await owner_path(court)
    assert "Come in" in (await anna.get(path)).text
    assert (await anna.fill(path)).status_code == 303
    assert (await rows(court, Operator))[0].role is Role.OWNER


async def test_the_owners_link_with_a_known_e_mail_logs_in(court: WebCourt) -> None:
    await court.member(EMAIL)
    path = await owner_path(court)
    assert (await court.browser().register(EMAIL, path=path, password="another password")).status_code == 403
    assert await rows(court, Operator) == []
    assert (await court.browser().register(EMAIL, path=path)).status_code == 303
    assert len(await rows(court, Operator)) == 1


async def test_an_owners_link_is_good_for_a_day_and_a_newer_one_replaces_it(
    court: WebCourt, clock: FakeClock
) -> None:
    old = await owner_path(court)
    new = await owner_path(court)
    assert (await court.browser().get(old)).status_code == 404
    assert (await court.browser().get(new)).status_code == 200
    clock.advance(timedelta(days=1))
    assert (await court.browser().get(new)).status_code == 404


async def test_only_hashes_of_codes_are_kept(court: WebCourt) -> None:
    path = await owner_path(court)
    (code,) = await rows(court, OneTimeCode)
    assert path.rpartition("/")[2] not in str(code)


# -- links from other chats ----------------------------------------------------------------------------


async def link_for_a_telegram_member(court: WebCourt) -> tuple[str, Person]:
    """A log-in link, as /web gives it in another chat."""
    async with court.storage.begin() as tx:
        person = await make_person(tx)
        await make_account(tx, person, platform=Platform.TELEGRAM, bot="7")
        await make_user(tx, person, username="Anna")
        code = await web.new_code(
            tx, web.LOGIN_CODE, court.clock.wall(), timedelta(minutes=10), person_id=person.id
        )
    return f"/web/{code}", person


async def test_a_link_logs_in_once_and_makes_the_web_account(court: WebCourt) -> None:
    path, person = await link_for_a_telegram_member(court)
    browser = court.browser()
    assert "Come in" in (await browser.get(path)).text
    assert "Come in" in (await browser.get(path)).text, "a preview must not use it up"
    assert (await browser.fill(path)).headers["location"] == "/"
    account, whose = await court.person_of(browser)
    assert (whose.id, account.platform) == (person.id, Platform.WEB)
    assert (await court.browser().get(path)).status_code == 404
    (work,) = await rows(court, Work)
    assert (work.kind, work.person_id) == (WORK, person.id), "every account hears of it"
    second = court.browser()
    async with court.storage.begin() as tx:
        life = timedelta(minutes=10)
        code = await web.new_code(tx, web.LOGIN_CODE, court.clock.wall(), life, person_id=person.id)
    await second.fill(f"/web/{code}")
    assert (await court.person_of(second))[0].id == account.id, "the account is made once"


async def test_a_link_is_too_old_after_its_time(court: WebCourt, clock: FakeClock) -> None:
    path, _ = await link_for_a_telegram_member(court)
    clock.advance(timedelta(minutes=10))
    page = await court.browser().get(path)
    assert page.status_code == 404
    assert "/web" in page.text


async def test_a_log_in_is_noted_with_the_member(court: WebCourt) -> None:
    path, person = await link_for_a_telegram_member(court)
    await court.browser(**{"User-Agent": "Tested\x7f Browser/1.0"}).fill(path)
    async with court.storage.read() as tx:
        user = await tx.get(User, person.id)
        assert user is not None
        assert user.last_login_at == court.clock.wall()
        assert await tx.open(user, "last_login_ip") == "127.0.0.1"
        assert await tx.open(user, "last_login_device") == "Tested Browser/1.0"


async def test_who_came_by_a_link_and_has_no_password_is_told_how_to_come_back(court: WebCourt) -> None:
    path, _ = await link_for_a_telegram_member(court)
    browser = court.browser()
    await browser.fill(path)
    await browser.open()
    await browser.post("/api/lock")
    answer = await browser.fill("/unlock", password=PASSWORD)
    assert answer.status_code == 403
    assert "/web" in answer.text
