"""What is refused before anything is read: foreign pages, foreign names, too much, too often."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from starlette.datastructures import Headers

from bot.platforms.web.config import WebConfig, host_name
from bot.platforms.web.guard import is_own_request
from tests.bot.platforms.web.browser import PASSWORD, csrf_of
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt
from tests.support.clocks import FakeClock

EMAIL = "anna@example.org"
POST = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
PUBLIC = WebConfig(host="0.0.0.0", public_url="https://court.example")  # noqa: S104
LAN = WebConfig(host="0.0.0.0", public_url="http://192.168.1.7:8080")  # noqa: S104


async def raw(court: WebCourt, request: bytes) -> bytes:
    """What the server answers to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", court.web.port)
    writer.write(request)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()
        await writer.wait_closed()


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


# -- sizes ---------------------------------------------------------------------------------------------


async def test_a_body_that_says_it_is_too_large_is_not_read(court: WebCourt) -> None:
    answer = await raw(court, f"{POST.format('/api/send')}Content-Length: 99999999\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()


async def test_a_body_without_a_length_is_counted_while_it_is_read(court: WebCourt) -> None:
    anna = await court.member(EMAIL)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 16384

    answer = await anna.http.post(
        "/api/send", content=endless(), headers={"X-CSRF": anna.csrf, "Content-Type": "application/json"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "5, 6"])
async def test_a_length_that_is_none_is_refused(court: WebCourt, length: str) -> None:
    head = f"{POST.format('/stop')}Content-Length: {length}\r\n\r\nhello"
    answer = await raw(court, head.encode())
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


async def test_a_body_longer_than_it_said_is_cut_at_its_word(court: WebCourt) -> None:
    form = b"username=anna&safeword=marmalade"
    head = (
        f"{POST.format('/stop')}Connection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    answer = await raw(court, head.encode() + form + b"-and-more")
    assert answer.startswith(b"HTTP/1.1 200")
    assert court.stops.asked == [("anna", "marmalade")]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"id":1}', b"\xff\xfe", b"[" * 50_000, b'{"id":"12345678","kind":"fly"}'],
)
async def test_what_is_not_understood_is_said_so(court: WebCourt, body: bytes) -> None:
    anna = await court.member(EMAIL)
    headers = {"X-CSRF": anna.csrf, "Content-Type": "application/json"}
    for path in ("/api/send", "/api/stop"):
        answer = await anna.http.post(path, content=body, headers=headers)
        assert answer.status_code == (202 if path == "/api/stop" and b"fly" in body else 400)


async def test_json_must_say_that_it_is(court: WebCourt) -> None:
    anna = await court.member(EMAIL)
    body = b'{"id":"12345678","kind":"text","text":"hello"}'
    answer = await anna.http.post(
        "/api/send", content=body, headers={"X-CSRF": anna.csrf, "Content-Type": "text/plain"}
    )
    assert answer.status_code == 415


# -- how often -----------------------------------------------------------------------------------------


async def test_an_e_mails_password_can_be_guessed_ten_times(court: WebCourt, clock: FakeClock) -> None:
    await court.member(EMAIL)
    guesser = court.browser()
    form = {"csrf": csrf_of((await guesser.get("/login")).text), "email": EMAIL}
    for _ in range(10):
        assert (await guesser.http.post("/login", data={**form, "password": "wrong"})).status_code == 403
    late = await guesser.http.post("/login", data={**form, "password": PASSWORD})
    assert late.status_code == 429
    assert "Too many tries" in late.text
    assert int(late.headers["retry-after"]) > 60
    clock.advance(timedelta(minutes=15))
    assert (await guesser.http.post("/login", data={**form, "password": PASSWORD})).status_code == 303


async def test_codes_cannot_be_guessed_in_bulk(court: WebCourt) -> None:
    guesser = court.browser()
    answers = [(await guesser.get(f"/web/{n}")).status_code for n in range(31)]
    assert answers == [404] * 30 + [429]
    assert (await guesser.get("/join/x")).status_code == 429


async def test_presses_are_paced_and_the_page_is_told_when_to_go_on(
    court: WebCourt, clock: FakeClock
) -> None:
    anna = await court.member(EMAIL)

    async def press(number: int) -> httpx.Response:
        return await anna.post("/api/send", {"id": f"press-{number:04}", "kind": "press", "token": "1.a.0"})

    assert [(await press(n)).status_code for n in range(30)] == [202] * 30
    late = await press(30)
    assert late.status_code == 429
    assert 1 <= int(late.headers["retry-after"]) <= 10
    assert (await anna.say("words still get through")).status_code == 202
    assert (await anna.post("/api/stop", {"id": "stop-0001"})).status_code == 202
    clock.advance(timedelta(seconds=10))
    assert (await press(30)).status_code == 202


async def test_behind_a_trusted_proxy_the_visitors_own_address_is_counted(open_court: OpenCourt) -> None:
    trusting = await open_court(config=WebConfig(port=0, trusted_proxies=("127.0.0.1",)))
    first = trusting.browser(**{"X-Forwarded-For": "203.0.113.5"})
    for number in range(31):
        await first.get(f"/web/{number}")
    assert (await first.get("/web/x")).status_code == 429
    assert (await trusting.browser(**{"X-Forwarded-For": "203.0.113.6"}).get("/web/x")).status_code == 404


async def test_forwarding_headers_of_strangers_are_not_believed(court: WebCourt) -> None:
    for number in range(31):
        await court.browser(**{"X-Forwarded-For": f"203.0.113.{number}"}).get("/web/x")
    assert (await court.browser(**{"X-Forwarded-For": "203.0.113.99"}).get("/web/x")).status_code == 429
