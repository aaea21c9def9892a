"""A second opinion: the shipped client in a Discord that nobody here wrote."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import simcord

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say
from storage.enums import OutboxClass, Platform
from storage.queries import people
from storage.unit import Storage
from tests.contracts.discord import DiscordCourt
from tests.fakes.discord import DiscordServer
from tests.support.clocks import FakeClock


class SimulatedCourt:
    """A court whose client lives in the simulation; only its gateway is not asked for."""

    def __init__(self, court: DiscordCourt, env: Any) -> None:
        self.court, self.env = court, env

    async def settles(self) -> None:
        """Wait until neither the court nor the simulation has anything left to do."""
        await self.court.settle()
        await self.env.settle()

    async def says_to(self, user: Any, message: Say | Form) -> None:
        """Say something unprompted."""
        async with self.court.storage.read() as tx:
            account = await people.account_at(tx, Platform.DISCORD, self.court.discord.bot, str(user.id))
            assert account is not None
        async with self.court.engine.turns.about(account.person_id) as turn:
            await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
        await self.settles()

    def said(self, user: Any) -> list[Any]:
        """What the court wrote in direct messages, oldest first."""
        return [each for each in user.dm_channel.history() if each.author.id != user.id]


@asynccontextmanager
async def simulated(storage: Storage, clock: FakeClock, folder: Path) -> AsyncIterator[SimulatedCourt]:
    """A court in the simulation."""
    court = DiscordCourt(storage, clock, folder, DiscordServer())
    client = court.discord.prepare()

    async def nothing() -> None:
        """The simulation has no gateway to ask about."""

    client.setup_hook = nothing  # type: ignore[method-assign]
    _without_age_restriction(court)
    async with simcord.run(client, shard_count=1) as env:
        courier = asyncio.create_task(court.engine.courier.run())
        try:
            await court.quiet()
            yield SimulatedCourt(court, env)
        finally:
            courier.cancel()
            await asyncio.gather(courier, return_exceptions=True)
    await court.closes()


def _without_age_restriction(court: DiscordCourt) -> None:
    """The simulation does not know that commands can be age-restricted."""
    parts = court.discord._parts
    assert parts is not None
    replace_commands = parts.rest.replace_commands

    async def without(guild: int | None, commands: Sequence[Mapping[str, Any]]) -> None:
        plain = [{name: value for name, value in each.items() if name != "nsfw"} for each in commands]
        await replace_commands(guild, plain)

    parts.rest.replace_commands = without  # type: ignore[method-assign]


async def test_a_command_is_answered_and_its_button_pressed(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with simulated(sqlite_storage, clock, tmp_path) as court:
        anna = court.env.create_user("anna")
        used = await anna.slash("start")
        await court.settles()
        assert used.acknowledged
        assert "born" in used.response.content
        pressed = await anna.click(used.response, label="1990s")
        await court.settles()
        assert pressed.acknowledged
        assert used.response.components == []
        assert court.said(anna)[-1].content == "And the year?"


async def test_direct_messages_are_heard_and_a_text_that_is_too_long_comes_in_parts(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with simulated(sqlite_storage, clock, tmp_path) as court:
        anna = court.env.create_user("anna")
        await anna.send_dm("hello")
        await court.settles()
        assert "born" in court.said(anna)[-1].content
        before = len(court.said(anna))
        await court.says_to(anna, Say("\n\n".join("Read this, and read it again. " * 40 for _ in range(4))))
        parts = court.said(anna)[before:]
        assert len(parts) > 1
        assert all(len(part.content) <= 2000 for part in parts)


async def test_a_form_is_a_modal_that_the_library_and_discord_agree_on(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with simulated(sqlite_storage, clock, tmp_path) as court:
        anna = court.env.create_user("anna")
        await anna.send_dm("hello")
        await court.settles()
        fields = (
            Field("words", "What happened", FieldKind.LONG, most=200),
            Field("how", "How it went", FieldKind.CHOICE, (("well", "Well"), ("badly", "Badly"))),
            Field("when", "On which days", FieldKind.MULTI, (("mon", "Monday"), ("tue", "Tuesday"))),
        )
        await court.says_to(anna, Form("A few words", fields, Choice("Send", "desk.send")))
        opened = await anna.click(court.said(anna)[-1], label="Open the form")
        await court.settles()
        assert opened.modal is not None
        assert opened.modal["title"] == "A few words"
        sent = await anna.submit_modal(opened, {"words": "All of it.", "how": ["well"], "when": ["mon"]})
        await court.settles()
        assert sent.acknowledged
