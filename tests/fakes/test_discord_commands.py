"""Registering commands with the Discord server, and what people are offered."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fakes.discord import DiscordServer, Hidden
from tests.fakes.discord_raw import Api, api_of


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
async def api(server: DiscordServer) -> AsyncIterator[Api]:
    async with api_of(server) as api:
        yield api


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "tasks", "description": "What is open"} | changes


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "words", "description": "Say it"} | changes


def choice(number: int) -> dict[str, str]:
    return {"name": f"choice {number}", "value": str(number)}


async def put(api: Api, *commands: dict[str, Any], scope: str = "") -> tuple[int, Any]:
    return await api.call("PUT", f"/applications/{api.server.world.app_id}{scope}/commands", list(commands))


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "capital letters": (command(name="Tasks"), "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
    "a space": (command(name="my tasks"), "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
    "a long name": (command(name="x" * 33), "0.name", "BASE_TYPE_BAD_LENGTH"),
    "no description": (command(description=""), "0.description", "BASE_TYPE_BAD_LENGTH"),
    "a long description": (command(description="x" * 101), "0.description", "BASE_TYPE_BAD_LENGTH"),
    "an unknown language": (
        command(name_localizations={"xx": "a"}),
        "0.name_localizations.xx",
        "APPLICATION_COMMAND_INVALID_LOCALE",
    ),
    "a name with a capital in German": (
        command(name_localizations={"de": "Aufgaben"}),
        "0.name_localizations.de",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    "an unknown context": (command(contexts=[3]), "0.contexts.0", "BASE_TYPE_CHOICES"),
    "26 options": (
        command(options=[option(name=f"o{n}") for n in range(26)]),
        "0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "26 choices": (
        command(options=[option(choices=[choice(n) for n in range(26)])]),
        "0.options.0.choices",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "required after optional": (
        command(options=[option(), option(name="more", required=True)]),
        "0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    "choices and autocomplete": (
        command(options=[option(choices=[choice(1)], autocomplete=True)]),
        "0.options.0",
        "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES",
    ),
    "too much text": (
        command(
            options=[
                option(name=f"o{n}", description="x" * 100, choices=[choice(m) for m in range(25)])
                for n in range(25)
            ]
        ),
        "0",
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_command_is_refused_and_the_old_ones_stay(api: Api, case: str) -> None:
    await put(api, command(name="old"))
    wrong, place, code = WRONG[case]
    status, answer = await put(api, wrong)
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]
    for step in place.split("."):
        node = node[step]
    assert code in [one["code"] for one in node["_errors"]]
    assert [one["name"] for one in api.server.world.global_commands.values()] == ["old"]


async def test_the_same_name_twice_and_a_hundred_and_one_are_refused(api: Api) -> None:
    assert (await put(api, command(), command()))[1]["code"] == 50035
    assert (await put(api, *(command(name=f"c{n}") for n in range(101))))[1]["code"] == 30032
    assert (await put(api, *(command(name=f"c{n}") for n in range(100))))[0] == 200


async def test_overwriting_keeps_the_id_of_the_same_name(api: Api) -> None:
    _, first = await put(api, command(), command(name="other"))
    _, second = await put(api, command(description="Changed"))
    assert [one["id"] for one in second] == [first[0]["id"]]
    path = f"/applications/{api.server.world.app_id}/commands"
    assert (await api.call("GET", f"{path}/{first[0]['id']}"))[1]["description"] == "Changed"
    assert (await api.call("GET", f"{path}/{first[1]['id']}"))[1]["code"] == 10063
    assert (await api.call("DELETE", f"{path}/{first[0]['id']}"))[0] == 204
    assert (await api.call("GET", path))[1] == []


async def test_commands_of_a_guild_need_the_bot_in_it_and_go_with_it(server: DiscordServer, api: Api) -> None:
    anna = server.person("anna")
    guild, other = server.guild("court", anna), server.guild("elsewhere", anna, bot=False)
    scope = f"/guilds/{guild.id}"
    assert (await put(api, command(name="desk"), scope=scope))[0] == 200
    assert (await put(api, command(name="desk"), scope=f"/guilds/{other.id}"))[1]["code"] == 50001
    assert list(anna.commands(guild)) == ["desk"]
    assert list(anna.commands()) == []
    server.remove_bot(guild)
    assert list(anna.commands(guild)) == []


async def test_contexts_and_installations_decide_where_a_command_shows(
    server: DiscordServer, api: Api
) -> None:
    await put(
        api,
        command(name="everywhere"),
        command(name="dm", contexts=[1]),
        command(name="guild", contexts=[0], integration_types=[0]),
        command(name="private", contexts=[2], integration_types=[1]),
    )
    anna, bea = server.person("anna"), server.person("bea", installed=False)
    guild, foreign = server.guild("court", anna, bea), server.guild("foreign", anna, bot=False)
    between = server.private(anna, bea)
    assert set(anna.commands()) == {"everywhere", "dm"}
    assert set(anna.commands(guild)) == {"everywhere", "guild"}
    assert set(anna.commands(foreign)) == {"everywhere"}
    assert set(anna.commands(channel=between)) == {"everywhere", "private"}
    assert set(bea.commands(channel=between)) == set()


async def test_age_restricted_commands_hide_from_those_who_want_it_and_from_tame_channels(
    server: DiscordServer, api: Api
) -> None:
    await put(api, command(name="game", nsfw=True), command(name="stop"))
    anna = server.person("anna")
    tame, wild = server.guild("tame", anna, nsfw=False), server.guild("wild", anna)
    assert set(anna.commands()) == set(anna.commands(wild)) == {"game", "stop"}
    assert set(anna.commands(tame)) == {"stop"}
    anna.hides_age_restricted()
    assert set(anna.commands()) == set(anna.commands(wild)) == {"stop"}
    with pytest.raises(Hidden):
        await anna.command("game")


async def test_commands_for_administrators_show_only_to_them(server: DiscordServer, api: Api) -> None:
    anna, bea = server.person("anna"), server.person("bea")
    guild = server.guild("court", anna, bea, owner=anna)
    await put(api, command(name="desk", default_member_permissions="0"), scope=f"/guilds/{guild.id}")
    assert (list(anna.commands(guild)), list(bea.commands(guild))) == (["desk"], [])
    guild.admins.add(bea.id)
    assert list(bea.commands(guild)) == ["desk"]


async def test_a_client_lets_nothing_impossible_through(server: DiscordServer, api: Api) -> None:
    needed = option(name="size", type=4, required=True, min_value=1, max_value=3)
    await put(api, command(options=[needed, option(choices=[choice(1)])]))
    anna = server.person("anna")
    for wrong in ({}, {"size": 4}, {"size": "big"}, {"size": 1, "words": "other"}):
        with pytest.raises(ValueError, match=r"takes|needs|no choice"):
            await anna.command("tasks", **wrong)
    with pytest.raises(Hidden):
        await anna.command("tasks", colour="red")
    sent = await anna.command("tasks", size=2, words="choice 1", wait=False)
    assert [one["value"] for one in sent.data["options"]] == [2, "1"]


async def test_subcommands_lie_inside_each_other(server: DiscordServer, api: Api) -> None:
    inner = {"type": 1, "name": "hours", "description": "When", "options": [option(name="since", type=4)]}
    group = {"type": 2, "name": "quiet", "description": "Quiet", "options": [inner]}
    await put(api, command(name="settings", options=[group]))
    sent = await server.person("anna").command("settings quiet hours", {"since": 22}, wait=False)
    (outer,) = sent.data["options"]
    assert (outer["name"], outer["options"][0]["name"]) == ("quiet", "hours")
    assert outer["options"][0]["options"] == [{"name": "since", "type": 4, "value": 22}]


async def test_files_and_people_are_described_beside_the_options(server: DiscordServer, api: Api) -> None:
    options = [option(type=11, name="proof"), option(type=6, name="who")]
    await put(api, command(options=options))
    anna, bea = server.person("anna"), server.person("bea")
    guild = server.guild("court", anna, bea)
    sent = await anna.command("tasks", guild=guild, proof=("a.png", b"1"), who=bea, wait=False)
    file, person = [one["value"] for one in sent.data["options"]]
    assert sent.data["resolved"]["attachments"][file]["filename"] == "a.png"
    assert sent.data["resolved"]["users"][person]["username"] == "bea"
    assert person in sent.data["resolved"]["members"]


async def test_menus_of_messages_and_people_hold_commands_too(server: DiscordServer, api: Api) -> None:
    named = {"name": "Give as proof", "type": 3}, {"name": "Look up", "type": 2}
    assert (await put(api, *named))[0] == 200
    anna = server.person("anna")
    message = await anna.says("here it is")
    sent = await anna.uses("Give as proof", message, wait=False)
    assert sent.data["resolved"]["messages"][sent.data["target_id"]]["content"] == "here it is"
    looked = await anna.uses("Look up", server.person("bea"), wait=False)
    assert looked.data["resolved"]["users"][looked.data["target_id"]]["username"] == "bea"
    with pytest.raises(Hidden):
        await anna.uses("Give as proof", anna)
    assert anna.commands() == {}
