"""Sessions: kept on the server, known by a cookie, locked when nobody does anything for a while."""

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from bot.platforms.web.answers import Refusal
from bot.platforms.web.config import WebConfig
from bot.platforms.web.cookies import Cookies
from bot.platforms.web.signing import Signer
from bot.platforms.web.words import clean_line
from handlers.ports import House
from storage.queries import web
from storage.tables import Account, Person, User, WebSession
from storage.unit import UnitOfWork

TOKEN_BYTES = 32
VISITOR_BYTES = 16
NOTED_EVERY = timedelta(seconds=20)
VISITOR_LIFETIME = timedelta(hours=12)
DEVICE_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose session a request belongs to, as it stood when the request came."""

    session_id: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID
    csrf: str
    language: str
    locked: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: shown to the member as her last log-in, sealed."""

    ip: str
    device: str


class Sessions:
    """Opens, finds, locks and ends sessions; also holds the tokens of people who have none yet."""

    def __init__(self, house: House, config: WebConfig, cookies: Cookies, signer: Signer) -> None:
        self._storage = house.storage
        self._clock = house.clock
        self._idle = timedelta(minutes=config.idle_minutes)
        self._lifetime = timedelta(days=config.session_days)
        self._cookies = cookies
        self._signer = signer

    # -- finding -----------------------------------------------------------------------------------

    async def find(self, connection: HTTPConnection) -> Visit | None:
        """The session of the request's cookie, or None."""
        token = self._cookies.read(connection, self._cookies.session)
        if not token:
            return None
        async with self._storage.read() as tx:
            session = await web.session_by(tx, self._hash(token))
            return await self.visit(tx, session)

    async def visit(self, tx: UnitOfWork, session: WebSession | None) -> Visit | None:
        """What a session is worth now; None if it has run out."""
        now = self._clock.wall()
        if session is None or session.expires_at <= now:
            return None
        account = await tx.get(Account, session.account_id)
        person = await tx.get(Person, account.person_id) if account else None
        if account is None or person is None:
            return None
        return Visit(
            session_id=session.id,
            account_id=account.id,
            person_id=person.id,
            csrf=session.csrf,
            language=person.language,
            locked=session.locked_at is not None or now - session.seen_at >= self._idle,
            seen_at=session.seen_at,
        )

    async def required(self, request: HTTPConnection, *, locked: bool = False) -> Visit:
        """The session of an API request. Raises a refusal: 401 without one, 423 if it is locked."""
        visit = await self.find(request)
        if visit is None:
            raise Refusal(401, "logged_out")
        if visit.locked and not locked:
            raise Refusal(423, "locked")
        return visit

    async def posting(self, request: Request, *, locked: bool = False) -> Visit:
        """The session of an API request that changes something; its token must fit. Raises a refusal."""
        visit = await self.required(request, locked=locked)
        if not _same(request.headers.get("x-csrf", ""), visit.csrf):
            raise Refusal(403, "stale_form")
        return visit

    # -- opening and ending ------------------------------------------------------------------------

    async def open(self, tx: UnitOfWork, account: Account, caller: Caller) -> str:
        """A new session; returns the token for the cookie."""
        now = self._clock.wall()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = WebSession(
            token_hash=self._hash(token),
            account_id=account.id,
            csrf=secrets.token_urlsafe(TOKEN_BYTES),
            created_at=now,
            seen_at=now,
            expires_at=now + self._lifetime,
        )
        owner = account.person_id
        tx.add(await tx.seal(session, owner=owner, device=caller.device, ip=caller.ip))
        await web.drop_expired_sessions(tx, now)
        await self._note_login(tx, owner, caller)
        return token

    async def close(self, session_id: uuid.UUID) -> None:
        """End a session."""
        async with self._storage.begin() as tx:
            session = await tx.get(WebSession, session_id)
            if session is not None:
                await tx.delete(session)

    def hand_over(self, response: Response, token: str) -> None:
        """Put a new session into the browser; what it carried before is gone."""
        self._cookies.put(response, self._cookies.session, token, self._lifetime)
        self._cookies.drop(response, self._cookies.visitor)

    def take_away(self, response: Response) -> None:
        """Take the session out of the browser."""
        self._cookies.drop(response, self._cookies.session)

    # -- idle lock ---------------------------------------------------------------------------------

    async def note(self, visit: Visit, caller: Caller) -> None:
        """The person did something: the idle lock waits anew, and her last log-in is now."""
        if self._clock.wall() - visit.seen_at < NOTED_EVERY:
            return
        async with self._storage.begin() as tx:
            session = await tx.get(WebSession, visit.session_id)
            if session is not None:
                session.seen_at = self._clock.wall()
                await self._note_login(tx, visit.person_id, caller)

    async def lock(self, visit: Visit) -> None:
        """Lock until the password is given."""
        async with self._storage.begin() as tx:
            session = await tx.get(WebSession, visit.session_id)
            if session is not None and session.locked_at is None:
                session.locked_at = self._clock.wall()

    async def unlock(self, visit: Visit) -> None:
        """The password was given."""
        async with self._storage.begin() as tx:
            session = await tx.get(WebSession, visit.session_id)
            if session is not None:
                session.locked_at = None
                session.seen_at = self._clock.wall()

    async def _note_login(self, tx: UnitOfWork, person_id: uuid.UUID, caller: Caller) -> None:
        user = await tx.get(User, person_id)
        if user is not None:
            user.last_login_at = self._clock.wall()
            await tx.seal(user, last_login_ip=caller.ip, last_login_device=caller.device)

    # -- forms -------------------------------------------------------------------------------------

    def form_token(self, request: HTTPConnection, visit: Visit | None) -> tuple[str, str]:
        """The token for a page's form, and the visitor cookie to set with it (blank: none needed)."""
        if visit is not None:
            return visit.csrf, ""
        visitor = self.visitor(request) or secrets.token_urlsafe(VISITOR_BYTES)
        return self._signer.derive("form", visitor), self._signer.sign("visitor", visitor, VISITOR_LIFETIME)

    def visitor(self, request: HTTPConnection) -> str:
        """Who is asking while there is no session: an id of this browser's, blank if unknown."""
        return self._signer.read("visitor", self._cookies.read(request, self._cookies.visitor)) or ""

    def check_form(self, request: HTTPConnection, visit: Visit | None, token: str) -> None:
        """Refuse a form that was not shown to this browser."""
        visitor = self.visitor(request)
        if visit is None and not visitor:
            raise Refusal(403, "needs_cookies")
        expected = visit.csrf if visit else self._signer.derive("form", visitor)
        if not _same(token, expected):
            raise Refusal(403, "stale_form")

    def _hash(self, token: str) -> str:
        return self._storage.keyring.keyed_hash("web:session", token)


def caller_of(connection: HTTPConnection) -> Caller:
    """The address and the browser a request comes from."""
    ip = connection.client.host if connection.client else ""
    return Caller(ip, clean_line(connection.headers.get("user-agent", ""), DEVICE_LETTERS))


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
