"""The HTTP server: uvicorn, inside the court's own loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot.errors import CourtProblem
from bot.platforms.web.config import WebConfig

STOP_SECONDS = 3
LONGEST_FRAME = 4096


class CannotListen(CourtProblem):
    """The web chat cannot take its address: another program has it, or it is not this machine's."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"[web] host = {host!r}, port = {port}: {reason}.")


class Server(uvicorn.Server):
    """Leaves the signals to the court, which stops all its platforms together."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class UncachedStatic(StaticFiles):
    """Static files that browsers ask about every time: modules name each other without a version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be validated by its ETag."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def listener_of(config: WebConfig) -> socket.socket:
    """The socket to listen on. Raises :class:`CannotListen`."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=512)
    except OSError as error:
        raise CannotListen(config.host, config.port, error.strerror or str(error)) from error


def server_config(app: ASGIApp, config: WebConfig) -> uvicorn.Config:
    """How uvicorn serves the web chat."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=LONGEST_FRAME,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        # Paths hold the secrets of links.
        access_log=False,
        server_header=False,
        proxy_headers=bool(config.trusted_proxies),
        forwarded_allow_ips=list(config.trusted_proxies),
        timeout_graceful_shutdown=STOP_SECONDS,
    )
