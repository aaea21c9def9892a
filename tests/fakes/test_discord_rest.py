"""Messages and channels of the Discord server, asked for by hand."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord import DiscordServer, Person
from tests.fakes.discord_raw import Api, api_of


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
async def api(server: DiscordServer) -> AsyncIterator[Api]:
    async with api_of(server) as api:
        yield api


@pytest.fixture
def anna(server: DiscordServer) -> Person:
    return server.person("anna")


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def rows(*buttons: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": 1, "components": list(buttons)}]


def option(number: int) -> dict[str, str]:
    return {"label": f"option {number}", "value": str(number)}


async def test_only_the_bot_gets_in(server: DiscordServer, api: Api) -> None:
    assert (await api.call("GET", "/users/@me"))[1]["id"] == str(server.world.bot.id)
    status, body = await api.call("GET", "/users/@me", headers={"Authorization": "Bot other"})
    assert (status, body) == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await api.call("GET", "/users/@me", headers={"User-Agent": "curl"}))[1]["code"] == 40333
    assert await api.call("GET", "/nowhere") == (404, {"message": "404: Not Found", "code": 0})


async def test_a_direct_message_arrives_and_can_be_changed_and_deleted(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    status, message = await api.call("POST", f"{dm}/messages", {"content": "  hello  "})
    assert (status, message["content"]) == (200, "hello")
    assert anna.texts == ["hello"]
    await api.call("PATCH", f"{dm}/messages/{message['id']}", {"content": "bye"})
    assert (anna.texts, anna.messages[0].versions) == (["bye"], ["hello"])
    assert (await api.call("DELETE", f"{dm}/messages/{message['id']}"))[0] == 204
    assert anna.messages == []
    assert (await api.call("GET", f"{dm}/messages/{message['id']}"))[1]["code"] == 10008


TOO_MUCH: dict[str, tuple[dict[str, Any], str, str]] = {
    "text": ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "nonce": ({"content": "x", "nonce": "n" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
    "six rows": (
        {"components": [rows(button(custom_id=str(n)))[0] for n in range(6)]},
        "components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "six buttons in a row": (
        {"components": rows(*(button(custom_id=str(n)) for n in range(6)))},
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "long label": (
        {"components": rows(button(label="x" * 81))},
        "components.0.components.0.label",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "long custom id": (
        {"components": rows(button(custom_id="x" * 101))},
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "same custom id twice": (
        {"components": rows(button(), button(label="Stop"))},
        "components",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "no row": ({"components": [button()]}, "components.0.type", "BASE_TYPE_CHOICES"),
    "26 options": (
        {"components": rows({"type": 3, "custom_id": "s", "options": [option(n) for n in range(26)]})},
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "embed": (
        {"embeds": [{"description": "x" * 4096}, {"description": "x" * 2000}]},
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    "long title": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    "mentions both ways": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    "a description without its file": (
        {"content": "x", "attachments": [{"id": 0, "description": "d"}]},
        "attachments.0.id",
        "ATTACHMENT_NOT_FOUND",
    ),
    "a reply to nothing": (
        {"content": "x", "message_reference": {"message_id": "5"}},
        "message_reference",
        "REPLIES_UNKNOWN_MESSAGE",
    ),
}


@pytest.mark.parametrize("case", TOO_MUCH)
async def test_a_wrong_form_is_refused_and_the_place_is_named(anna: Person, api: Api, case: str) -> None:
    body, place, code = TOO_MUCH[case]
    status, answer = await api.call("POST", f"{await api.dm(anna)}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    node = answer["errors"]
    for step in place.split("."):
        node = node[step]
    assert [one["code"] for one in node["_errors"]] == [code]
    assert anna.messages == []


async def test_the_longest_that_fits_is_taken(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    full = [rows(*(button(custom_id=f"{a}{b}", label="x" * 80) for b in range(5)))[0] for a in range(5)]
    select = rows({"type": 3, "custom_id": "s", "options": [option(n) for n in range(25)], "max_values": 25})
    for body in ({"content": "x" * 2000, "components": full}, {"components": select}):
        assert (await api.call("POST", f"{dm}/messages", body))[0] == 200


async def test_nothing_at_all_is_no_message(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    assert (await api.call("POST", f"{dm}/messages", {"content": " "}))[1]["code"] == 50006
    status, answer = await api.call("POST", f"{dm}/messages", None)
    assert (status, answer["code"]) == (400, 50006)


async def test_an_enforced_nonce_sends_once_for_some_minutes(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    dm = await api.dm(anna)
    body = {"content": "once", "nonce": "n1", "enforce_nonce": True}
    first, second = [(await api.call("POST", f"{dm}/messages", body))[1]["id"] for _ in range(2)]
    assert (first, anna.texts) == (second, ["once"])
    other = await api.dm(server.person("bea"))
    assert (await api.call("POST", f"{other}/messages", body))[1]["id"] == first
    server.clock.advance(600)
    assert (await api.call("POST", f"{dm}/messages", body))[1]["id"] != first


async def test_who_takes_no_messages_is_50007_and_strangers_are_50278(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    dm = await api.dm(anna)
    anna.closes_dms()
    status, answer = await api.call("POST", f"{dm}/messages", {"content": "x"})
    assert (status, answer) == (403, {"code": 50007, "message": "Cannot send messages to this user"})
    anna.opens_dms()
    stranger = server.person("bea", installed=False)
    assert (await api.call("POST", f"{await api.dm(stranger)}/messages", {"content": "x"}))[1][
        "code"
    ] == 50278
    server.guild("court", stranger)
    assert (await api.call("POST", f"{await api.dm(stranger)}/messages", {"content": "x"}))[0] == 200
    assert (await api.call("POST", "/users/@me/channels", {"recipient_id": "7"}))[1]["code"] == 50033


async def test_what_is_not_there_or_not_ones_own_is_refused(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    dm = await api.dm(anna)
    hers = await anna.says("mine")
    assert (await api.call("POST", "/channels/5/messages", {"content": "x"}))[1]["code"] == 10003
    assert (await api.call("PATCH", f"{dm}/messages/{hers.id}", {"content": "x"}))[1]["code"] == 50005
    assert (await api.call("DELETE", f"{dm}/messages/{hers.id}"))[1]["code"] == 50003
    other = server.private(anna, server.person("bea"))
    assert (await api.call("GET", f"/channels/{other.id}/messages"))[1]["code"] == 50001
    assert (await api.call("GET", "/channels/none/messages"))[1]["code"] == 50035


async def test_history_comes_in_pages(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    sent = [await anna.says(str(number)) for number in range(7)]

    async def page(query: str) -> list[str]:
        return [one["content"] for one in (await api.call("GET", f"{dm}/messages?{query}"))[1]]

    assert await page("limit=3") == ["6", "5", "4"]
    assert await page(f"limit=2&before={sent[4].id}") == ["3", "2"]
    assert await page(f"limit=2&after={sent[1].id}") == ["3", "2"]
    assert (await api.call("GET", f"{dm}/messages?limit=101"))[1]["code"] == 50035


def form(body: dict[str, Any], *files: tuple[str, bytes]) -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)
    data.add_field("payload_json", json.dumps(body))
    for number, (name, content) in enumerate(files):
        data.add_field(f"files[{number}]", io.BytesIO(content), filename=name)
    return data


async def test_files_travel_with_their_description_and_their_links_expire(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    described = {"attachments": [{"id": 0, "description": "a rope"}]}
    data = form(described, ("SPOILER_rope.png", b"png"), ("note.ogg", b"ogg"))
    _, message = await api.call("POST", f"{await api.dm(anna)}/messages", data=data)
    first, second = anna.messages[0].attachments
    assert (first.spoiler, first.description, second.content_type) == (True, "a rope", "audio/ogg")
    url = message["attachments"][0]["url"]
    async with api.session.get(url) as answer:
        assert await answer.read() == b"png"
    async with api.session.get(url.replace("hm=", "hm=0")) as answer:
        assert answer.status == 404
    server.clock.advance(86_401)
    async with api.session.get(url) as answer:
        assert answer.status == 404
    _, again = await api.call("GET", f"{await api.dm(anna)}/messages/{message['id']}")
    async with api.session.get(again["attachments"][1]["url"]) as answer:
        assert await answer.read() == b"ogg"


async def test_too_big_a_file_and_a_bare_voice_message_are_refused(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    data = form({}, ("big.bin", bytes(10 * 1024 * 1024 + 1)))
    assert (await api.call("POST", f"{dm}/messages", data=data))[1]["code"] == 40005
    data = form({"flags": 8192}, ("voice.ogg", b"ogg"))
    assert (await api.call("POST", f"{dm}/messages", data=data))[1]["code"] == 50161


async def test_an_edit_keeps_the_files_it_names(anna: Person, api: Api) -> None:
    dm = await api.dm(anna)
    _, message = await api.call("POST", f"{dm}/messages", data=form({}, ("a.txt", b"a"), ("b.txt", b"b")))
    left = {"id": message["attachments"][1]["id"], "description": "A note", "is_spoiler": True}
    kept = {"attachments": [left], "content": "one left"}
    _, changed = await api.call("PATCH", f"{dm}/messages/{message['id']}", kept)
    assert (changed["attachments"][0]["description"], changed["attachments"][0]["flags"]) == ("A note", 8)
    assert [one.name for one in anna.messages[0].attachments] == ["b.txt"]
    status, answer = await api.call(
        "PATCH", f"{dm}/messages/{message['id']}", {"content": "", "attachments": []}
    )
    assert (status, answer["code"]) == (400, 50006)


async def test_a_voice_message_carries_its_length_and_wave(anna: Person, api: Api) -> None:
    page = b"OggS\x00\x04" + (96_000).to_bytes(8, "little") + bytes(20)
    sent = await anna.sends_file(page, voice=True)
    _, seen = await api.call("GET", f"{await api.dm(anna)}/messages/{sent.id}")
    (file,) = seen["attachments"]
    assert (seen["flags"], file["duration_secs"], file["content_type"]) == (8192, 2.0, "audio/ogg")
    assert file["waveform"]


async def test_a_guild_closes_when_the_bot_is_removed(server: DiscordServer, anna: Person, api: Api) -> None:
    guild = server.guild("court", anna)
    assert (await api.call("GET", f"/guilds/{guild.id}"))[1]["name"] == "court"
    member = (await api.call("GET", f"/guilds/{guild.id}/members/{anna.id}"))[1]
    assert member["user"]["id"] == str(anna.id)
    server.remove_bot(guild)
    assert (await api.call("GET", f"/guilds/{guild.id}"))[1]["code"] == 50001
    path = f"/channels/{guild.channel().id}/messages"
    assert (await api.call("POST", path, {"content": "x"}))[1]["code"] == 50001
