"""The chat page itself, and what only machines ask for."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.platforms.web.answers import see
from bot.platforms.web.reception import Reception
from bot.platforms.web.sessions import Visit, caller_of
from bot.platforms.web.site import Site
from bot.platforms.web.standing import state_of
from storage.queries import web_chat

HEALTH_SECONDS = 2.0


class Shell:
    """GET / and GET /healthz."""

    def __init__(self, site: Site, reception: Reception) -> None:
        self._site = site
        self._reception = reception

    def routes(self) -> list[Route]:
        """The routes of these pages."""
        return [
            Route("/", self.chat, methods=["GET"]),
            Route("/healthz", self.health, methods=["GET"]),
        ]

    async def chat(self, request: Request) -> Response:
        """The chat, for whoever is logged in."""
        visit = await self._site.sessions.find(request)
        if visit is None:
            return see("/login")
        if visit.locked:
            return see("/unlock")
        await self._site.sessions.note(visit, caller_of(request))
        state, empty = await self._standing(visit)
        if empty:
            await self._reception.welcome(visit, caller_of(request))
        return self._site.answers.page(
            request,
            "chat.html",
            csrf=visit.csrf,
            name=state["name"],
            operator=state["operator"],
            persona=state["persona"],
            idle_minutes=self._site.config.idle_minutes,
            account=str(visit.account_id),
            max_upload_bytes=self._site.config.max_upload_bytes,
        )

    async def _standing(self, visit: Visit) -> tuple[dict[str, object], bool]:
        async with self._site.house.storage.read() as tx:
            state = await state_of(tx, self._site.house, visit)
            seq, _ = await web_chat.last_numbers(tx, visit.account_id)
        return state, seq == 0

    async def health(self, _request: Request) -> Response:
        """Whether the database answers, and how the platforms are."""
        reachable = await self._database_answers()
        states = dict(self._site.states())
        answer = {"ok": reachable, "database": reachable, "platforms": states}
        return JSONResponse(answer, status_code=200 if reachable else 503)

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(HEALTH_SECONDS), self._site.house.storage.read() as tx:
                await web_chat.ping(tx)
        except Exception:  # noqa: BLE001 - whatever keeps it from answering, the answer is no
            return False
        return True
