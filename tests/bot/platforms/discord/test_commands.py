"""Slash commands: one table, registered only where and when they should be."""

import pytest

from bot.platforms.discord.commands import for_everybody, for_operators, register
from handlers.feature import Group
from handlers.registry import full_registry
from tests.bot.platforms.discord.helpers import is_stopped, member, operator
from tests.contracts.discord import DiscordCourt, until
from tests.fakes.discord import DiscordServer, Hidden
from tests.support.court import shipped_content, shipped_texts

REGISTRY = full_registry(shipped_content())


def test_every_command_is_described_and_safety_is_never_restricted() -> None:
    everybody = {each["name"]: each for each in for_everybody(REGISTRY, shipped_texts(), ("en",))}
    assert {"red", "stop", "safeword", "help", "export", "forget", "privacy"} <= set(everybody)
    assert all(1 <= len(each["description"]) <= 100 for each in everybody.values())
    restricted = {name for name, each in everybody.items() if each["nsfw"]}
    assert "tasks" in restricted
    groups = {REGISTRY.commands[name].group for name in restricted}
    assert groups == {Group.PLAY}
    assert all(each["contexts"] == [0, 1, 2] for each in everybody.values())


def test_what_only_operators_may_is_registered_with_them_alone() -> None:
    everybody = {each["name"] for each in for_everybody(REGISTRY, shipped_texts(), ("en",))}
    operators = {each["name"] for each in for_operators(REGISTRY, shipped_texts(), ("en",))}
    assert operators == {name for name, spec in REGISTRY.commands.items() if spec.group is Group.OPERATOR}
    assert not everybody & operators


async def test_commands_are_registered_once_and_again_only_when_they_changed(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await court.guest("anna")
    await until(lambda: "help" in anna.somebody.commands())
    rest = court.discord._parts.rest  # type: ignore[union-attr]
    wanted = for_everybody(REGISTRY, shipped_texts(), ("en",))
    assert not await register(rest, None, wanted)
    assert await register(rest, None, wanted[:-1])
    assert not await register(rest, None, wanted[:-1])
    puts = [call for call in server.calls if call.method == "PUT"]
    assert len(puts) == 2


async def test_operators_commands_exist_in_their_server_alone(
    court: DiscordCourt, server: DiscordServer
) -> None:
    olga = await operator(court)
    office, club = server.guild("office", olga.somebody), server.guild("club", olga.somebody)
    later = await court.reopened(operator_guild_ids=(office.id, 12345))
    olga = await later.guest("olga")
    await until(lambda: "desk" in olga.somebody.commands(office))
    used = await olga.somebody.command("desk", guild=office)
    await later.settle()
    assert used.ephemeral
    with pytest.raises(Hidden):
        await olga.somebody.command("desk", guild=club)
    with pytest.raises(Hidden):
        await olga.somebody.command("desk")
    await olga.says("/desk")
    assert "not known" not in olga.last.text
    await later.closes()


async def test_a_members_name_is_completed_for_operators_and_for_nobody_else(
    court: DiscordCourt, server: DiscordServer
) -> None:
    olga = await operator(court)
    anna = await member(court)
    office = server.guild("office", olga.somebody, anna.somebody)
    later = await court.reopened(operator_guild_ids=(office.id,))
    olga, anna = await later.guest("olga"), await later.guest("anna")
    await until(lambda: "member" in olga.somebody.commands(office))
    assert await olga.somebody.completes("member", "words", "an", guild=office) == ["anna"]
    assert await anna.somebody.completes("member", "words", "an", guild=office) == []
    await later.closes()


async def test_who_hides_restricted_commands_still_plays_by_plain_text(court: DiscordCourt) -> None:
    anna = await member(court)
    anna.somebody.hides_age_restricted()
    with pytest.raises(Hidden):
        await anna.somebody.command("tasks")
    await anna.says("/tasks")
    assert "more to do, ask" in anna.heard
    assert (await anna.somebody.command("red")).acknowledged
    await court.settle()
    assert await is_stopped(anna)


async def test_what_the_disk_did_not_take_is_said_and_read_again(
    court: DiscordCourt, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.arrivals.FIRST_PAUSE", 0.001)
    later = await court.reopened(again_seconds=0.2)
    anna = await member(later)
    await anna.says("hello")
    parts = later.discord._parts
    assert parts is not None
    accept, failures = parts.arrivals._accept, iter(range(6))

    async def failing(inbound: object) -> object:
        if next(failures, None) is not None:
            raise OSError(28, "No space left on device")
        return await accept(inbound)  # type: ignore[arg-type]

    monkeypatch.setattr(parts.arrivals, "_accept", failing)
    message = await anna.somebody.says("/help")
    await anna.somebody.hears("is not lost")
    await later.heard(message)
    assert "Privacy" in anna.heard
    await later.closes()
