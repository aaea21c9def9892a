"""Driving the server from another process: POST /_control with one JSON order at a time."""

import asyncio
import base64
import inspect
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.world import Message

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

PERSON = {
    "says",
    "sends_file",
    "edits",
    "deletes",
    "command",
    "completes",
    "presses",
    "picks",
    "fills",
    "dismisses",
}
PERSON |= {"closes_dms", "opens_dms", "uninstalls", "installs", "hides_age_restricted", "hears"}
FAULTS = {"answer", "rate_limit", "slow", "lose_answers", "storm", "deliver_twice", "drop_events", "clear"}
GATEWAY = {"go_deaf", "cut", "close", "ask_to_reconnect", "invalidate", "forget", "garbage"}


class Control:
    """``{"person": "anna", "do": "says", "args": {"text": "hi"}}``, ``{"faults": "storm", "args": {...}}``,
    ``{"gateway": "cut"}``, ``{"person": "anna", "do": "messages"}``, ``{"do": "calls"}``.

    In ``args``, ``guild`` is a name, ``message`` and ``reply_to`` are ids, ``content`` is base64."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self._under_way: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """For the application."""
        return [web.post("/_control", self.order)]

    async def order(self, request: web.Request) -> web.Response:
        order = await request.json()
        try:
            return web.json_response({"ok": described(await self.obey(order))})
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    async def obey(self, order: Json) -> Any:
        """Does what is ordered."""
        arguments = {key: self.meant(key, value) for key, value in (order.get("args") or {}).items()}
        if "faults" in order:
            return await called(self.server.faults, FAULTS, order["faults"], arguments)
        if "gateway" in order:
            return await called(self.server.gateway, GATEWAY, order["gateway"], arguments)
        if "person" not in order:
            return self.whole(order["do"], arguments)
        person = self.server.person(order["person"])
        if order["do"] == "messages":
            return person.messages
        if order["do"] == "ephemerals":
            return person.ephemerals(arguments.get("guild"))
        if order["do"] == "modal":
            return person.modal and person.modal.modal
        return await called(person, PERSON, order["do"], arguments)

    def whole(self, do: str, arguments: Json) -> Any:
        """Orders about the server as such."""
        if do == "guild":
            members = [self.server.person(name) for name in arguments["members"]]
            return str(self.server.guild(arguments["name"], *members).id)
        if do == "revoke_token":
            return self.server.revoke_token()
        if do == "advance":
            return self.server.clock.advance(arguments["seconds"])
        if do == "out_for":
            return self.later(arguments["seconds"])
        if do == "refuse":
            self.server.gateway.refuse = bool(arguments["refuse"])
            return None
        if do == "rates":
            return self.server.rates.on(**arguments)
        if do == "calls":
            return [vars(one) for one in self.server.calls]
        raise LookupError(f"nobody knows how to {do}")

    def later(self, seconds: float) -> None:
        """Goes away once this order is answered, and comes back by itself."""

        async def leave() -> None:
            await asyncio.sleep(0.1)
            await self.server.out_for(seconds)

        task = asyncio.ensure_future(leave())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def meant(self, key: str, value: Any) -> Any:
        """An argument as the method wants it."""
        if key == "guild" and isinstance(value, str):
            return next(one for one in self.server.world.guilds.values() if one.name == value)
        if key in ("message", "reply_to") and value is not None:
            return self.server.world.messages[int(value)]
        return base64.b64decode(value) if key == "content" else value


async def called(thing: Any, allowed: set[str], name: str, arguments: Json) -> Any:
    """Calls one of the allowed methods."""
    if name not in allowed:
        raise LookupError(f"nobody knows how to {name}")
    result = getattr(thing, name)(**arguments)
    return await result if inspect.isawaitable(result) else result


def described(result: Any) -> Any:
    """A result as JSON."""
    if isinstance(result, list):
        return [described(one) for one in result]
    if isinstance(result, Message):
        body: Json = {"id": str(result.id), "text": result.content, "author": result.author.name}
        body |= {"by_bot": result.by_bot, "ephemeral": result.ephemeral, "loading": result.loading}
        files = [{"name": one.name, "size": len(one.content)} for one in result.attachments]
        return body | {"buttons": result.buttons, "files": files, "at": result.created_at.isoformat()}
    if isinstance(result, Interaction):
        answer: Json = {
            "id": str(result.id),
            "how": result.how,
            "after": result.after,
            "failed": result.failed,
        }
        return answer | {"texts": result.texts, "modal": result.modal, "refused": result.refused}
    return result
