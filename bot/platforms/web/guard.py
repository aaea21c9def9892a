"""What every request passes before anything is read: names, origins, sizes, headers, failures."""

import asyncio
import traceback

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.platforms.web.answers import Answers, Refusal
from bot.platforms.web.config import MAX_FILES, WebConfig, host_name
from storage.engines import is_busy

HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
KIB = 1024
FORM_BYTES = 64 * KIB
SEND_BYTES = 512 * KIB
UPLOAD_EXTRA = 256 * KIB
BETWEEN_CHUNKS = 30.0
DRAIN_BYTES = 64 * KIB * KIB
DRAIN_SECONDS = 20.0
DRAIN_PAUSE = 1.0
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
    "Cache-Control": "no-store",
}
KEYS = {404: "not_found", 405: "wrong_method"}
A_YEAR = "max-age=31536000; includeSubDomains"
log = structlog.get_logger(__name__)


class Guard:
    """The outermost layer. Refuses early, adds the security headers, turns failures into a sentence."""

    def __init__(self, app: ASGIApp, *, config: WebConfig, answers: Answers) -> None:
        self._app = app
        self._config = config
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or one live line."""
        if scope["type"] == "websocket":
            await self._live_line(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)

    async def _live_line(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        # A browser always says where a live line is opened from; cookies alone would let any page open one.
        if not self._named(headers) or not is_own_origin(self._config, headers.get("origin", ""), headers):
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the page opens a new line and goes on where it was
            log.error("web.line_failed", error=type(error).__name__, at=place_of(error))  # noqa: TRY400

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        outgoing = _Outgoing(send, self._config.secure)
        incoming = _Incoming(receive, largest_body(self._config, scope))
        refusal = self._refusal(scope) or await self._handled(scope, incoming, outgoing)
        if refusal is not None and not outgoing.started:
            outgoing.closing = not await incoming.drained()
            await self._answers.refused(scope, refusal)(scope, receive, outgoing.send)

    async def _handled(self, scope: Scope, incoming: "_Incoming", outgoing: "_Outgoing") -> Refusal | None:
        scope["app"] = self._app  # without it, the router answers in plain text instead of raising
        try:
            await self._app(scope, incoming.receive, outgoing.send)
        except Refusal as refusal:
            return refusal
        except ClientDisconnect:
            return Refusal(400, "not_understood")
        except HTTPException as error:
            return Refusal(error.status_code, KEYS.get(error.status_code, "not_understood"))
        except Exception as error:  # noqa: BLE001 - no failure may show a stack trace or end the server
            # Neither the error's text nor the path: both may hold what a person wrote or a link's secret.
            log.error("web.failed", error=type(error).__name__, at=place_of(error))  # noqa: TRY400
            return Refusal(503, "storage_busy") if is_busy(error) else Refusal(500, "server_failed")
        return None

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if scope["path"] != "/healthz" and not self._named(headers):
            return Refusal(421, "wrong_address")
        if scope["method"] not in HARMLESS and not is_own_request(self._config, headers):
            return Refusal(403, "foreign_request")
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > largest_body(self._config, scope):
            return Refusal(413, "body_too_large")
        return None

    def _named(self, headers: Headers) -> bool:
        return self._config.answers_to(host_name(headers.get("host", "")))


def largest_body(config: WebConfig, scope: Scope) -> int:
    """How many bytes a request to this path may carry."""
    if scope["path"] == "/api/upload":
        return config.max_upload_bytes * MAX_FILES + UPLOAD_EXTRA
    return SEND_BYTES if scope["path"] == "/api/send" else FORM_BYTES


def is_own_origin(config: WebConfig, origin: str, headers: Headers) -> bool:
    """Whether a request comes from a page of the court. The Host header has been checked before."""
    return origin.lower() in (config.origin, f"{config.scheme}://{headers.get('host', '').lower()}")


def is_own_request(config: WebConfig, headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of the court.

    Under ``no-referrer`` browsers send a form with ``Origin: null``; then Sec-Fetch-Site must say where it
    comes from. Where it is not sent at all (plain http to another machine) the form's token has to do."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None or origin == "null":
        return site == "same-origin" or (origin == "null" and not config.trustworthy)
    return is_own_origin(config, origin, headers)


def place_of(error: BaseException) -> str:
    """Where an error was raised: file and line, nothing of what was being handled."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


class _Outgoing:
    """Adds the headers to whatever is answered."""

    def __init__(self, send: Send, secure: bool) -> None:
        self._send = send
        self._secure = secure
        self.started = False
        self.closing = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._secure:
                headers["Strict-Transport-Security"] = A_YEAR
            if self.closing:
                headers["Connection"] = "close"
        await self._send(message)


class _Incoming:
    """Counts what arrives, whatever its declared length says, and does not wait for ever."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self._complete = False

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            message = await self._next(BETWEEN_CHUNKS)
        except TimeoutError:
            raise Refusal(408, "too_slow") from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise Refusal(413, "body_too_large")
        return message

    async def drained(self) -> bool:
        """Read on and throw it away, within reason; whether that was all of it.

        Browsers read an answer only once they have sent everything: without this they would see a broken
        connection instead of the sentence, and try again."""
        left = DRAIN_BYTES
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while not self._complete and left > 0:
                    left -= len((await self._next(DRAIN_PAUSE)).get("body", b""))
        except TimeoutError:
            return False
        return self._complete

    async def _next(self, seconds: float) -> Message:
        message = await asyncio.wait_for(self._receive(), seconds)
        self._complete = not message.get("more_body", False)
        return message
