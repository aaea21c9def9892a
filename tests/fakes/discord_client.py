"""A small bot over the real library, for trying the Discord server with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord import DiscordServer


class TaskForm(discord.ui.Modal, title="Your answer"):
    """A form with every kind of field that the library knows in forms."""

    words: discord.ui.Label["TaskForm"] = discord.ui.Label(
        text="Words", component=discord.ui.TextInput(max_length=50, custom_id="words")
    )
    mood: discord.ui.Label["TaskForm"] = discord.ui.Label(
        text="Mood",
        component=discord.ui.Select(
            custom_id="mood", options=[discord.SelectOption(label="Good"), discord.SelectOption(label="Bad")]
        ),
    )
    days: discord.ui.Label["TaskForm"] = discord.ui.Label(
        text="Days",
        component=discord.ui.CheckboxGroup(
            custom_id="days",
            required=False,
            min_values=0,
            options=[discord.CheckboxGroupOption(label="Mon"), discord.CheckboxGroupOption(label="Tue")],
        ),
    )
    proof: discord.ui.Label["TaskForm"] = discord.ui.Label(
        text="Proof", component=discord.ui.FileUpload(custom_id="proof", required=False, min_values=0)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Repeats what was filled in."""
        words: Any = self.words.component
        mood, days, proof = (one.component for one in (self.mood, self.days, self.proof))
        content = b"".join([await one.read() for one in getattr(proof, "values", [])])
        said = (
            f"{words.value}|{getattr(mood, 'values', [])[0]}|{getattr(days, 'values', [])}|{content.decode()}"
        )
        await interaction.response.send_message(said, ephemeral=True)


class SmallBot(discord.Client):
    """Echoes direct messages and has a few commands."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("guild_ready_timeout", 0.1)
        super().__init__(
            intents=options.pop("intents", discord.Intents(guilds=True, dm_messages=True)), **options
        )
        self.tree = app_commands.CommandTree(self)
        self.received: list[str] = []
        self.edited: list[str] = []
        self.resumes = 0
        self.add_commands()

    def add_commands(self) -> None:
        """Registers with the tree what the bot can do."""

        @self.tree.command(name="slow", description="Thinks first")
        async def slow(interaction: discord.Interaction, words: str = "nothing") -> None:
            await interaction.response.defer(ephemeral=True)
            await interaction.followup.send(f"thought about {words}", ephemeral=True)
            await interaction.followup.send("and again", ephemeral=True)

        @self.tree.command(name="form", description="Asks with a form", nsfw=True)
        async def form(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(TaskForm())

        @self.tree.command(name="menu", description="Shows buttons")
        async def menu(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("pick one", view=menu_view(), ephemeral=True)

        @self.tree.command(name="lookup", description="Completes")
        async def lookup(interaction: discord.Interaction, tag: str) -> None:
            await interaction.response.send_message(f"looked up {tag}")

        @lookup.autocomplete("tag")
        async def tags(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            known = ("silk", "silver", "rope")
            return [app_commands.Choice(name=one, value=one) for one in known if one.startswith(current)]

    async def setup_hook(self) -> None:
        """Tells Discord the commands."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Echoes text and files."""
        if message.author == self.user:
            return
        self.received.append(message.content)
        files = [discord.File(await _saved(one), filename=one.filename) for one in message.attachments]
        await message.channel.send(f"echo {message.content}", files=files)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Remembers edits of others."""
        if payload.message.author != self.user:
            self.edited.append(payload.message.content)

    async def on_resumed(self) -> None:
        """Counts."""
        self.resumes += 1


async def _saved(attachment: discord.Attachment) -> Any:
    import io

    return io.BytesIO(await attachment.read())


def menu_view() -> discord.ui.View:
    """A button that edits, one that defers, and a select."""
    view = discord.ui.View(timeout=None)
    go: discord.ui.Button[discord.ui.View] = discord.ui.Button(label="Go", custom_id="go")
    pick: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id="pick",
        options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two")],
    )

    async def went(interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content="gone", view=None)

    async def picked(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"picked {pick.values}")

    go.callback, pick.callback = went, picked  # type: ignore[method-assign]
    view.add_item(go)
    view.add_item(pick)
    return view


async def eventually(true: Callable[[], object], within: float = 5.0) -> None:
    """Waits until something about the bot is true; fails when it does not become so in time (seconds)."""
    for _ in range(round(within / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never became true")


@asynccontextmanager
async def pointed_at(server: DiscordServer) -> AsyncIterator[None]:
    """The library talks to this server for the length of a block."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def logged_in(
    server: DiscordServer, client: discord.Client, *, token: str | None = None
) -> AsyncIterator[None]:
    """A client that is ready, for the length of a block."""
    async with pointed_at(server):
        running = asyncio.ensure_future(client.start(token or server.token))
        ready = asyncio.ensure_future(client.wait_until_ready())
        try:
            await asyncio.wait([running, ready], timeout=20, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            assert ready.done()
            yield
        finally:
            ready.cancel()
            with suppress(aiohttp.ClientError):
                await client.close()
            running.cancel()
            with suppress(asyncio.CancelledError, discord.DiscordException, aiohttp.ClientError):
                await running
