"""Answering interactions by hand: in time, once, and only with what fits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fakes.discord import DiscordServer, Interaction, Message, Person
from tests.fakes.discord_raw import Api, api_of, line_to


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
async def api(server: DiscordServer) -> AsyncIterator[Api]:
    async with api_of(server) as api:
        commands = [{"name": "tasks", "description": "What is open"}, LOOKUP]
        await api.call("PUT", f"/applications/{server.world.app_id}/commands", commands)
        yield api


@pytest.fixture
def anna(server: DiscordServer) -> Person:
    return server.person("anna")


TAG = {"type": 3, "name": "tag", "description": "Which", "autocomplete": True}
LOOKUP = {"name": "lookup", "description": "Look it up", "options": [TAG]}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
MENU = [{"label": "Silk", "value": "silk"}, {"label": "Rope", "value": "rope"}]
SELECT = {"type": 3, "custom_id": "tags", "options": MENU, "max_values": 2}
ROWS = [{"type": 1, "components": [BUTTON]}, {"type": 1, "components": [SELECT]}]


def text_field(**changes: Any) -> dict[str, Any]:
    field = {"type": 4, "custom_id": "words", "style": 1} | changes
    return {"type": 18, "label": "Your words", "component": field}


def modal(*components: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body = {"title": "Proof", "custom_id": "proof", "components": list(components or (text_field(),))}
    return {"type": 9, "data": body | changes}


async def answer(api: Api, one: Interaction, body: dict[str, Any]) -> tuple[int, Any]:
    return await api.call("POST", f"/interactions/{one.id}/{one.token}/callback?with_response=1", body)


def hook(one: Interaction, rest: str = "") -> str:
    return f"/webhooks/{one.server.world.app_id}/{one.token}{rest}"


async def menu(api: Api, anna: Person) -> Message:
    await api.call("POST", f"{await api.dm(anna)}/messages", {"content": "pick", "components": ROWS})
    return anna.messages[-1]


async def test_a_command_reaches_the_bot_with_all_it_needs(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    guild = server.guild("court", anna)
    async with line_to(server) as line:
        await line.identify(intents=0)
        await line.event("READY")
        await anna.command("tasks", wait=False)
        dm = (await line.event("INTERACTION_CREATE"))["d"]
        await anna.command("tasks", guild=guild, wait=False)
        public = (await line.event("INTERACTION_CREATE"))["d"]
    assert (dm["context"], dm["user"]["id"], dm["data"]["name"]) == (1, str(anna.id), "tasks")
    assert dm["authorizing_integration_owners"] == {"0": "0", "1": str(anna.id)}
    assert (public["context"], public["guild_id"]) == (0, str(guild.id))
    assert public["member"]["user"]["id"] == str(anna.id)
    assert "user" not in public


async def test_an_answer_counts_once_and_in_time(server: DiscordServer, anna: Person, api: Api) -> None:
    one = await anna.command("tasks", wait=False)
    status, body = await answer(api, one, {"type": 4, "data": {"content": "none"}})
    assert (status, body["resource"]["message"]["content"]) == (200, "none")
    assert (one.how, one.failed, one.texts) == ("message", False, ["none"])
    assert (await answer(api, one, {"type": 4, "data": {"content": "again"}}))[1]["code"] == 40060
    late = await anna.command("tasks", wait=False)
    server.clock.advance(3.1)
    status, body = await answer(api, late, {"type": 5})
    assert (status, body["code"]) == (404, 10062)
    assert (late.failed, late.late, anna.texts) == (True, True, ["none"])
    assert (await api.call("POST", f"/interactions/{one.id}/other/callback", {"type": 5}))[1]["code"] == 10062


async def test_a_wrong_answer_does_not_use_up_the_chance(anna: Person, api: Api) -> None:
    one = await anna.command("tasks", wait=False)
    for wrong in ({"type": 7}, {"type": 8}, {"type": 1}, {"type": 4, "data": {"content": "x" * 2001}}):
        assert (await answer(api, one, wrong))[1]["code"] == 50035
    assert len(one.refused) == 4
    assert (await answer(api, one, {"type": 4, "data": {"content": "good"}}))[0] == 200


async def test_after_thinking_the_first_follow_up_fills_the_place(anna: Person, api: Api) -> None:
    one = await anna.command("tasks", wait=False)
    assert (await api.call("POST", hook(one), {"content": "early"}))[1]["code"] == 10015
    await answer(api, one, {"type": 5, "data": {"flags": 64}})
    assert (one.how, anna.ephemerals()[0].loading) == ("deferred", True)
    _, first = await api.call("POST", hook(one), {"content": "thought"})
    _, second = await api.call("POST", hook(one), {"content": "more", "flags": 64})
    assert first["id"] == str(one.reply and one.reply.id) != second["id"]
    assert [(m.content, m.loading) for m in anna.ephemerals()] == [("thought", False), ("more", False)]
    assert anna.texts == []
    path = f"{await api.dm(anna)}/messages/{second['id']}"
    assert (await api.call("GET", path))[1]["code"] == 10008


async def test_the_answer_can_be_read_changed_and_deleted_for_15_minutes(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    one = await anna.command("tasks", wait=False)
    await answer(api, one, {"type": 4, "data": {"content": "first"}})
    original = hook(one, "/messages/@original")
    assert (await api.call("PATCH", original, {"content": "second"}))[1]["content"] == "second"
    assert (await api.call("GET", original))[1]["content"] == "second"
    assert (await api.call("DELETE", original))[0] == 204
    assert (await api.call("GET", original))[1]["code"] == 10008
    server.clock.advance(901)
    status, body = await api.call("POST", hook(one), {"content": "too late"})
    assert (status, body["code"]) == (401, 50027)
    assert (await api.call("POST", hook(one).replace(one.token, "x"), {"content": "x"}))[1]["code"] == 50027


async def test_a_press_can_change_its_message(anna: Person, api: Api) -> None:
    message = await menu(api, anna)
    one = await anna.presses("Go", wait=False)
    assert one.data == {"component_type": 2, "custom_id": "go", "id": 2}
    await answer(api, one, {"type": 7, "data": {"content": "went", "components": []}})
    assert (message.content, message.buttons, one.how) == ("went", [], "update")
    with pytest.raises(LookupError):
        await anna.presses("Go")
    old = await anna.presses("Go", message=await menu(api, anna), forged_id="other", wait=False)
    assert old.data["custom_id"] == "other"


async def test_a_pick_brings_values_and_can_be_answered_later(anna: Person, api: Api) -> None:
    message = await menu(api, anna)
    one = await anna.picks("Silk", "rope", wait=False)
    assert one.data["values"] == ["silk", "rope"]
    await answer(api, one, {"type": 6})
    assert (one.how, one.done()) == ("deferred update", False)
    await api.call("PATCH", hook(one, "/messages/@original"), {"content": "picked"})
    assert (message.content, one.done()) == ("picked", True)


async def test_completing_offers_at_most_25(anna: Person, api: Api) -> None:
    one = await anna.command("tasks", wait=False)
    assert (await answer(api, one, {"type": 8, "data": {"choices": []}}))[1]["code"] == 50035
    data = {
        "options": [{"type": 3, "name": "tag", "value": "s", "focused": True}],
        "name": "lookup",
        "type": 1,
    }
    typed = anna.server.interactions.start(4, anna.user, anna.dm, data)
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    assert (await answer(api, typed, {"type": 8, "data": {"choices": many}}))[1]["code"] == 50035
    assert (await answer(api, typed, {"type": 4, "data": {"content": "x"}}))[1]["code"] == 50035
    assert (await answer(api, typed, {"type": 8, "data": {"choices": many[:25]}}))[0] == 200
    assert len(typed.choices) == 25


WRONG_MODALS = {
    "a long title": modal(title="x" * 46),
    "nothing in it": modal() | {"data": {"title": "t", "custom_id": "c", "components": []}},
    "six fields": modal(*(text_field(custom_id=str(n)) for n in range(6))),
    "a long label": modal(text_field() | {"label": "x" * 46}),
    "a button": modal({"type": 1, "components": [BUTTON]}),
    "a bare field": modal({"type": 4, "custom_id": "x", "style": 1}),
    "the same custom id twice": modal(text_field(), text_field()),
    "a value too long for its field": modal(text_field(value="xx", max_length=1)),
    "nothing required": modal({"type": 18, "label": "Tags", "component": SELECT | {"min_values": 0}}),
    "one radio button": modal(
        {"type": 18, "label": "R", "component": {"type": 21, "custom_id": "r", "options": MENU[:1]}}
    ),
    "eleven boxes": modal(
        {
            "type": 18,
            "label": "B",
            "component": {
                "type": 22,
                "custom_id": "b",
                "options": [{"label": str(n), "value": str(n)} for n in range(11)],
            },
        }
    ),
}


@pytest.mark.parametrize("case", WRONG_MODALS)
async def test_a_wrong_modal_is_refused(anna: Person, api: Api, case: str) -> None:
    one = await anna.command("tasks", wait=False)
    status, body = await answer(api, one, WRONG_MODALS[case])
    assert (status, body["code"], anna.modal) == (400, 50035, None)


async def test_a_modal_is_filled_in_and_cannot_be_answered_with_another(anna: Person, api: Api) -> None:
    one = await anna.command("tasks", wait=False)
    boxes = {"type": 22, "custom_id": "b", "options": MENU, "required": False, "min_values": 0}
    file = {"type": 19, "custom_id": "f"}
    tick = {"type": 23, "custom_id": "t"}
    labelled = [
        {"type": 18, "label": name, "component": c} for name, c in (("B", boxes), ("F", file), ("T", tick))
    ]
    assert (await answer(api, one, modal(text_field(min_length=2), *labelled)))[0] == 200
    assert (one.how, anna.modal and anna.modal.labels) == ("modal", ["Your words", "B", "F", "T"])
    for wrong in ({"your words": "x", "F": ("a.png", b"1")}, {"your words": "xx"}):
        with pytest.raises(ValueError, match="takes"):
            await anna.fills(wrong)
    sent = await anna.fills({"your words": "xx", "B": ["Rope"], "F": ("a.png", b"1")}, t=True, wait=False)
    words, picked, upload, ticked = [each["component"] for each in sent.data["components"]]
    assert (words["value"], picked["values"], ticked["value"]) == ("xx", ["rope"], True)
    (described,) = sent.data["resolved"]["attachments"].values()
    assert (upload["values"], described["filename"]) == ([described["id"]], "a.png")
    assert anna.modal is None
    assert (await answer(api, sent, modal()))[1]["code"] == 50035
    assert (await answer(api, sent, {"type": 7, "data": {"content": "x"}}))[1]["code"] == 50035
    assert (await answer(api, sent, {"type": 4, "data": {"content": "thanks"}}))[0] == 200


async def test_a_modal_behind_a_button_may_change_that_message(anna: Person, api: Api) -> None:
    message = await menu(api, anna)
    await answer(api, await anna.presses("Go", wait=False), modal())
    sent = await anna.fills(words="done", wait=False)
    assert (await answer(api, sent, {"type": 7, "data": {"content": "changed"}}))[0] == 200
    assert message.content == "changed"


async def test_where_the_bot_is_not_only_five_more_messages_follow(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    foreign = server.guild("foreign", anna, bot=False)
    one = await anna.command("tasks", guild=foreign, wait=False)
    await answer(api, one, {"type": 4, "data": {"content": "hi"}})
    codes = [(await api.call("POST", hook(one), {"content": str(n)}))[0] for n in range(6)]
    assert codes == [200] * 5 + [400]


async def test_who_waits_in_vain_reads_that_nothing_came(
    server: DiscordServer, anna: Person, api: Api
) -> None:
    one = await anna.command("tasks", wait=False)
    await one.answered(within=0.01)
    assert (one.acknowledged, one.failed) == (False, False)
    server.clock.advance(3)
    assert one.failed
