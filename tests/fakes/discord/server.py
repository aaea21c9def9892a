"""A Discord that refuses what the real one refuses, on a loopback socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.fakes.discord import sessions as intents
from tests.fakes.discord.cdn import Cdn
from tests.fakes.discord.clock import ServerClock
from tests.fakes.discord.control import Control
from tests.fakes.discord.faults import Faults
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interaction, Interactions
from tests.fakes.discord.payloads import MessageJson, guild_json
from tests.fakes.discord.people import Person
from tests.fakes.discord.posting import Posting
from tests.fakes.discord.pulse import Pulse
from tests.fakes.discord.rates import Rates
from tests.fakes.discord.rest import API, Call, Door
from tests.fakes.discord.routes_app import App
from tests.fakes.discord.routes_channels import Channels
from tests.fakes.discord.routes_interactions import InteractionRoutes
from tests.fakes.discord.world import TEXT, Channel, Guild, World

TOKEN = "MTIz.fake-of-the-tests.c2VjcmV0"
BIGGEST_BODY = 64 * 1024 * 1024


class DiscordServer:
    """One Discord with one application on it.

    Point discord.py at ``api_url`` (``discord.http.Route.BASE``) and ``gateway_url``
    (``discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY``); log in with ``token``."""

    def __init__(self, *, token: str = TOKEN, bot_name: str = "court", port: int = 0) -> None:
        self.token, self.port = token, port
        self.clock = ServerClock()
        self.world = World(self.clock, bot_name)
        self.pulse, self.faults, self.rates = Pulse(), Faults(), Rates()
        self.cdn, self.json, self.posting = Cdn(self), MessageJson(self), Posting(self)
        self.interactions = Interactions(self)
        self.gateway = Gateway(self)
        self.door = Door(self)
        self.people: dict[str, Person] = {}
        self.shown_modals: dict[int, Interaction] = {}
        """person → the interaction that opened the modal before her"""
        self._runner: web.AppRunner | None = None

    # Addresses.

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What ``Route.BASE`` is set to."""
        return self.url + API

    @property
    def gateway_url(self) -> str:
        """What ``DEFAULT_GATEWAY`` is set to."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    @property
    def resume_url(self) -> str:
        """Where READY sends those who come back."""
        return f"ws://127.0.0.1:{self.port}/gateway/resume/"

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, oldest first."""
        return self.door.calls

    @property
    def invalid_requests(self) -> int:
        """Answers of 401, 403 and 429: at 10,000 in ten minutes the real one bans the address."""
        return sum(one.status in (401, 403, 429) for one in self.calls)

    # Up and down.

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self.door.middleware()], client_max_size=BIGGEST_BODY)
        for path in ("/gateway", "/gateway/", "/gateway/resume/"):
            app.router.add_get(path, self.gateway.handle)
        app.router.add_get("/attachments/{channel}/{attachment:\\d+}/{name}", self.cdn.handle)
        for routes in (Channels(self), App(self), InteractionRoutes(self), Control(self)):
            app.add_routes(routes.routes())
        return app

    async def up(self) -> None:
        """Listens, on the same port as before if there was one."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def down(self) -> None:
        """Is gone: connections break, nobody listens; everything is remembered."""
        runner, self._runner = self._runner, None
        if runner is not None:
            for site in list(runner.sites):
                await site.stop()
            self.gateway.cut()
            await runner.cleanup()

    async def out_for(self, seconds: float) -> None:
        """Is gone for a while."""
        await self.down()
        await asyncio.sleep(seconds)
        await self.up()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["DiscordServer"]:
        """Up for the length of a block."""
        await self.up()
        try:
            yield self
        finally:
            await self.down()

    # The world.

    def person(self, name: str, *, locale: str = "en-US", installed: bool = True) -> Person:
        """Somebody with an account (the same for the same name), who added the app to it if ``installed``."""
        if name not in self.people:
            self.people[name] = Person(self, self.world.add_user(name, locale=locale, installed=installed))
        return self.people[name]

    def guild(self, name: str, *members: Person, owner: Person | None = None, nsfw: bool = True,
              bot: bool = True) -> Guild:  # fmt: skip
        """A server with one channel, ``general``, and the bot in it."""
        head = owner or (members[0] if members else self.person("owner"))
        guild = Guild(self.clock.snowflake(), name, head.user, bot_in=bot)
        guild.members = {one.id: one.user for one in (*members, head)}
        channel = Channel(self.clock.snowflake(), TEXT, "general", guild, nsfw=nsfw)
        guild.channels.append(self.world.add_channel(channel))
        self.world.guilds[guild.id] = guild
        if bot:
            self._tell_guild(guild)
        return guild

    def private(self, *people: Person) -> Channel:
        """A conversation between people, without the bot."""
        return self.world.private_between(*(one.user for one in people))

    def add_bot(self, guild: Guild) -> None:
        """Somebody invites the bot."""
        guild.bot_in = True
        self._tell_guild(guild)

    def remove_bot(self, guild: Guild) -> None:
        """The bot leaves or is thrown out; the guild's own commands are gone."""
        guild.bot_in = False
        self.world.guild_commands.pop(guild.id, None)
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id, intent=intents.GUILDS)

    def _tell_guild(self, guild: Guild) -> None:
        body = guild_json(guild, self.world.bot)
        self.gateway.dispatch("GUILD_CREATE", body, guild_id=guild.id, intent=intents.GUILDS)

    def bot_reads(self, channel: Channel) -> bool:
        """Whether the bot may look into a channel."""
        return channel.guild.bot_in if channel.guild else channel.with_bot

    def revoke_token(self, new: str = "MTIz.another.one") -> None:
        """The token is reset in the portal: 401 from now on, and every connection ends with 4004."""
        self.token = new
        self.gateway.forget()
        self.gateway.close(4004)
