"""Routes of direct messages, channels and messages."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord import errors
from tests.fakes.discord.bodies import dictionary, read_body, snowflake
from tests.fakes.discord.errors import Form
from tests.fakes.discord.payloads import channel_json, user_json
from tests.fakes.discord.rest import API
from tests.fakes.discord.world import Channel, Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class Channels:
    """Everything below /channels, and opening direct messages."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server, self.world = server, server.world

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        one = f"{API}/channels/{{channel_id}}"
        message = f"{one}/messages/{{message_id}}"
        return [
            web.post(f"{API}/users/@me/channels", self.open_dm),
            web.get(one, self.show),
            web.get(f"{one}/messages", self.history),
            web.post(f"{one}/messages", self.send),
            web.get(message, self.message),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
            web.post(f"{one}/typing", self.typing),
            web.put(f"{message}/reactions/{{emoji}}/@me", self.react),
            web.delete(f"{message}/reactions/{{emoji}}/@me", self.unreact),
            web.put(f"{one}/pins/{{message_id}}", self.pin),
            web.put(f"{one}/messages/pins/{{message_id}}", self.pin),
            web.delete(f"{one}/messages/pins/{{message_id}}", self.unpin),
        ]

    def channel(self, request: web.Request) -> Channel:
        """A channel that the bot may see."""
        channel = self.world.channels.get(snowflake(request, "channel_id"))
        if channel is None:
            raise errors.unknown_channel()
        if not self.server.bot_reads(channel):
            raise errors.missing_access()
        return channel

    def found(self, request: web.Request) -> Message:
        """A message in it that everybody sees."""
        message = self.channel(request).messages.get(snowflake(request, "message_id"))
        if message is None:
            raise errors.unknown_message()
        return message

    async def open_dm(self, request: web.Request) -> web.Response:
        body = dictionary((await read_body(request))[0])
        number = str(body.get("recipient_id") or "")
        user = self.world.users.get(int(number)) if number.isdigit() else None
        if user is None or user.bot:
            raise errors.invalid_recipient()
        channel = channel_json(self.world.dm_of(user))
        return web.json_response(channel | {"recipients": [user_json(user)]})

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(channel_json(self.channel(request)))

    async def history(self, request: web.Request) -> web.Response:
        query = request.query
        form = Form()
        limit = number_of(form, "limit", query.get("limit"), 50)
        form.between(("limit",), limit, 1, 100)
        bounds = {
            name: number_of(form, name, query[name], 0)
            for name in ("before", "after", "around")
            if name in query
        }
        form.check()
        page = page_of(self.channel(request).newest_first(), bounds, limit)
        return web.json_response([self.server.json.message(one) for one in page])

    async def send(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        body, files = await read_body(request)
        self.may_write(channel)
        message = self.server.posting.once(channel, self.world.bot, dictionary(body), files)
        return web.json_response(self.server.json.message(message))

    def may_write(self, channel: Channel) -> None:
        """Whether Discord lets the bot speak here."""
        if not channel.bot_may_write:
            raise errors.missing_permissions()
        if channel.dm_with_bot:
            (person,) = channel.recipients
            if not person.dms_open:
                raise errors.cannot_message_user()
            if not person.installed and not self.world.mutual_guilds(person):
                raise errors.no_mutual_guilds()

    async def message(self, request: web.Request) -> web.Response:
        return web.json_response(self.server.json.message(self.found(request)))

    async def edit(self, request: web.Request) -> web.Response:
        message = self.found(request)
        body, files = await read_body(request)
        if message.author is not self.world.bot:
            raise errors.not_the_author()
        self.server.posting.edit(message, dictionary(body), files)
        return web.json_response(self.server.json.message(message))

    async def delete(self, request: web.Request) -> web.Response:
        message = self.found(request)
        if message.author is not self.world.bot:
            raise errors.dm_only_action() if message.channel.guild is None else errors.missing_permissions()
        self.server.posting.delete(message)
        return web.Response(status=204)

    async def typing(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        self.may_write(channel)
        channel.typing_at.append(self.server.clock.elapsed())
        self.server.pulse.beat()
        return web.Response(status=204)

    async def react(self, request: web.Request) -> web.Response:
        message, emoji = self.found(request), request.match_info["emoji"]
        if emoji.isascii() and ":" not in emoji:
            raise errors.Refused(400, 10014, "Unknown Emoji")
        if (self.world.bot, emoji) not in message.reactions:
            message.reactions.append((self.world.bot, emoji))
        self.server.pulse.beat()
        return web.Response(status=204)

    async def unreact(self, request: web.Request) -> web.Response:
        message, emoji = self.found(request), request.match_info["emoji"]
        message.reactions = [one for one in message.reactions if one != (self.world.bot, emoji)]
        return web.Response(status=204)

    async def pin(self, request: web.Request) -> web.Response:
        self.found(request).pinned = True
        return web.Response(status=204)

    async def unpin(self, request: web.Request) -> web.Response:
        self.found(request).pinned = False
        return web.Response(status=204)


def number_of(form: Form, name: str, value: Any, default: int) -> int:
    """A number in the query."""
    if value is None:
        return default
    if not str(value).isdigit():
        form.add((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return 1
    return int(value)


def page_of(newest_first: list[Message], bounds: dict[str, int], limit: int) -> list[Message]:
    """A page of history, newest first whatever was asked."""
    if "after" in bounds:
        later = [one for one in newest_first if one.id > bounds["after"]]
        return later[-limit:]
    if "around" in bounds:
        half = limit // 2
        before = [one for one in newest_first if one.id <= bounds["around"]][: half + 1]
        return [one for one in newest_first if one.id > bounds["around"]][-half:] + before
    return [one for one in newest_first if one.id < bounds.get("before", 1 << 63)][:limit]
