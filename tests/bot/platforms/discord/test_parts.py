"""The small parts of the Discord platform, each by itself."""

import asyncio
import base64
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from discord import RateLimited
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.platforms.discord.backlog import snowflake_of
from bot.platforms.discord.buckets import Bucket
from bot.platforms.discord.components import rows_of
from bot.platforms.discord.config import bot_of, config_of
from bot.platforms.discord.inbound import body_of
from bot.platforms.discord.modal import fits, modal_of
from bot.platforms.discord.payloads import Kind, Post, act_of, moment_of, post_of
from bot.platforms.discord.tickets import Place, Ticket
from bot.platforms.discord.words import LONGEST, escaped, length, split
from bot.settings.platforms import DiscordSection
from handlers.chat.incoming import Body, Command, Text, Unsupported, words_of
from handlers.chat.outgoing import Choice, Field, FieldKind, Form

COMMANDS = frozenset({"tasks", "stop"})
TOKEN = "MTIzNDU2.abc.def"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab \n.\\*_😀é", max_size=6000))
def test_a_text_is_split_without_losing_a_word_or_an_escape(text: str) -> None:
    parts = split(escaped(text))
    assert all(length(part) <= LONGEST for part in parts)
    assert "".join("".join(parts).split()) == "".join(escaped(text).split())
    for part in parts[:-1]:
        assert (len(part) - len(part.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("/tasks", Command("tasks")),
        ("/Tasks  of today ", Command("tasks", "of today")),
        ("!tasks", Command("tasks")),
        ("!stop", Command("stop")),
        ("/nothing", Command("nothing")),
        ("!nothing", Text("!nothing")),
        ("!", Text("!")),
        ("/ red", Text("/ red")),
        ("and/or", Text("and/or")),
        ("a\x00b\ud800c", Text("ab�c")),
        ("   ", Unsupported("message")),
    ],
)
def test_words_are_commands_only_when_they_are_meant_so(text: str, body: Body) -> None:
    assert body_of(Post("1", "2", "3", text), COMMANDS) == body


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"id": "1", "author": {"id": "2", "bot": True}, "content": "hi"},
        {"id": "1", "author": {"id": "2"}, "content": "hi", "guild_id": "3"},
        {"id": "1", "author": {"id": "2"}, "content": "hi", "type": 7},
        {"id": "one", "author": {"id": "2"}, "content": "hi"},
        {"id": "1", "author": "anna", "content": "hi"},
        {"id": "1", "author": {"id": "2"}, "content": "hi", "webhook_id": "4"},
    ],
)
def test_what_no_person_said_to_us_is_no_message(data: dict[str, object]) -> None:
    assert post_of(data) is None


@pytest.mark.parametrize(
    ("aside", "what"),
    [
        ({"poll": {"question": {"text": "Now?"}, "answers": [{"poll_media": {"text": "red"}}]}}, "poll"),
        ({"poll": {"question": {"text": "red"}, "answers": "none"}}, "poll"),
        ({"message_snapshots": [{"message": {"content": "red"}}, "garbled"]}, "forwarded"),
    ],
)
def test_words_in_a_poll_or_a_forwarded_message_are_heard_for_a_stop(
    aside: dict[str, object], what: str
) -> None:
    post = post_of({"id": "1", "author": {"id": "2"}, "content": "", **aside})
    assert post is not None
    body = body_of(post, COMMANDS)
    assert isinstance(body, Unsupported)
    assert body.what == what
    assert "red" in "".join(words_of(body))


def test_an_interaction_is_read_in_every_form_it_has() -> None:
    act = act_of(
        {
            "id": "1",
            "type": 5,
            "token": "t",
            "member": {"user": {"id": "7"}},
            "guild_id": "3",
            "data": {
                "custom_id": "form:1.abc.0",
                "components": [
                    {"type": 18, "component": {"custom_id": "words", "value": "yes"}},
                    {"type": 1, "components": [{"custom_id": "old", "value": "row"}]},
                    {"type": 18, "component": {"custom_id": "days", "values": ["mon", "tue"]}},
                    {"type": 18, "component": {"custom_id": "none", "value": None}},
                ],
            },
        }
    )
    assert act is not None
    assert (act.kind, act.user, act.private) == (Kind.MODAL, "7", True)
    assert act.fields == {"words": ("yes",), "old": ("row",), "days": ("mon", "tue"), "none": ()}


def test_a_word_is_heard_however_garbled_everything_around_it_is() -> None:
    garbled = {
        "id": "1",
        "author": {"id": "2", "bot": None},
        "content": "stop",
        "type": None,
        "flags": "many",
        "attachments": {"not": "a list"},
        "sticker_items": 7,
    }
    post = post_of(garbled)
    assert post is not None
    assert body_of(post, COMMANDS) == Text("stop")


def test_tickets_and_places_travel_as_text() -> None:
    ticket = Ticket("123", "a-token_of.theirs", Kind.COMPONENT, private=True, message="456")
    assert Ticket.read(ticket.encoded()) == ticket
    for place in (Place("1"), Place("1", "a-token")):
        assert Place.read(place.encoded()) == place
    for other in ("", "act", "act|1|t|sideways|1|", "quote|1|t|modal|1|2"):
        assert Ticket.read(other) is None


def test_a_bot_is_known_by_its_tokens_first_part() -> None:
    first = base64.urlsafe_b64encode(b"123456789012345678").decode().rstrip("=")
    assert bot_of(f"{first}.one.two") == bot_of(f"{first}.three.four") == "123456789012345678"
    assert bot_of("odd") == bot_of("odd") != bot_of("odder")


def test_shards_are_counted_before_they_are_chosen() -> None:
    section = DiscordSection(token=SecretStr(TOKEN), shard_ids=(1,), shard_count=2)
    assert config_of(section).shard_ids == (1,)
    for wrong in ({"shard_ids": (0,)}, {"shard_ids": (2,), "shard_count": 2}):
        with pytest.raises(ValidationError):
            DiscordSection(token=SecretStr(TOKEN), **wrong)


def test_an_id_and_its_moment_are_the_same_thing() -> None:
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert moment_of(str(snowflake_of(moment))) == moment


def test_rows_never_exceed_what_discord_takes() -> None:
    for count in (0, 1, 10, 11, 26, 99):
        choices = [Choice(f"C{n}", token=f"1.x.{n}") for n in range(count)]
        nav = [Choice(f"N{n}", token=f"1.x.{200 + n}") for n in range(3)]
        rows = rows_of(choices, nav)
        assert len(rows) <= 5
        names = [part["custom_id"] for row in rows for part in row["components"]]
        assert len(names) == len(set(names))
        offered = sum(len(part.get("options", "x")) for row in rows for part in row["components"])
        assert offered == count + 3


def test_a_form_that_is_too_much_for_a_modal_is_known_before() -> None:
    options = tuple((str(n), f"Option {n}") for n in range(26))
    submit = Choice("Send", token="1.x.0")
    assert not fits(Form("F", (Field("a", "A", FieldKind.CHOICE, options),), submit))
    assert not fits(Form("F", tuple(Field(str(n), "A") for n in range(6)), submit))
    several = Field(
        "a", "A very long question that does not fit above a field", FieldKind.MULTI, options[:25]
    )
    form = Form("F", (several, Field("b", "B", FieldKind.SECRET, value=("kept",))), submit)
    assert fits(form)
    modal = modal_of(form)
    assert modal["custom_id"] == "form:1.x.0"
    menu, line = modal["components"]
    assert menu["component"]["max_values"] == 25
    assert menu["description"].startswith("A very long question that does not fit")
    assert "value" not in line["component"]


async def test_a_bucket_without_room_says_how_long_to_wait() -> None:
    class Answer:
        headers: ClassVar = {
            "X-Ratelimit-Limit": "2",
            "X-Ratelimit-Remaining": "0",
            "X-Ratelimit-Reset-After": "0.05",
        }

    bucket = Bucket(None)
    async with bucket:
        bucket.update(Answer())  # type: ignore[arg-type]
    with pytest.raises(RateLimited) as refused:
        await bucket.acquire()
    assert 0 < refused.value.retry_after <= 0.05
    await asyncio.sleep(0.06)
    await bucket.acquire()
