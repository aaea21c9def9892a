"""One-time links: the owner's, printed at the first start, and the log-in link asked for in a chat."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal, see
from bot.platforms.web.doors import GET_POST, Doors
from bot.platforms.web.limits import network_of
from bot.platforms.web.newcomers import web_account
from bot.platforms.web.sessions import caller_of
from bot.platforms.web.site import Site
from handlers.member.accounts.web_link import WORK
from handlers.ports import Clock
from storage.queries import web
from storage.queries.web import Login
from storage.tables import Person, Work
from storage.unit import Storage

GONE = 404
OWNER_LINK_LIFETIME = timedelta(days=1)


async def make_owner_link(storage: Storage, clock: Clock, public_url: str) -> str | None:
    """A link that makes its first visitor the owner, once and for a day; None if there is an owner.

    An earlier link that nobody used stops working."""
    now = clock.wall()
    async with storage.begin() as tx:
        if await web.has_owner(tx):
            return None
        await web.void_codes(tx, web.OWNER_CODE, now)
        code = await web.new_code(tx, web.OWNER_CODE, now, OWNER_LINK_LIFETIME)
    return f"{public_url.rstrip('/')}/owner/{code}"


class Links:
    """GET and POST /web/<code>: the page has one button, so that a link preview does not use the link up."""

    def __init__(self, site: Site, doors: Doors) -> None:
        self._site = site
        self._doors = doors

    def routes(self) -> list[Route]:
        """The link's route."""
        return [Route("/web/{code}", self.web, methods=GET_POST)]

    async def web(self, request: Request) -> Response:
        """Log in by a link from another chat."""
        site, code = self._site, request.path_params["code"]
        site.limit(site.limits.code_ip, network_of(caller_of(request).ip))
        visit = await site.sessions.find(request)
        if request.method != "POST":
            async with site.house.storage.read() as tx:
                if await web.open_code(tx, web.LOGIN_CODE, code, site.now) is None:
                    raise Refusal(GONE, "link_gone")
            return site.form_page(request, visit, "web.html")
        fields = await site.form(request, visit)
        login = await self._spent(code)
        zone = fields.get("zone", "")
        return await self._doors.let_in(request, login, see("/"), before=visit, zone=zone)

    async def _spent(self, code: str) -> Login:
        site = self._site
        async with site.house.storage.begin() as tx:
            row = await web.spend_code(tx, web.LOGIN_CODE, code, site.now)
            person = await tx.get(Person, row.person_id) if row and row.person_id else None
            if person is None:
                raise Refusal(GONE, "link_gone")
            account = await web.web_account_of(tx, person.id) or await web_account(tx, person, site.now)
            tx.add(Work(kind=WORK, person_id=person.id, created_at=site.now))
            tx.after_commit(site.house.wake.work)
            return Login(account, person, None, None)
