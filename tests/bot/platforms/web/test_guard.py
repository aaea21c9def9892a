"""What is refused before anything is read: foreign pages, foreign names, too much, too often."""

import httpx
import pytest
from starlette.datastructures import Headers

from bot.platforms.web.config import WebConfig, host_name
from bot.platforms.web.guard import is_own_request
from tests.bot.platforms.web.browser import PASSWORD, csrf_of
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import raw

EMAIL = "anna@example.org"
PUBLIC = WebConfig(host="0.0.0.0", public_url="https://court.example")  # noqa: S104
LAN = WebConfig(host="0.0.0.0", public_url="http://192.168.1.7:8080")  # noqa: S104


# -- where requests come from --------------------------------------------------------------------------


async def test_a_form_without_its_token_does_nothing(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    stranger = court.browser()
    await stranger.get("/login")
    for token in ("", "x", anna.csrf):
        answer = await stranger.http.post(
            "/login", data={"csrf": token, "email": EMAIL, "password": PASSWORD}
        )
        assert answer.status_code == 403
    assert (await anna.http.post("/logout", data={"csrf": "x"})).status_code == 403
    assert (await anna.get("/api/state")).status_code == 200


async def test_a_token_without_its_cookie_is_told_about_cookies(court: WebCourt) -> None:
    token = csrf_of((await court.browser().get("/login")).text)
    answer = await court.browser().http.post("/login", data={"csrf": token, "email": "a", "password": "b"})
    assert answer.status_code == 403
    assert "cookie" in answer.text


@pytest.mark.parametrize("path", ["/api/send", "/api/upload", "/api/stop", "/api/seen", "/api/lock"])
async def test_every_call_that_changes_something_needs_the_token(court: WebCourt, path: str) -> None:
    anna = await court.member(EMAIL)
    anna.csrf = "x" * 43
    answer = await anna.post(path, {"id": "12345678", "kind": "text", "text": "hello"})
    assert answer.status_code == 403
    assert answer.json()["error"]
    assert court.listener.bodies == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_requests_from_other_pages_are_refused(court: WebCourt, headers: dict[str, str]) -> None:
    anna = await court.member(EMAIL)
    for path in ("/api/send", "/login", "/stop", "/logout"):
        answer = await anna.post(path, {"id": "12345678", "kind": "text", "text": "hello"}, **headers)
        assert answer.status_code == 403, path
    assert court.listener.bodies == []


async def test_a_request_that_says_nothing_of_where_it_comes_from_is_refused(court: WebCourt) -> None:
    async with httpx.AsyncClient(base_url=court.web.address) as client:
        assert (await client.post("/stop", data={"username": "a", "safeword": "b"})).status_code == 403
    assert court.stops.asked == []


@pytest.mark.parametrize(
    ("config", "headers", "own"),
    [
        (PUBLIC, {"origin": "https://court.example", "host": "court.example"}, True),
        (PUBLIC, {"origin": "http://court.example", "host": "court.example"}, False),
        (PUBLIC, {"origin": "null", "sec-fetch-site": "same-origin", "host": "court.example"}, True),
        (PUBLIC, {"origin": "null", "host": "court.example"}, False),
        (PUBLIC, {"sec-fetch-site": "same-origin", "host": "court.example"}, True),
        (PUBLIC, {"host": "court.example"}, False),
        (PUBLIC, {"origin": "https://court.example:444", "host": "court.example"}, False),
        (LAN, {"origin": "null", "host": "192.168.1.7:8080"}, True),
        (LAN, {"host": "192.168.1.7:8080"}, False),
    ],
)
def test_what_counts_as_a_page_of_the_court(config: WebConfig, headers: dict[str, str], own: bool) -> None:
    assert is_own_request(config, Headers(headers)) is own


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "[::1", "10.0.0.1"]
)
async def test_the_court_answers_to_its_own_name_only(court: WebCourt, host: str) -> None:
    answer = await raw(court, f"GET /login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))
    assert b"csrf" not in answer


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_on_this_machine_it_has_three_names(court: WebCourt, host: str) -> None:
    answer = await raw(court, f"GET /login HTTP/1.1\r\nHost: {host}:1\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200")


def test_names_are_taken_from_configuration() -> None:
    assert PUBLIC.answers_to("court.example")
    assert not PUBLIC.answers_to("localhost")
    assert not PUBLIC.answers_to("10.0.0.1")
    unnamed = WebConfig(host="0.0.0.0", public_url="http://0.0.0.0:8080")  # noqa: S104
    assert unnamed.answers_to("192.168.1.7")
    assert not unnamed.answers_to("evil.example")
    assert host_name("[::1]:8080") == "::1"


async def test_health_is_told_to_anybody_who_asks_by_any_name(court: WebCourt) -> None:
    answer = await raw(court, b"GET /healthz HTTP/1.1\r\nHost: 10.0.0.9\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"database":true' in answer


# -- headers -------------------------------------------------------------------------------------------


async def test_every_answer_brings_the_security_headers(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    for path in ("/", "/login", "/nowhere", "/api/state", "/static/css/base.css", "/healthz", "/media/x/0"):
        headers = (await anna.get(path)).headers
        policy = headers["content-security-policy"]
        assert "unsafe-inline" not in policy or path.startswith("/media")
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
        assert "strict-transport-security" not in headers
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store"), path


async def test_behind_https_cookies_and_answers_insist_on_it(open_court: OpenCourt) -> None:
    court = await open_court(config=WebConfig(port=0, public_url="https://127.0.0.1"))
    answer = await court.browser().get("/login")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-court-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}


async def test_session_cookies_are_kept_from_scripts_and_other_sites(court: WebCourt) -> None:
    anna = court.browser()
    answer = await anna.register(EMAIL)
    session = next(c for c in answer.headers.get_list("set-cookie") if "-visitor" not in c)
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in session.split(";")}
    assert len(session.split("=", 1)[1].split(";")[0]) >= 43, "256 bits"


async def test_errors_are_sentences_and_never_stack_traces(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    missing = await anna.get("/nowhere")
    assert (missing.status_code, "There is nothing here" in missing.text) == (404, True)
    assert (await anna.http.put("/login", headers={"X-CSRF": anna.csrf})).status_code == 405
    court.listener.trouble = RuntimeError("anna wrote: my secret")
    failed = await anna.say("hello")
    assert failed.status_code == 500
    assert "court's side" in failed.json()["error"]
    assert "secret" not in failed.text


async def test_what_cannot_be_stored_is_not_said_to_be_taken(
    court: WebCourt, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    anna = await court.member(EMAIL)
    court.listener.trouble = sqlite3.OperationalError("database is locked: my secret")
    answer = await anna.say("hello", client="12345678")
    assert answer.status_code == 503
    assert "cannot write anything down" in answer.json()["error"]
    assert "secret" not in capsys.readouterr().out
    court.listener.trouble = None
    assert (await anna.say("hello", client="12345678")).status_code == 202
    assert await anna.texts() == ["hello"]
