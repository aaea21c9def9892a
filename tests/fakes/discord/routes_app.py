"""Routes of the bot itself: who it is, its guilds, its commands."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord import errors
from tests.fakes.discord.bodies import read_body, snowflake
from tests.fakes.discord.check_commands import CHAT_INPUT, check_commands
from tests.fakes.discord.errors import Json
from tests.fakes.discord.payloads import channel_json, guild_json, member_json, user_json
from tests.fakes.discord.rest import API
from tests.fakes.discord.world import Guild

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class App:
    """Everything about the application."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server, self.world = server, server.world

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        routes = [
            web.get(f"{API}/gateway", self.gateway),
            web.get(f"{API}/gateway/bot", self.gateway_bot),
            web.get(f"{API}/users/@me", self.me),
            web.get(f"{API}/users/@me/guilds", self.guilds),
            web.get(f"{API}/users/{{user_id}}", self.user),
            web.get(f"{API}/oauth2/applications/@me", self.application),
            web.get(f"{API}/applications/@me", self.application),
            web.get(f"{API}/guilds/{{guild_id}}", self.guild),
            web.get(f"{API}/guilds/{{guild_id}}/channels", self.guild_channels),
            web.get(f"{API}/guilds/{{guild_id}}/members/{{user_id}}", self.member),
            web.delete(f"{API}/users/@me/guilds/{{guild_id}}", self.leave),
        ]
        for scope in ("", "/guilds/{guild_id}"):
            path = f"{API}/applications/{{app_id}}{scope}/commands"
            one = f"{path}/{{command_id}}"
            routes += [web.get(path, self.commands), web.put(path, self.overwrite), web.post(path, self.add)]
            routes += [web.get(one, self.command), web.patch(one, self.change), web.delete(one, self.remove)]
        return routes

    async def gateway(self, _: web.Request) -> web.Response:
        return web.json_response({"url": self.server.gateway_url})

    async def gateway_bot(self, _: web.Request) -> web.Response:
        gateway = self.server.gateway
        body: Json = {"url": self.server.gateway_url, "shards": gateway.shards}
        return web.json_response(body | {"session_start_limit": gateway.limits()})

    async def me(self, _: web.Request) -> web.Response:
        extra: Json = {"verified": True, "mfa_enabled": True, "locale": "en-US", "flags": 0, "email": None}
        return web.json_response(user_json(self.world.bot) | extra)

    async def user(self, request: web.Request) -> web.Response:
        user = self.world.users.get(snowflake(request, "user_id"))
        if user is None:
            raise errors.unknown_user()
        return web.json_response(user_json(user))

    async def application(self, _: web.Request) -> web.Response:
        owner = user_json(next((one for one in self.world.users.values() if not one.bot), self.world.bot))
        body: Json = {
            "id": str(self.world.app_id),
            "name": self.world.bot.name,
            "icon": None,
            "description": "",
        }
        body |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "owner": owner}
        config: Json = {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}}
        body["integration_types_config"] = {"0": config, "1": config}
        return web.json_response(body | {"flags": 1 << 19, "team": None, "approximate_guild_count": 1})

    def found(self, request: web.Request) -> Guild:
        """A guild the bot is in."""
        guild = self.world.guilds.get(snowflake(request, "guild_id"))
        if guild is None:
            raise errors.unknown_guild()
        if not guild.bot_in:
            raise errors.missing_access()
        return guild

    async def guilds(self, _: web.Request) -> web.Response:
        mine = [one for one in self.world.guilds.values() if one.bot_in]
        listed = [{"id": str(one.id), "name": one.name, "owner": False, "permissions": "0"} for one in mine]
        return web.json_response(listed)

    async def guild(self, request: web.Request) -> web.Response:
        return web.json_response(guild_json(self.found(request), self.world.bot))

    async def guild_channels(self, request: web.Request) -> web.Response:
        return web.json_response([channel_json(one) for one in self.found(request).channels])

    async def member(self, request: web.Request) -> web.Response:
        guild, number = self.found(request), snowflake(request, "user_id")
        user = self.world.bot if number == self.world.bot.id else guild.members.get(number)
        if user is None:
            raise errors.unknown_member()
        return web.json_response(member_json(guild, user))

    async def leave(self, request: web.Request) -> web.Response:
        self.server.remove_bot(self.found(request))
        return web.Response(status=204)

    # Commands.

    def shelf(self, request: web.Request) -> dict[int, Json]:
        """The commands of a scope, by id."""
        if snowflake(request, "app_id") != self.world.app_id:
            raise errors.Refused(
                403, 20012, "You are not authorized to perform this action on this application"
            )
        if "guild_id" not in request.match_info:
            return self.world.global_commands
        guild = self.world.guilds.get(snowflake(request, "guild_id"))
        if guild is None or not guild.bot_in:
            raise errors.missing_access()
        return self.world.guild_commands.setdefault(guild.id, {})

    async def commands(self, request: web.Request) -> web.Response:
        return web.json_response(list(self.shelf(request).values()))

    async def overwrite(self, request: web.Request) -> web.Response:
        shelf = self.shelf(request)
        wanted = (await read_body(request))[0]
        check_commands(wanted)
        kept = [self.completed(request, shelf, one) for one in wanted]
        shelf.clear()
        shelf.update({int(one["id"]): one for one in kept})
        self.server.pulse.beat()
        return web.json_response(kept)

    async def add(self, request: web.Request) -> web.Response:
        shelf = self.shelf(request)
        wanted = (await read_body(request))[0]
        check_commands([*(one for one in shelf.values() if one["name"] != wanted.get("name")), wanted])
        command = self.completed(request, shelf, wanted)
        status = 200 if int(command["id"]) in shelf else 201
        shelf[int(command["id"])] = command
        return web.json_response(command, status=status)

    def completed(self, request: web.Request, shelf: dict[int, Json], wanted: Json) -> Json:
        """A command with what Discord adds; the same name keeps its id."""
        kind = wanted.get("type") or CHAT_INPUT
        same = [one for one in shelf.values() if one["name"] == wanted["name"] and one["type"] == kind]
        number = same[0]["id"] if same else str(self.server.clock.snowflake())
        extra: Json = {"id": number, "type": kind, "version": str(self.server.clock.snowflake())}
        extra["application_id"] = str(self.world.app_id)
        defaults: Json = {"description": "", "options": [], "nsfw": False, "default_member_permissions": None}
        defaults |= {"name_localizations": None, "description_localizations": None, "dm_permission": True}
        if "guild_id" in request.match_info:
            extra |= {"guild_id": request.match_info["guild_id"], "contexts": None}
        else:
            defaults |= {"contexts": None, "integration_types": [0, 1]}
        return defaults | wanted | extra

    def one(self, request: web.Request) -> tuple[dict[int, Json], Json]:
        """A command and where it lies."""
        shelf = self.shelf(request)
        command = shelf.get(snowflake(request, "command_id"))
        if command is None:
            raise errors.unknown_command()
        return shelf, command

    async def command(self, request: web.Request) -> web.Response:
        return web.json_response(self.one(request)[1])

    async def change(self, request: web.Request) -> web.Response:
        _, command = self.one(request)
        changed: dict[str, Any] = command | (await read_body(request))[0]
        check_commands([changed])
        command.update(changed)
        return web.json_response(command)

    async def remove(self, request: web.Request) -> web.Response:
        shelf, command = self.one(request)
        del shelf[int(command["id"])]
        return web.Response(status=204)
