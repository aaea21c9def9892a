"""A password changed, or a first one set by somebody who came in by a link. It is only ever typed here."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.web.answers import Refusal, see, too_many
from bot.platforms.web.doors import FORBIDDEN, GET_POST
from bot.platforms.web.newcomers import new_password, some_email
from bot.platforms.web.sessions import Visit
from bot.platforms.web.site import Site
from handlers.member.privacy import password as told
from storage.queries import door, web
from storage.queries import web_passwords as queries
from storage.queries.web import Login
from storage.tables import Work
from storage.unit import UnitOfWork

PATH = "/password"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to count from now on: ``email`` is only given with a first password."""

    hashed: str
    before: str | None
    email: str = ""


class Credentials:
    """GET and POST /password, for whoever is logged in."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """The page's route."""
        return [Route(PATH, self.password, methods=GET_POST)]

    async def password(self, request: Request) -> Response:
        """The form, and what it does."""
        site = self._site
        visit = await site.sessions.find(request)
        if visit is None:
            return see(f"/login?next={PATH}")
        if visit.locked:
            return see("/unlock")
        async with site.house.storage.read() as tx:
            login = await web.login_of(tx, visit.account_id)
            email = await web.email_of(tx, login) if login else ""
        if login is None:
            return see("/login")
        if request.method != "POST":
            return self._page(request, visit, login, email)
        fields = await site.form(request, visit)
        try:
            await self._change(visit, login, fields)
        except Refusal as refusal:
            return self._page(request, visit, login, email, fields=fields, refusal=refusal)
        return self._page(request, visit, login, email, done=True)

    async def _change(self, visit: Visit, login: Login, fields: Mapping[str, str]) -> None:
        """Check what was typed, then change it. Raises a refusal."""
        site, key = self._site, str(visit.person_id)
        seconds = site.limits.password.wait(key, site.now)
        if seconds:
            raise too_many(seconds)
        before = login.password_hashed
        email = some_email(fields) if before is None else ""
        password = new_password(fields, email)
        if before is not None and not await site.passwords.fits(fields.get("current", ""), before):
            raise Refusal(FORBIDDEN, "password_wrong")
        change = Change(await site.passwords.hashed(password), before, email)
        async with site.house.storage.begin() as tx:
            ended = await self._write(tx, visit, change)
        for session in ended:
            site.hub.end(session)
        if before is not None:
            site.limits.password.forgive(key)

    async def _write(self, tx: UnitOfWork, visit: Visit, change: Change) -> list[uuid.UUID]:
        """In one transaction: the password, the end of other sessions and links, and word in the chat."""
        site = self._site
        await tx.lock(visit.person_id)
        login = await web.login_of(tx, visit.account_id)
        if login is None or login.password_hashed != change.before:
            raise Refusal(FORBIDDEN, "password_moved")
        if change.before is not None:
            login.set_password_hashed(change.hashed)
        else:
            await self._first(tx, login, change)
        await queries.void_links_of(tx, visit.person_id, site.now)
        ended = await queries.end_other_sessions(tx, visit.person_id, visit.session_id)
        tx.add(Work(kind=told.WORK, person_id=visit.person_id, created_at=site.now))
        tx.after_commit(site.house.wake.work)
        return list(ended)

    async def _first(self, tx: UnitOfWork, login: Login, change: Change) -> None:
        """A first password. An e-mail that is taken or barred is refused in the same words."""
        hashed = web.email_hash(tx.keyring, change.email)
        barred = await door.barred(tx, hashed, self._site.now) is not None
        if barred or not await queries.add_password(tx, login, change.email, change.hashed):
            raise Refusal(FORBIDDEN, "email_unusable")

    def _page(
        self,
        request: Request,
        visit: Visit,
        login: Login,
        email: str,
        *,
        fields: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        done: bool = False,
    ) -> Response:
        texts, headers = self._site.answers, request.headers
        page = self._site.form_page(
            request,
            visit,
            "password.html",
            status=refusal.status if refusal else 200,
            error=texts.text(headers, refusal.key, **refusal.values) if refusal else None,
            first=login.password_hashed is None,
            known=email,
            values={"email": (fields or {}).get("email", "")},
            done=done,
        )
        if refusal and refusal.retry_after:
            page.headers["Retry-After"] = str(refusal.retry_after)
        return page
