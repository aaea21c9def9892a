"""Calls as they come over the wire, without a library: every form of arguments, and broken ones."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.telegram import OGG, Person, TelegramServer
from tests.fakes.test_telegram.helpers import picture


class Wire:
    """A client that sends what it is told."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session

    async def call(self, method: str, **how: object) -> tuple[int, dict[str, object]]:
        """Status and body of the answer to a POST."""
        url = f"{self.server.base_url}{self.server.token}/{method}"
        async with self.session.post(url, **how) as answer:  # type: ignore[arg-type]
            assert answer.content_type == "application/json"
            return answer.status, await answer.json()

    async def refused(self, method: str, **how: object) -> str:
        """The description of a refusal, whose shape is checked."""
        status, body = await self.call(method, **how)
        assert body["ok"] is False
        assert body["error_code"] == status
        assert "result" not in body
        return str(body["description"])


@pytest.fixture
async def wire(server: TelegramServer) -> AsyncIterator[Wire]:
    """Open for the test."""
    async with aiohttp.ClientSession() as session:
        yield Wire(server, session)


async def test_json_forms_and_queries_mean_the_same(wire: Wire, anna: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    fields = {"chat_id": anna.id, "text": "x", "protect_content": True, "reply_markup": markup}
    flat = {
        "chat_id": str(anna.id),
        "text": "x",
        "protect_content": "true",
        "reply_markup": json.dumps(markup),
    }
    assert (await wire.call("sendMessage", json=fields))[0] == 200
    assert (await wire.call("sendMessage", data=flat))[0] == 200
    assert (await wire.call("sendMessage", params=flat))[0] == 200
    form = aiohttp.FormData(flat, default_to_multipart=True)
    assert (await wire.call("sendMessage", data=form))[0] == 200
    seen = [(message.text, message.protected, message.keyboard) for message in anna.received]
    assert seen == [("x", True, [["Yes"]])] * 4


async def test_attached_files_are_found_by_their_names(wire: Wire, anna: Person) -> None:
    form = aiohttp.FormData({"chat_id": str(anna.id)})
    media = [{"type": "photo", "media": "attach://one"}, {"type": "photo", "media": "attach://two"}]
    form.add_field("media", json.dumps(media))
    form.add_field("one", picture(), filename="a.jpg")
    form.add_field("two", picture(50, 50), filename="b.jpg")
    assert (await wire.call("sendMediaGroup", data=form))[0] == 200
    assert [message.files[-1].described["width"] for message in anna.received] == [40, 50]


async def test_an_attachment_that_is_not_there_is_missed(wire: Wire, anna: Person) -> None:
    fields = {"chat_id": anna.id, "voice": "attach://nothing"}
    assert await wire.refused("sendVoice", json=fields) == "Bad Request: there is no voice in the request"
    assert await wire.refused("sendVoice", json={"chat_id": anna.id}) == (
        "Bad Request: there is no voice in the request"
    )


async def test_a_file_may_stand_in_its_own_field(wire: Wire, anna: Person) -> None:
    form = aiohttp.FormData({"chat_id": str(anna.id), "duration": "3"})
    form.add_field("voice", OGG, filename="voice.ogg")
    assert (await wire.call("sendVoice", data=form))[0] == 200
    assert anna.last.files[-1].described["duration"] == 3


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"text": "x", "reply_parameters": "[]"}, "object expected as reply parameters"),
        (
            {"text": "x", "entities": [{"type": "bold"}]},
            "can't parse MessageEntity: Can't find field \"offset\"",
        ),
        ({"text": "x" * 40_000}, "text is too long"),
    ],
)
async def test_nonsense_is_refused_in_the_real_words(
    wire: Wire, fields: dict[str, object], complaint: str
) -> None:
    assert await wire.refused("sendMessage", json=fields) == f"Bad Request: {complaint}"


async def test_bodies_that_are_no_json_or_no_text(wire: Wire) -> None:
    kind = {"Content-Type": "application/json"}
    assert "can't parse JSON object" in await wire.refused("getMe", data=b"{", headers=kind)
    assert "must be encoded in UTF-8" in await wire.refused("getMe", data=b'{"a": "\xff"}', headers=kind)


async def test_a_429_says_how_long_in_body_and_header(
    server: TelegramServer, wire: Wire, anna: Person
) -> None:
    server.faults.storm(1.0, 5)
    url = f"{server.base_url}{server.token}/getMe"
    async with wire.session.get(url) as answer:
        assert answer.headers["Retry-After"] == "5"
        assert await answer.json() == {
            "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 5",
            "parameters": {"retry_after": 5},
        }  # fmt: skip
