"""What the page calls: messages, sending, the red button, state and commands."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal
from bot.platforms.web.inbound import body_of, is_json, named_of, sent_of, shown_of
from bot.platforms.web.reception import Reception
from bot.platforms.web.sessions import caller_of
from bot.platforms.web.site import Site
from bot.platforms.web.standing import commands_for, state_of

ACCEPTED = 202
MOST_MESSAGES = 200
USUAL_MESSAGES = 50
LARGEST = 2**53


class Api:
    """JSON in, JSON out; every POST needs the session's token."""

    def __init__(self, site: Site, reception: Reception) -> None:
        self._site = site
        self._reception = reception

    def routes(self) -> list[Route]:
        """The routes of the API."""
        return [
            Route("/api/messages", self.messages, methods=["GET"]),
            Route("/api/send", self.send, methods=["POST"]),
            Route("/api/stop", self.stop, methods=["POST"]),
            Route("/api/commands", self.commands, methods=["GET"]),
            Route("/api/state", self.state, methods=["GET"]),
            Route("/api/seen", self.seen, methods=["POST"]),
            Route("/api/lock", self.lock, methods=["POST"]),
        ]

    async def messages(self, request: Request) -> Response:
        """GET /api/messages: what changed after a ``rev``, or what was said before a ``seq``."""
        visit = await self._site.sessions.required(request)
        limit = min(MOST_MESSAGES, max(1, _number(request, "limit", USUAL_MESSAGES)))
        transcript = self._site.transcript
        async with self._site.house.storage.read() as tx:
            if "before" in request.query_params:
                seq = _number(request, "before", LARGEST)
                news = await transcript.before(tx, visit.account_id, seq, limit)
            else:
                news = await transcript.after(tx, visit.account_id, _number(request, "after", 0), limit)
        return JSONResponse(
            {"messages": news.messages, "removed": news.removed, "rev": news.rev, "more": news.more}
        )

    async def send(self, request: Request) -> Response:
        """POST /api/send: words, a command, a press or a form."""
        visit = await self._site.sessions.posting(request)
        sent = sent_of(await _json(request))
        body = body_of(sent)
        self._reception.pace(visit, body)
        await self._reception.take(visit, caller_of(request), sent.id, body, shown=shown_of(body))
        return _taken()

    async def stop(self, request: Request) -> Response:
        """POST /api/stop: works when locked, too."""
        visit = await self._site.sessions.posting(request, locked=True)
        named = named_of(await _json(request))
        await self._reception.stop(visit, caller_of(request), named.id)
        return _taken()

    async def commands(self, request: Request) -> Response:
        """GET /api/commands: what this person can do."""
        visit = await self._site.sessions.required(request)
        async with self._site.house.storage.read() as tx:
            found = await commands_for(tx, self._site.house, self._site.registry, visit)
        return JSONResponse(found)

    async def state(self, request: Request) -> Response:
        """GET /api/state: who and how things stand."""
        visit = await self._site.sessions.required(request)
        async with self._site.house.storage.read() as tx:
            return JSONResponse(await state_of(tx, self._site.house, visit))

    async def seen(self, request: Request) -> Response:
        """POST /api/seen: the person is there."""
        visit = await self._site.sessions.posting(request)
        await self._site.sessions.note(visit, caller_of(request))
        return JSONResponse({"ok": True})

    async def lock(self, request: Request) -> Response:
        """POST /api/lock: cover every tab of this browser until the password is given."""
        visit = await self._site.sessions.posting(request, locked=True)
        await self._site.sessions.lock(visit)
        self._site.hub.wake(visit.account_id)
        return JSONResponse({"ok": True})


async def _json(request: Request) -> bytes:
    if not is_json(request):
        raise Refusal(415, "not_understood")
    return await request.body()


def _taken() -> Response:
    return JSONResponse({"ok": True}, status_code=ACCEPTED)


def _number(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, "")
    return (
        min(int(text), LARGEST)
        if text.isascii() and text.isdigit() and len(text) < len(str(2**64))
        else usual
    )
