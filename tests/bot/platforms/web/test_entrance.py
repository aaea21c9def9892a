"""The way in: age before anything else, invitations, approval, the owner's link, links from other chats."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.platforms.web.passwords import Passwords
from storage.queries import door, web
from storage.tables import Account, Bar, Person, WebLogin
from tests.bot.platforms.web.browser import ADULT, PASSWORD, hidden_of
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import at_account_step, rows
from tests.support.clocks import FakeClock

EMAIL = "anna@example.org"
MINOR = {"day": "3", "month": "3", "year": "2008"}
"""Eighteen on the day after the clock's Monday noon."""


# -- age -----------------------------------------------------------------------------------------------


async def test_the_first_page_asks_for_the_date_of_birth_and_nothing_else(court: WebCourt) -> None:
    page = (await court.browser().get("/register")).text
    assert 'name="year"' in page
    assert 'name="email"' not in page
    assert 'name="password"' not in page


async def test_an_adult_leaves_only_that_she_is_one(court: WebCourt) -> None:
    await court.member(EMAIL)
    (person,) = await rows(court, Person)
    assert person.adult_confirmed_on == date(2026, 3, 2)
    assert person.adult_confirmed_how == "date of birth"
    assert "1990" not in str(person)


async def test_a_minor_is_refused_kindly_and_nothing_at_all_is_kept(court: WebCourt) -> None:
    child = court.browser()
    answer = await child.fill("/register", **MINOR)
    assert answer.status_code == 403
    assert "adults only" in answer.text
    assert [await rows(court, table) for table in (Person, Account, WebLogin, Bar)] == [[], [], [], []]


async def test_a_minor_does_not_get_in_with_a_second_date(court: WebCourt, clock: FakeClock) -> None:
    child = court.browser()
    form = hidden_of((await child.get("/register")).text)
    await child.http.post("/register", data={**form, **MINOR})
    assert (await child.get("/register")).status_code == 403
    assert (await child.http.post("/register", data={**form, **ADULT})).status_code == 403
    clock.advance(timedelta(days=1, seconds=1))
    assert (await child.get("/register")).status_code == 200


async def test_somebody_who_comes_of_age_today_is_an_adult(court: WebCourt) -> None:
    answer = await court.browser().fill("/register", day="2", month="3", year="2008")
    assert 'name="email"' in answer.text


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "1990"),
        ("", "4", "1990"),
        ("1", "1", "2031"),
        ("1", "1", "1850"),
        ("x", "²", "19 90"),
        ("0", "0", "0"),
    ],
)
async def test_what_is_no_date_of_birth_is_asked_again(
    court: WebCourt, day: str, month: str, year: str
) -> None:
    answer = await court.browser().fill("/register", day=day, month=month, year=year)
    assert answer.status_code == 400
    assert "not a date of birth" in answer.text
    assert 'name="year"' in answer.text


async def test_the_age_step_cannot_be_skipped_forged_lent_or_kept(court: WebCourt, clock: FakeClock) -> None:
    account = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD}
    anna, ben = court.browser(), court.browser()
    hidden = await at_account_step(anna)
    own = hidden_of((await ben.get("/register")).text)
    for ticket in ("", "x", hidden["age_ticket"], hidden["age_ticket"][:-1] + "0"):
        answer = await ben.http.post("/register", data={**own, "age_ticket": ticket, **account})
        assert answer.status_code == 400, ticket
        assert 'name="year"' in answer.text
    clock.advance(timedelta(minutes=30))
    late = await anna.http.post("/register", data={**hidden, **account})
    assert late.status_code == 400
    assert "once more" in late.text
    assert await rows(court, Person) == []


# -- the account ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "anna"}, "e-mail address"),
        ({"email": "anna@@example.org"}, "e-mail address"),
        ({"email": f"{'a' * 250}@example.org"}, "e-mail address"),
        ({"password": "too short", "again": "too short"}, "at least 10"),
        ({"password": "x" * 257, "again": "x" * 257}, "at most 256"),
        ({"again": "another password"}, "differ"),
        ({"password": "ANNA@example.org", "again": "ANNA@example.org"}, "must not be your e-mail"),
    ],
)
async def test_what_does_not_do_is_said_and_the_rest_kept(
    court: WebCourt, fields: dict[str, str], sentence: str
) -> None:
    anna = court.browser()
    hidden = await at_account_step(anna)
    given = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD, **fields}
    answer = await anna.http.post("/register", data={**hidden, **given})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert hidden_of(answer.text)["age_ticket"] == hidden["age_ticket"]
    assert given["password"] not in answer.text.replace(given["email"], "")
    assert await rows(court, Person) == []


async def test_an_e_mail_registers_once_and_its_password_logs_in(court: WebCourt) -> None:
    await court.member(EMAIL)
    other = await court.browser().register(EMAIL, password="another password")
    assert other.status_code == 403
    assert "do not open the door together" in other.text
    assert (await court.browser().register(EMAIL)).status_code == 303
    assert len(await rows(court, Person)) == 1


async def test_the_same_e_mail_twice_at_once_makes_one_person(court: WebCourt) -> None:
    both = (court.browser(), court.browser())
    forms = [await at_account_step(each) for each in both]
    account = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD}
    answers = await asyncio.gather(
        *(
            each.http.post("/register", data={**form, **account})
            for each, form in zip(both, forms, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await rows(court, Person)) == len(await rows(court, WebLogin)) == 1


async def test_a_barred_e_mail_does_not_come_in(court: WebCourt) -> None:
    async with court.storage.begin() as tx:
        await door.add_bar(tx, web.email_hash(tx.keyring, EMAIL), "ban", court.clock.wall())
    answer = await court.browser().register(EMAIL)
    assert answer.status_code == 403
    assert await rows(court, Person) == []


async def test_a_known_and_a_barred_e_mail_are_refused_like_a_failed_log_in(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    await court.member(EMAIL)
    async with court.storage.begin() as tx:
        await door.add_bar(tx, web.email_hash(tx.keyring, "barred@example.org"), "ban", court.clock.wall())
    sentence = court.house.texts.get("web.login_failed")
    costs: list[str] = []
    for name in ("_verify", "hashed"):
        monkeypatch.setattr(Passwords, name, _noting(getattr(Passwords, name), name, costs))

    for email in (EMAIL, "barred@example.org"):
        answer = await court.browser().register(email, password="another password")
        assert (answer.status_code, sentence in answer.text) == (403, True)
    refused = costs.copy()
    costs.clear()
    await court.browser().login(EMAIL, "another password")
    # The first failure of all makes the hash that unknown people are checked against.
    assert [each for each in refused if each == "_verify"] == 2 * costs == 2 * ["_verify"]


async def test_tries_at_the_register_count_as_tries_to_log_in(court: WebCourt) -> None:
    await court.member(EMAIL)
    stranger = court.browser()
    form = await at_account_step(stranger)
    given = {"email": EMAIL, "password": "another password", "again": "another password"}
    codes = [(await stranger.http.post("/register", data={**form, **given})).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]
    assert (await court.browser().login(EMAIL)).status_code == 429


def _noting(real: Callable[..., Any], name: str, costs: list[str]) -> Callable[..., Any]:
    """``real``, noting that it was called."""

    def noting(*args: Any) -> Any:
        costs.append(name)
        return real(*args)

    return noting
