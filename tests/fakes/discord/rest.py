"""What all routes have in common: who may ask, what goes wrong, how refusals look."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.fakes.discord.errors import Refused, unauthorized

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
API = "/api/v10"
BY_TOKEN = (f"{API}/interactions/", f"{API}/webhooks/")


@dataclass
class Call:
    """A request that came in."""

    at: float
    """monotonic seconds"""
    method: str
    path: str
    status: int = 0
    code: int | None = None
    """Discord's own number, when it was refused"""


class Door:
    """The middleware before every API route."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self.calls: list[Call] = []

    def middleware(self) -> Middleware:
        """For the application."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.startswith(("/api/", "/attachments/")):
                return await handler(request)
            call = Call(time.monotonic(), request.method, request.path.removeprefix(API))
            self.calls.append(call)
            answer = await self.answer(request, handler, call)
            call.status = answer.status
            if answer.content_type == "application/json":
                answer.headers["Content-Type"] = (
                    "application/json"  # without a charset, as the library demands
                )
            return answer

        return guard

    async def answer(self, request: web.Request, handler: Handler, call: Call) -> web.StreamResponse:
        """The answer, real or faulty."""
        instead = await self.server.faults.before(request)
        if instead is None and request.path.startswith(API):
            instead = self.server.rates.before(request)
        if instead is not None:
            return instead
        try:
            self.authorize(request)
            answer = await handler(request)
        except Refused as refused:
            call.code = refused.code
            answer = web.json_response(refused.body(), status=refused.status)
        except web.HTTPException as error:
            body = {"message": f"{error.status}: {error.reason}", "code": 0}
            answer = web.json_response(body, status=error.status)
        answer.headers.update(self.server.rates.headers(request))
        self.server.faults.after(request)
        return answer

    def authorize(self, request: web.Request) -> None:
        """Only the bot, and only as a bot; interactions carry their own token in the path."""
        if not request.path.startswith(API) or request.path.startswith(BY_TOKEN):
            return
        if request.headers.get("Authorization") != f"Bot {self.server.token}":
            raise unauthorized()
        if not request.headers.get("User-Agent", "").startswith("DiscordBot"):
            raise Refused(403, 40333, "internal network error")
