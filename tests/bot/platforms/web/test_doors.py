"""Registering, logging in and out, and the idle lock."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from bot.platforms.web.passwords import Passwords
from storage.tables import Account, MemberSettings, WebLogin, WebSession
from tests.bot.platforms.web.browser import PASSWORD, Browser
from tests.bot.platforms.web.court import WebCourt
from tests.support.clocks import FakeClock
from tests.support.people import make_settings, make_user

EMAIL = "anna@example.org"


async def test_who_registers_is_in_the_chat(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    page = await anna.get("/")
    assert page.status_code == 200
    assert 'id="composer"' in page.text


async def test_an_empty_chat_is_greeted_once_as_by_start(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    await anna.open()
    await anna.open()
    assert [each.key.partition(":")[2] for each in court.listener.heard] == ["welcome"]


async def test_log_out_ends_the_session_and_log_in_opens_another(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    before = dict(anna.http.cookies)
    left = await anna.http.post("/logout", data={"csrf": anna.csrf})
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert (await anna.get("/api/state")).status_code == 401
    anna.http.cookies.update(before)
    assert (await anna.get("/api/state")).status_code == 401, "the old cookie must not work any more"
    anna.http.cookies.clear()
    assert (await anna.login(EMAIL)).status_code == 303
    assert (await anna.get("/api/state")).status_code == 200


async def test_e_mail_is_found_however_it_is_typed(court: WebCourt) -> None:
    await court.member(EMAIL)
    assert (await court.browser().login("  ANNA@Example.org ")).status_code == 303


async def test_wrong_password_and_unknown_e_mail_are_answered_alike(court: WebCourt) -> None:
    await court.member(EMAIL)
    wrong = await court.browser().login(EMAIL, "not the password")
    unknown = await court.browser().login("nobody@example.org", "not the password")
    nonsense = await court.browser().login("no address", "not the password")

    def seen(page: str) -> str:
        lines = page.splitlines()
        return "\n".join(line for line in lines if 'name="csrf"' not in line and 'id="email"' not in line)

    assert wrong.status_code == unknown.status_code == nonsense.status_code == 403
    assert seen(wrong.text) == seen(unknown.text) == seen(nonsense.text)
    assert "do not open the door" in wrong.text


async def test_a_log_in_costs_a_hash_whether_the_e_mail_is_known_or_not(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    await court.member(EMAIL)
    hashes: list[str] = []
    verify = Passwords._verify

    def noting(self: Passwords, password: str, hashed: str) -> bool:
        hashes.append(hashed)
        return verify(self, password, hashed)

    monkeypatch.setattr(Passwords, "_verify", noting)
    await court.browser().login(EMAIL, "wrong password")
    await court.browser().login("nobody@example.org", "wrong password")
    assert len(hashes) == 2
    assert all(each.startswith("$argon2id$v=19$m=32768,t=2,p=1$") for each in hashes)


async def test_a_log_in_ends_the_session_the_browser_had(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    await court.member("ben@example.org")
    first = dict(anna.http.cookies)
    token = (await anna.get("/stop")).text.split('name="csrf" value="')[1].split('"')[0]
    answer = await anna.http.post(
        "/login", data={"csrf": token, "email": "ben@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 303
    other = court.browser()
    other.http.cookies.update(first)
    assert (await other.get("/api/state")).status_code == 401


async def test_log_in_leads_on_only_within_the_court(court: WebCourt) -> None:
    await court.member(EMAIL)
    for asked, led in {
        "/unlock": "/unlock",
        "//evil.example": "/",
        "/\\evil.example": "/",
        "https://evil.example": "/",
        "": "/",
    }.items():
        answer = await court.browser().fill("/login", email=EMAIL, password=PASSWORD, next=asked)
        assert answer.headers["location"] == led, asked


async def test_nothing_readable_of_a_log_in_is_on_disk(court: WebCourt) -> None:
    await court.member(EMAIL)
    async with court.storage.read() as tx:
        login = await tx.first(select(WebLogin))
        session = await tx.first(select(WebSession))
        assert EMAIL not in (login.email + login.email_hash)
        assert login.password_hashed.startswith("$argon2id$")
        assert PASSWORD not in login.password_hashed
        assert await tx.open(login, "email") == EMAIL
        assert "127.0.0.1" not in session.ip
        assert await tx.open(session, "ip") == "127.0.0.1"


async def test_a_session_runs_out(court: WebCourt, clock: FakeClock) -> None:
    anna = await court.member(EMAIL)
    clock.advance(timedelta(days=30))
    assert (await anna.get("/api/state")).status_code == 401
    assert (await anna.get("/")).headers["location"] == "/login"


async def test_the_chat_locks_after_idle_minutes_and_the_password_opens_it(
    court: WebCourt, clock: FakeClock
) -> None:
    anna = await court.member(EMAIL)
    clock.advance(timedelta(minutes=14, seconds=59))
    assert (await anna.get("/api/state")).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await anna.get("/api/messages")).status_code == 423
    assert (await anna.say("hello")).status_code == 423
    assert (await anna.get("/")).headers["location"] == "/unlock"
    wrong = await anna.fill("/unlock", password="not the password")
    assert wrong.status_code == 403
    assert "not the password of this account" in wrong.text
    right = await anna.fill("/unlock", password=PASSWORD)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert (await anna.say("hello")).status_code == 202


async def test_reading_does_not_keep_the_lock_away_but_doing_does(court: WebCourt, clock: FakeClock) -> None:
    anna = await court.member(EMAIL)
    clock.advance(timedelta(minutes=10))
    await anna.get("/api/messages")
    assert (await anna.post("/api/seen")).status_code == 200
    clock.advance(timedelta(minutes=10))
    assert (await anna.get("/api/messages")).status_code == 200
    clock.advance(timedelta(minutes=5))
    assert (await anna.get("/api/messages")).status_code == 423


async def test_the_page_can_lock_itself_and_the_stop_still_works(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    assert (await anna.post("/api/lock")).status_code == 200
    assert (await anna.get("/api/messages")).status_code == 423
    assert (await anna.post("/api/seen")).status_code == 423
    stop = await anna.post("/api/stop", {"id": "stop-0001"})
    assert stop.status_code == 202
    assert len(court.listener.bodies) == 1


async def test_a_lock_holds_for_one_browser_only(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    phone = court.browser()
    await phone.login(EMAIL)
    await anna.post("/api/lock")
    assert (await phone.get("/api/messages")).status_code == 200


@pytest.mark.parametrize("path", ["/login", "/register", "/stop"])
async def test_pages_before_the_log_in_open_for_everybody(court: WebCourt, path: str) -> None:
    page = await court.browser().get(path)
    assert page.status_code == 200
    assert 'name="csrf" value="' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_an_old_hash_is_made_anew_at_the_next_log_in(court: WebCourt) -> None:
    await court.member(EMAIL)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with court.storage.begin() as tx:
        (await tx.first(select(WebLogin))).password_hashed = weak
    assert (await court.browser().login(EMAIL)).status_code == 303
    async with court.storage.read() as tx:
        assert (await tx.first(select(WebLogin))).password_hashed.startswith(
            "$argon2id$v=19$m=32768,t=2,p=1$"
        )
    assert (await court.browser().login(EMAIL)).status_code == 303


async def test_health_tells_when_the_database_does_not_answer(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_tx: object) -> None:
        raise OSError("disk")

    assert (await court.browser().get("/healthz")).json() == {"ok": True, "database": True, "platforms": {}}
    monkeypatch.setattr("storage.queries.web_chat.ping", silent)
    answer = await court.browser().get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


# -- time zone -----------------------------------------------------------------------------------------


async def zone_of(court: WebCourt, browser: Browser) -> str | None:
    """The zone that is guessed for whose browser it is."""
    account, _ = await court.person_of(browser)
    async with court.storage.read() as tx:
        row = await tx.get(Account, account.id)
        assert row is not None
        return row.zone_guess


async def test_registering_and_logging_in_tell_the_zone_of_the_browser(court: WebCourt) -> None:
    anna = court.browser()
    await anna.register(EMAIL, zone="Europe/Kyiv")
    assert await zone_of(court, anna) == "Europe/Kyiv"
    await court.browser().fill("/login", email=EMAIL, password=PASSWORD, zone="Asia/Tokyo")
    assert await zone_of(court, anna) == "Asia/Tokyo"


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "Etc/GMT+3", "x" * 500, "<script>"])
async def test_what_is_no_zone_lets_in_as_well_and_is_not_kept(court: WebCourt, zone: str) -> None:
    anna = court.browser()
    assert (await anna.register(EMAIL, zone=zone)).status_code == 303
    assert await zone_of(court, anna) is None


@pytest.mark.parametrize(("confirmed", "lived_by"), [(False, "Asia/Tokyo"), (True, "Europe/Berlin")])
async def test_a_zone_that_was_confirmed_is_not_guessed_anew(
    court: WebCourt, confirmed: bool, lived_by: str
) -> None:
    anna = await court.member(EMAIL)
    _, person = await court.person_of(anna)
    async with court.storage.begin() as tx:
        user = await make_user(tx, person)
        await make_settings(tx, user, zone="Europe/Berlin", zone_confirmed=confirmed)
    await court.browser().fill("/login", email=EMAIL, password=PASSWORD, zone="Asia/Tokyo")
    async with court.storage.read() as tx:
        settings = await tx.get(MemberSettings, person.id)
        assert settings is not None
        assert settings.zone == lived_by
