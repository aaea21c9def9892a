"""The doors: log in, log out, unlock."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal, see, too_many
from bot.platforms.web.emails import normal_email
from bot.platforms.web.limits import network_of
from bot.platforms.web.sessions import Visit, caller_of
from bot.platforms.web.site import Site
from handlers.zone_guess import known_zone
from storage.queries import web
from storage.queries.web import Login
from storage.tables import Account

GET_POST = ["GET", "POST"]
FORBIDDEN = 403


class Doors:
    """Log-in with e-mail and password, log-out, and the password after the idle lock."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """The routes of these pages."""
        return [
            Route("/login", self.login, methods=GET_POST),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/unlock", self.unlock, methods=GET_POST),
        ]

    # -- log in ------------------------------------------------------------------------------------

    async def login(self, request: Request) -> Response:
        """GET and POST /login."""
        visit = await self._site.sessions.find(request)
        if request.method != "POST":
            following = local_path(request.query_params.get("next", ""))
            return see(following) if visit else self._login_page(request, values={"next": following})
        fields = await self._site.form(request, visit)
        values = {"email": fields.get("email", ""), "next": local_path(fields.get("next", ""))}
        email = normal_email(fields.get("email", "")) or ""
        try:
            login = await self.checked(request, email, fields.get("password", ""))
        except Refusal as refusal:
            return self._login_page(request, values=values, refusal=refusal)
        response = see(values["next"])
        return await self.let_in(request, login, response, before=visit, zone=fields.get("zone", ""))

    async def checked(self, request: Request, email: str, password: str) -> Login:
        """The log-in that e-mail and password open. Raises a refusal: the same one, after the same time,
        whether the e-mail is unknown or the password wrong."""
        site = self._site
        hashed = web.email_hash(site.house.storage.keyring, email)
        site.limit(site.limits.login_ip, network_of(caller_of(request).ip))
        site.limit(site.limits.login_email, hashed)
        async with site.house.storage.read() as tx:
            login = await web.login_by_email(tx, hashed)
        if not await site.passwords.fits(password, login.password_hashed if login else None):
            raise Refusal(FORBIDDEN, "login_failed")
        if login is None:
            raise Refusal(FORBIDDEN, "login_failed")
        site.limits.login_email.forgive(hashed)
        await self._refresh_hash(login, password)
        return login

    async def let_in(
        self, request: Request, login: Login, response: Response, *, before: Visit | None, zone: str
    ) -> Response:
        """Give the browser a fresh session; the one it had, if any, ends. ``zone`` is what its clock says."""
        async with self._site.house.storage.begin() as tx:
            account = await tx.get(Account, login.account.id)
            if account is None:
                raise Refusal(FORBIDDEN, "login_failed")
            if known_zone(zone):
                await web.note_zone(tx, account, zone)
            token = await self._site.sessions.open(tx, account, caller_of(request))
        await self.end(before)
        self._site.sessions.hand_over(response, token)
        return response

    async def end(self, visit: Visit | None) -> None:
        """End a session and hang up its live lines."""
        if visit is not None:
            await self._site.sessions.close(visit.session_id)
            self._site.hub.end(visit.session_id)

    async def _refresh_hash(self, login: Login, password: str) -> None:
        """Hash the password anew if today's parameters differ from those it was hashed with."""
        old = login.password_hashed
        if old is None or not self._site.passwords.outdated(old):
            return
        fresh = await self._site.passwords.hashed(password)
        async with self._site.house.storage.begin() as tx:
            now = await web.login_of(tx, login.account.id)
            if now is not None and now.password_hashed == old:
                now.set_password_hashed(fresh)

    def _login_page(
        self, request: Request, *, values: dict[str, str], refusal: Refusal | None = None
    ) -> Response:
        page = self._site.form_page(
            request,
            None,
            "login.html",
            status=refusal.status if refusal else 200,
            error=self._sentence(request, refusal),
            values=values,
            next=values.get("next", "/"),
            register_open=self._site.house.policy.admission in ("open", "approval"),
        )
        if refusal and refusal.retry_after:
            page.headers["Retry-After"] = str(refusal.retry_after)
        return page

    # -- log out -----------------------------------------------------------------------------------

    async def logout(self, request: Request) -> Response:
        """POST /logout."""
        visit = await self._site.sessions.find(request)
        if visit is not None:
            await self._site.form(request, visit)
            await self.end(visit)
        response = see("/login")
        self._site.sessions.take_away(response)
        return response

    # -- unlock ------------------------------------------------------------------------------------

    async def unlock(self, request: Request) -> Response:
        """GET and POST /unlock."""
        site = self._site
        visit = await site.sessions.find(request)
        if visit is None:
            return see("/login")
        if not visit.locked:
            return see("/")
        if request.method != "POST":
            return site.form_page(request, visit, "unlock.html")
        fields = await site.form(request, visit)
        refusal = await self._unlocked(visit, fields.get("password", ""), site.now)
        if refusal is None:
            return see("/")
        error = self._sentence(request, refusal)
        return site.form_page(request, visit, "unlock.html", status=refusal.status, error=error)

    async def _unlocked(self, visit: Visit, password: str, now: datetime) -> Refusal | None:
        site, key = self._site, str(visit.account_id)
        seconds = site.limits.unlock.wait(key, now)
        if seconds:
            return too_many(seconds)
        async with site.house.storage.read() as tx:
            login = await web.login_of(tx, visit.account_id)
        hashed = login.password_hashed if login else None
        if hashed is None:
            return Refusal(FORBIDDEN, "unlock_without_password")
        if not await site.passwords.fits(password, hashed):
            return Refusal(FORBIDDEN, "unlock_failed")
        site.limits.unlock.forgive(key)
        await site.sessions.unlock(visit)
        return None

    def _sentence(self, request: Request, refusal: Refusal | None) -> str | None:
        if refusal is None:
            return None
        return self._site.answers.text(request.headers, refusal.key, **refusal.values)


def local_path(path: str) -> str:
    """A path of this court to go on to, ``/`` if it leads anywhere else."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe and "\\" not in path else "/"
