"""What is too much, too odd or too often is refused with a sentence."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from bot.platforms.web.config import WebConfig
from tests.bot.platforms.web.browser import PASSWORD, csrf_of
from tests.bot.platforms.web.conftest import OpenCourt
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import POST, raw
from tests.support.clocks import FakeClock

EMAIL = "anna@example.org"


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
