"""Stop for a lost phone: a name and a safeword, without a log-in, and always the same answer."""

import asyncio
import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.web.doors import GET_POST
from bot.platforms.web.limits import network_of
from bot.platforms.web.sessions import Visit, caller_of
from bot.platforms.web.site import Site, fields_of
from bot.platforms.web.words import clean

STEP_SECONDS = 0.5
LONGEST = 200


class Stopping:
    """GET and POST /stop."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """The page's route."""
        return [Route("/stop", self.stop, methods=GET_POST)]

    async def stop(self, request: Request) -> Response:
        """The form, and what it does.

        The form's token is not asked for here: the page acts by nobody's session, so that there is nothing
        to forge, and a stop must not fail because a page was open for too long or cookies are off. Where
        the request comes from has been checked like that of any other."""
        visit = await self._site.sessions.find(request)
        if request.method != "POST":
            return self._site.form_page(request, visit, "stop.html")
        fields = await fields_of(request)
        name, word = (clean(fields.get(key, ""))[:LONGEST].strip() for key in ("username", "safeword"))
        if not name or not word:
            return self._again(request, visit, name)
        await self._stop(request, name, word)
        return self._site.form_page(request, visit, "stop.html", done=True)

    async def _stop(self, request: Request, name: str, word: str) -> None:
        """Try it. The answer comes at the next half second, whatever was found: no clock tells."""
        # Counted by who asks, never by whose name it is: wrong guesses of others must not shut out the
        # right word, and a guess reveals nothing.
        self._site.limit(self._site.limits.stop_ip, network_of(caller_of(request).ip))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            await self._site.stop_by_name(name, word)
        finally:
            steps = math.ceil((loop.time() - begun) / STEP_SECONDS) or 1
            await asyncio.sleep(steps * STEP_SECONDS - (loop.time() - begun))

    def _again(self, request: Request, visit: Visit | None, name: str) -> Response:
        return self._site.form_page(
            request,
            visit,
            "stop.html",
            status=400,
            error=self._site.answers.text(request.headers, "stop_incomplete"),
            values={"username": name},
        )
