"""The three cookies of the web chat: session, before a session, and a door that stays closed for a day."""

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.platforms.web.config import WebConfig
from bot.platforms.web.signing import Signer


class Cookies:
    """Names, reads and sets them. The names hold a mark of the court: cookies do not tell ports apart,
    and a rehearsal beside the real court must not log its people out."""

    def __init__(self, config: WebConfig, signer: Signer) -> None:
        self._secure = config.secure
        prefix = "__Host-" if config.secure else ""
        base = f"{prefix}court-{signer.derive('cookie', 'name')[:8]}"
        self.session = base
        self.visitor = f"{base}-visitor"
        self.door = f"{base}-door"

    def read(self, connection: HTTPConnection, name: str) -> str:
        """The cookie's value, blank if there is none."""
        return connection.cookies.get(name, "")

    def put(self, response: Response, name: str, value: str, lifetime: timedelta) -> None:
        """Set a cookie that scripts cannot read and other sites do not send along."""
        response.set_cookie(
            name,
            value,
            max_age=int(lifetime.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            # Not strict: a log-in link followed from another app must find the session it opened.
            samesite="lax",
        )

    def drop(self, response: Response, name: str) -> None:
        """Make the browser forget a cookie."""
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="lax")
