"""Answering interactions: the callback, and the webhook for everything after it."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.discord import errors
from tests.fakes.discord.bodies import Files, dictionary, read_body, snowflake
from tests.fakes.discord.check_commands import STRING, check_choices
from tests.fakes.discord.check_components import numbered
from tests.fakes.discord.check_messages import EPHEMERAL
from tests.fakes.discord.check_modals import check_modal
from tests.fakes.discord.errors import Form, Json, Refused
from tests.fakes.discord.interactions import ANSWER_SECONDS, AUTOCOMPLETE, MODAL, NAMES, Interaction
from tests.fakes.discord.rest import API
from tests.fakes.discord.world import Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, OPEN_MODAL = 4, 5, 6, 7, 8, 9
MOST_FOLLOWUPS = 5


def allowed_types(one: Interaction) -> tuple[int, ...]:
    """Which answers this kind of interaction takes."""
    if one.type == AUTOCOMPLETE:
        return (CHOICES,)
    updates = (DEFERRED_UPDATE, UPDATE) if one.message is not None else ()
    modal = () if one.type == MODAL else (OPEN_MODAL,)
    return (MESSAGE, DEFERRED, *updates, *modal)


class InteractionRoutes:
    """The routes that need no token of the bot, only that of the interaction."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        hook = f"{API}/webhooks/{{app_id}}/{{token}}"
        message = f"{hook}/messages/{{message_id}}"
        return [
            web.post(f"{API}/interactions/{{interaction_id}}/{{token}}/callback", self.callback),
            web.post(hook, self.follow_up),
            web.get(message, self.show),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        one = self.server.interactions.all.get(snowflake(request, "interaction_id"))
        if one is None or one.token != request.match_info["token"]:
            raise errors.unknown_interaction()
        try:
            self.acknowledge(one, dictionary(body), files)
        except Refused as refused:
            one.refused.append(str(refused))
            raise
        self.server.pulse.beat()
        if request.query.get("with_response") in ("1", "true", "True"):
            return web.json_response(self.described(one, body["type"]))
        return web.Response(status=204)

    def acknowledge(self, one: Interaction, body: Json, files: Files) -> None:
        """Takes the first answer, in time and once."""
        if one.acknowledged:
            raise errors.already_acknowledged()
        if one.age() > ANSWER_SECONDS:
            one.late = True
            raise errors.unknown_interaction()
        kind = body.get("type")
        form = Form()
        form.choice(("type",), kind, allowed_types(one))
        form.check()
        self.apply(one, int(body["type"]), body.get("data"), files)
        one.how, one.after = NAMES[int(body["type"])], one.age()

    def apply(self, one: Interaction, kind: int, data: Json | None, files: Files) -> None:
        """Does what the answer says."""
        posting = self.server.posting
        if kind == MESSAGE:
            one.reply = self.post(one, data or {}, files)
        elif kind == DEFERRED:
            hidden = one.person if ((data or {}).get("flags") or 0) & EPHEMERAL else None
            one.reply = posting.think(one.channel, only_for=hidden, interaction=one.metadata())
        elif kind in (DEFERRED_UPDATE, UPDATE):
            one.reply = one.message
            one.versions_before = len(one.message.versions) if one.message is not None else 0
            if kind == UPDATE and one.message is not None:
                posting.edit(one.message, data or {}, files)
        elif kind == CHOICES:
            one.choices = checked_choices(one, data)
        else:
            one.modal = checked_modal(data)
            self.server.shown_modals[one.person.id] = one

    def post(self, one: Interaction, data: Json, files: Files) -> Message:
        """A message of the bot in answer to an interaction."""
        hidden = bool((data.get("flags") or 0) & EPHEMERAL)
        return self.server.posting.create(
            one.channel,
            self.server.world.bot,
            data,
            files,
            only_for=one.person if hidden else None,
            interaction=one.metadata(),
            flags=EPHEMERAL if hidden else 0,
        )

    def described(self, one: Interaction, kind: int) -> Json:
        """The callback response."""
        what: Json = {"id": str(one.id), "type": one.type}
        resource: Json = {"type": kind}
        if one.reply is not None:
            what |= {"response_message_id": str(one.reply.id), "response_message_loading": one.reply.loading}
            what["response_message_ephemeral"] = one.reply.ephemeral
            if kind in (MESSAGE, UPDATE):
                resource["message"] = self.server.json.message(one.reply)
        return {"interaction": what, "resource": resource}

    def hook(self, request: web.Request) -> Interaction:
        """The interaction whose token is in the path, when it is still good for anything."""
        if snowflake(request, "app_id") != self.server.world.app_id:
            raise errors.unknown_webhook()
        one = self.server.interactions.by_token(request.match_info["token"])
        if one is None or (one.acknowledged and one.expired):
            raise errors.invalid_webhook_token()
        if not one.acknowledged:
            raise errors.unknown_webhook()
        return one

    def message(self, request: web.Request) -> Message:
        """The message in the path, made with this token."""
        one, name = self.hook(request), request.match_info["message_id"]
        mine = [*one.followups, *([one.reply] if one.reply else [])]
        wanted = [one.reply] if name == "@original" else [each for each in mine if str(each.id) == name]
        if not wanted or wanted[0] is None or wanted[0].deleted:
            raise errors.unknown_message()
        return wanted[0]

    async def follow_up(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        one = self.hook(request)
        if one.type == AUTOCOMPLETE:
            raise errors.unknown_webhook()
        if one.reply is not None and one.reply.loading:
            message = self.server.posting.edit(one.reply, dictionary(body), files)
        else:
            if set(one.owners) == {"1"} and one.channel.guild and len(one.followups) >= MOST_FOLLOWUPS:
                raise errors.too_many_followups()
            message = self.post(one, dictionary(body), files)
            one.followups.append(message)
        self.server.pulse.beat()
        return web.json_response(self.server.json.message(message))

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(self.server.json.message(self.message(request)))

    async def edit(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        message = self.server.posting.edit(self.message(request), dictionary(body), files)
        return web.json_response(self.server.json.message(message))

    async def delete(self, request: web.Request) -> web.Response:
        self.server.posting.delete(self.message(request))
        return web.Response(status=204)


def checked_choices(one: Interaction, data: Json | None) -> list[Json]:
    """What autocomplete offers."""
    form = Form()
    choices = (data or {}).get("choices")
    if choices is None:
        form.add(("data", "choices"), "BASE_TYPE_REQUIRED", "This field is required")
    check_choices(form, ("data", "choices"), choices, focused_kind(one.data.get("options") or []))
    form.check()
    return list(choices or [])


def checked_modal(data: Json | None) -> Json:
    """A modal as the person gets it."""
    form = Form()
    check_modal(form, data)
    form.check()
    modal: Json = data or {}
    numbered(modal["components"])
    return modal


def focused_kind(options: list[Json]) -> int:
    """The kind of the option that is being typed."""
    for one in options:
        if one.get("focused"):
            return int(one["type"])
        if one.get("options"):
            return focused_kind(one["options"])
    return STRING
