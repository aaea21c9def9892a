"""The small parts by themselves: words, e-mails, signatures, limits, arrivals, passwords."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web.arrivals import Arrivals
from bot.platforms.web.config import WebConfig
from bot.platforms.web.doors import local_path
from bot.platforms.web.emails import normal_email
from bot.platforms.web.limits import REMEMBERED, RateLimit, network_of
from bot.platforms.web.passwords import Passwords
from bot.platforms.web.render import Voices, closed, rendered
from bot.platforms.web.server import CannotListen, listener_of
from bot.platforms.web.signing import Signer
from bot.platforms.web.wire import Body
from bot.platforms.web.words import clean, clean_line, file_name
from handlers.chat.outgoing import Ask, Choice, Form, Say, Speaker
from storage.sealing import CourtKeys, Keyring
from tests.support.clocks import FakeClock

KEYRING = Keyring(CourtKeys.fresh())
NOW = datetime(2026, 3, 2, tzinfo=UTC)
VOICES = Voices("Court", "Safety", "Desk", "octavia", "Octavia", lambda at: at)


@given(st.text())
def test_cleaning_leaves_only_tab_and_newline_of_the_controls_and_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 for c in cleaned)
    cleaned.encode()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_cleaning_changes_nothing_else(text: str) -> None:
    assert clean(text) == text


@given(st.text(), st.integers(0, 50))
def test_a_line_is_one_line_of_so_many_letters(text: str, most: int) -> None:
    line = clean_line(text, most)
    assert len(line) <= most
    assert "\n" not in line


@given(st.text())
def test_a_file_name_has_no_folders(name: str) -> None:
    assert not {"/", "\\"} & set(file_name(name))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Anna@Example.ORG ", "anna@example.org"),
        ("ａｎｎａ@example.org", "anna@example.org"),
        ("anna+court@mail.example.org", "anna+court@mail.example.org"),
        ("anna", None),
        ("anna@localhost", None),
        ("anna@example.", None),
        ("anna@example..org", None),
        ("a b@example.org", None),
        ("anna@exa\nmple.org", None),
        ("<anna@example.org>", None),
        ("", None),
    ],
)
def test_an_e_mail_is_read_the_same_however_it_is_typed(typed: str, address: str | None) -> None:
    assert normal_email(typed) == address


@given(st.text())
def test_no_path_leads_away_from_the_court(path: str) -> None:
    led = local_path(path)
    assert led.startswith("/")
    assert not led.startswith(("//", "/\\"))
    assert "\\" not in led
    assert led.isprintable()


# -- signatures ----------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_signed_value_reads_back_for_its_purpose_until_it_is_too_old(value: str) -> None:
    clock = FakeClock()
    signer = Signer(KEYRING, clock)
    token = signer.sign("age", value, timedelta(minutes=30))
    assert signer.read("age", token) == value
    assert signer.read("door", token) is None
    clock.advance(timedelta(minutes=30))
    assert signer.read("age", token) is None


@given(st.text())
def test_what_was_not_signed_here_is_not_read(token: str) -> None:
    assert Signer(KEYRING, FakeClock()).read("age", token) is None


# -- limits --------------------------------------------------------------------------------------------


def test_a_limit_lets_so_many_through_in_its_time_for_each_key() -> None:
    limit = RateLimit(3, 10)
    assert [limit.wait("a", NOW) for _ in range(4)] == [0, 0, 0, 10]
    assert limit.wait("b", NOW) == 0
    assert limit.wait("a", NOW + timedelta(seconds=9)) == 1
    assert limit.wait("a", NOW + timedelta(seconds=10)) == 0


def test_a_refused_try_does_not_lengthen_the_wait() -> None:
    limit = RateLimit(1, 10)
    limit.wait("a", NOW)
    for seconds in range(1, 10):
        assert limit.wait("a", NOW + timedelta(seconds=seconds)) == 10 - seconds
    assert limit.wait("a", NOW + timedelta(seconds=10)) == 0


def test_a_flood_of_keys_does_not_fill_the_memory() -> None:
    limit = RateLimit(1, 10)
    for number in range(REMEMBERED + 500):
        limit.wait(str(number), NOW)
    assert len(limit._tries) <= REMEMBERED
    assert limit.wait(str(REMEMBERED + 499), NOW) > 0


def test_an_ipv6_network_is_one_visitor() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("not an address") == "not an address"


# -- arrivals ------------------------------------------------------------------------------------------


async def test_an_answer_waits_only_for_what_was_under_way_before_it() -> None:
    arrivals, anna = Arrivals(), uuid.uuid4()
    await arrivals.settled(anna, 5)
    with arrivals.taking(anna):
        waiting = asyncio.create_task(arrivals.settled(anna, 5))
        await asyncio.sleep(0)
        later = arrivals.taking(anna)
        later.__enter__()
        assert not waiting.done()
    await asyncio.wait_for(waiting, 1)
    later.__exit__(None, None, None)


async def test_an_answer_does_not_wait_for_ever_nor_for_others() -> None:
    arrivals, anna, ben = Arrivals(), uuid.uuid4(), uuid.uuid4()
    with arrivals.taking(anna):
        await asyncio.wait_for(arrivals.settled(ben, 5), 0.5)
        await asyncio.wait_for(arrivals.settled(anna, 0.05), 0.5)


# -- passwords -----------------------------------------------------------------------------------------


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Passwords()
    hashed = await passwords.hashed("correct horse é")
    assert await passwords.fits("correct horse e\u0301", hashed), "typed on another keyboard"
    assert not await passwords.fits("correct horse e", hashed)
    assert not await passwords.fits("correct horse é", None)
    assert not await passwords.fits("correct horse é", "no hash at all")
    assert not passwords.outdated(hashed)
    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


# -- drawing -------------------------------------------------------------------------------------------

LABELS = st.text(min_size=1, max_size=5)
CHOICES = st.lists(st.builds(Choice, label=LABELS, token=st.just("1.a.0")), max_size=4).map(tuple)
MESSAGES = st.one_of(
    st.builds(Say, text=st.text(), by=st.sampled_from(Speaker), choices=CHOICES, nav=CHOICES),
    st.builds(Ask, text=st.text(), choices=CHOICES, nav=CHOICES, hint=st.none() | st.text()),
    st.builds(Form, title=st.text(), fields=st.just(()), submit=st.builds(Choice, label=LABELS), nav=CHOICES),
)


@given(MESSAGES, st.text(max_size=5))
def test_every_message_survives_being_stored_and_closed(message: Say | Ask | Form, note: str) -> None:
    body = rendered(message, VOICES)
    assert Body.model_validate_json(body.stored()) == body
    quiet = closed(body, note)
    assert quiet.closed
    assert not quiet.asks
    assert len(quiet.buttons) == len(body.buttons)
    assert body.text.strip() in quiet.text
    assert quiet.text == body.text or note


def test_before_there_is_a_persona_the_court_speaks() -> None:
    nobody = Voices("Court", "Safety", "Desk", None, None, lambda at: at)
    body = rendered(Say("Hello.", by=Speaker.PERSONA), nobody)
    assert (body.speaker, body.name, body.persona) == ("court", "Court", None)


# -- listening -----------------------------------------------------------------------------------------


def test_an_address_that_is_taken_is_said_with_what_to_change() -> None:
    with listener_of(WebConfig(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"\[web\] host = '127.0.0.1', port = {port}"):
            listener_of(WebConfig(port=port))
