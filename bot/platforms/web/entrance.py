"""The way in: date of birth, then an account; by invitation, by the owner's link, or freely."""

from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal, see, too_many
from bot.platforms.web.doors import FORBIDDEN, GET_POST, Doors
from bot.platforms.web.limits import network_of
from bot.platforms.web.newcomers import EmailTaken, Newcomers, Ticket
from bot.platforms.web.sessions import Visit, caller_of
from bot.platforms.web.site import Site
from handlers.rules.age import AgeProblem, age_problem, birth_date
from storage.queries import door, web

TICKET_LIFETIME = timedelta(minutes=30)
DOOR_LIFETIME = timedelta(days=1)
GONE = 404
YEARS = 110
NOT_A_BIRTH = frozenset({AgeProblem.NO_SUCH_DATE, AgeProblem.IN_THE_FUTURE, AgeProblem.TOO_LONG_AGO})


class Entrance:
    """Registration in two steps. The date of birth is looked at and forgotten: of an adult the browser
    carries a signed ticket, good for half an hour and for this browser only."""

    def __init__(self, site: Site, doors: Doors) -> None:
        self._site = site
        self._doors = doors
        self._newcomers = Newcomers(site)

    def routes(self) -> list[Route]:
        """The routes of these pages."""
        return [
            Route("/register", self.register, methods=GET_POST),
            Route("/join/{code}", self.join, methods=GET_POST),
            Route("/owner/{code}", self.owner, methods=GET_POST),
        ]

    async def register(self, request: Request) -> Response:
        """GET and POST /register."""
        visit = await self._site.sessions.find(request)
        if visit is not None:
            return see("/")
        if request.method != "POST":
            return await self._first_page(request, Ticket())
        fields = await self._site.form(request, None)
        return await self._step(request, fields, Ticket(invite=fields.get("invite", "")))

    async def join(self, request: Request) -> Response:
        """GET and POST /join/<code>: an invitation. Whoever is logged in already uses it by a press."""
        code = request.path_params["code"]
        self._count_code(request)
        visit = await self._site.sessions.find(request)
        if visit is None:
            return await self._first_page(request, Ticket(invite=code), action="/register")
        await self._site_invitation(code)
        return await self._pressed_in(request, visit, Ticket(invite=code))

    async def owner(self, request: Request) -> Response:
        """GET and POST /owner/<code>: the first visitor becomes the owner."""
        code = request.path_params["code"]
        self._count_code(request)
        async with self._site.house.storage.read() as tx:
            if await web.open_code(tx, web.OWNER_CODE, code, self._site.now) is None:
                raise Refusal(GONE, "owner_link_gone")
        visit = await self._site.sessions.find(request)
        if visit is not None:
            return await self._pressed_in(request, visit, Ticket(owner=code))
        if request.method != "POST":
            return await self._first_page(request, Ticket(owner=code))
        return await self._step(request, await self._site.form(request, None), Ticket(owner=code))

    # -- steps -------------------------------------------------------------------------------------

    async def _first_page(self, request: Request, ticket: Ticket, *, action: str = "") -> Response:
        if self._door_closed(request):
            return self._closed(request)
        await self._check_ticket(ticket)
        return self._page(request, ticket, "age", action=action)

    async def _step(self, request: Request, fields: Mapping[str, str], ticket: Ticket) -> Response:
        site = self._site
        if self._door_closed(request):
            return self._closed(request)
        seconds = site.limits.register_ip.wait(network_of(caller_of(request).ip), site.now)
        step = "account" if "age_ticket" in fields else "age"
        try:
            if seconds:
                raise too_many(seconds)
            await self._check_ticket(ticket)
            if step == "account":
                return await self._account(request, fields, ticket)
            return self._age(request, fields, ticket)
        except Refusal as refusal:
            if refusal.key == "age_again":
                step = "age"
            return self._page(request, ticket, step, fields=fields, refusal=refusal)

    def _age(self, request: Request, fields: Mapping[str, str], ticket: Ticket) -> Response:
        birth = birth_date(*(_number(fields.get(name, "")) for name in ("year", "month", "day")))
        today = self._site.house.clock.court().date()
        if isinstance(birth, AgeProblem) or age_problem(birth, today) in NOT_A_BIRTH:
            raise Refusal(400, "date_wrong")
        if not self._site.house.age.is_adult(birth, today):
            return self._closed(request)
        bound = self._site.sessions.visitor(request)
        signed = self._site.signer.sign("age", bound, TICKET_LIFETIME)
        return self._page(request, ticket, "account", age_ticket=signed)

    async def _account(self, request: Request, fields: Mapping[str, str], ticket: Ticket) -> Response:
        bound = self._site.signer.read("age", fields["age_ticket"])
        if bound is None or bound != self._site.sessions.visitor(request):
            raise Refusal(400, "age_again")
        wanted = self._newcomers.wanted(fields)
        try:
            login = await self._newcomers.make(wanted, ticket, language=self._language(request))
        except EmailTaken:
            login = await self._known(request, wanted.email, wanted.password, ticket)
        zone = fields.get("zone", "")
        return await self._doors.let_in(request, login, see("/"), before=None, zone=zone)

    async def _known(self, request: Request, email: str, password: str, ticket: Ticket) -> web.Login:
        """The e-mail is not new: the right password logs in and uses the ticket; else it is a failed log-in,
        in the same words, after the same time and under the same limits.

        Without sending mail it cannot be hidden that an address registered nobody; docs/threat-model.md."""
        login = await self._doors.checked(request, email, password)
        await self._newcomers.use(ticket, login.person.id)
        return login

    # -- pages -------------------------------------------------------------------------------------

    async def _pressed_in(self, request: Request, visit: Visit, ticket: Ticket) -> Response:
        """One button for somebody who is logged in: link previews must not use a link up."""
        if visit.locked:
            return see("/unlock")
        if request.method != "POST":
            return self._site.form_page(request, visit, "web.html")
        await self._site.form(request, visit)
        await self._newcomers.use(ticket, visit.person_id)
        self._site.hub.wake(visit.account_id)
        return see("/")

    def _page(
        self,
        request: Request,
        ticket: Ticket,
        step: str,
        *,
        fields: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        action: str = "",
        age_ticket: str = "",
    ) -> Response:
        kept = {name: value for name, value in (fields or {}).items() if name not in ("password", "again")}
        error = None
        if refusal is not None:
            error = self._site.answers.text(request.headers, refusal.key, **refusal.values)
        latest = self._site.house.clock.court().year
        return self._site.form_page(
            request,
            None,
            "register.html",
            status=refusal.status if refusal else 200,
            step=step,
            owner=bool(ticket.owner),
            invite=ticket.invite,
            values=kept,
            error=error,
            years=list(range(latest, latest - YEARS, -1)),
            action=action,
            age_ticket=age_ticket,
        )

    def _closed(self, request: Request) -> Response:
        """A minor: turned away, and nothing kept.

        Not even a hash: before there is an account, the only address there is belongs to a household or a
        network, and barring it would bar others. A signed cookie keeps this browser's door closed for a
        day, so that a second date is not tried at once."""
        site = self._site
        page = site.answers.page(
            request,
            "register.html",
            status=FORBIDDEN,
            step="closed",
            error=site.answers.text(request.headers, "minor"),
        )
        site.cookies.put(
            page, site.cookies.door, site.signer.sign("door", "closed", DOOR_LIFETIME), DOOR_LIFETIME
        )
        return page

    def _door_closed(self, request: Request) -> bool:
        cookie = self._site.cookies.read(request, self._site.cookies.door)
        return self._site.signer.read("door", cookie) is not None

    # -- tickets -----------------------------------------------------------------------------------

    async def _check_ticket(self, ticket: Ticket) -> None:
        if ticket.invite:
            await self._site_invitation(ticket.invite)
        elif not ticket.owner and self._site.house.policy.admission not in ("open", "approval"):
            raise Refusal(FORBIDDEN, "by_invitation", title="by_invitation_title")

    async def _site_invitation(self, code: str) -> None:
        async with self._site.house.storage.read() as tx:
            invitation = await door.invitation_by_code(tx, code)
        if not door.live_invitation(invitation, self._site.now):
            raise Refusal(GONE, "invitation_gone")

    def _count_code(self, request: Request) -> None:
        self._site.limit(self._site.limits.code_ip, network_of(caller_of(request).ip))

    def _language(self, request: Request) -> str:
        return self._site.answers.language(request.headers)


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("9999") else 0
