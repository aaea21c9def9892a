"""What every door and route of the web chat works with, put together once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.answers import Answers, Refusal, too_many
from bot.platforms.web.config import WebConfig
from bot.platforms.web.cookies import Cookies
from bot.platforms.web.hub import Hub
from bot.platforms.web.inbound import Accepts
from bot.platforms.web.limits import Limits, RateLimit
from bot.platforms.web.passwords import Passwords
from bot.platforms.web.sessions import VISITOR_LIFETIME, Sessions, Visit
from bot.platforms.web.signing import Signer
from bot.platforms.web.transcript import Transcript
from handlers.feature import Registry
from handlers.ports import House

MOST_FIELDS = 40
DrawCard = Callable[[str], bytes]


class StopByName(Protocol):
    """Stops the member of this name if the word is hers; says nothing about whether it was."""

    def __call__(self, username: str, word: str, /) -> Awaitable[None]:
        """Returns when the stop, if there is one, is committed."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """The web chat's parts."""

    house: House
    registry: Registry
    config: WebConfig
    intake: Accepts
    stop_by_name: StopByName
    states: Callable[[], Mapping[str, str]]
    draw_card: DrawCard
    answers: Answers
    cookies: Cookies
    signer: Signer
    sessions: Sessions
    passwords: Passwords
    limits: Limits
    hub: Hub
    transcript: Transcript

    @property
    def now(self) -> datetime:
        """Wall time: everything the web chat counts is counted by it."""
        return self.house.clock.wall()

    def limit(self, limit: RateLimit, key: str) -> None:
        """Count a try. Raises a refusal if there were too many."""
        seconds = limit.wait(key, self.now)
        if seconds:
            raise too_many(seconds)

    def form_page(
        self, request: Request, visit: Visit | None, template: str, *, status: int = 200, **context: object
    ) -> Response:
        """A page with a form: brings its token, and the cookie that goes with it."""
        token, visitor = self.sessions.form_token(request, visit)
        response = self.answers.page(request, template, status=status, csrf=token, **context)
        if visitor:
            self.cookies.put(response, self.cookies.visitor, visitor, VISITOR_LIFETIME)
        return response

    async def form(self, request: Request, visit: Visit | None) -> dict[str, str]:
        """The fields of a form that was shown to this browser. Raises a refusal if it was not."""
        fields = await fields_of(request)
        self.sessions.check_form(request, visit, fields.get("csrf", ""))
        return fields


async def fields_of(request: Request) -> dict[str, str]:
    """The text fields of a sent form; the size of its body has been checked while it was read."""
    try:
        form: FormData = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except (ValueError, KeyError) as error:
        raise Refusal(400, "not_understood") from error
    return {name: value for name, value in form.items() if isinstance(value, str)}
