"""HTTP to the Bot API over aiohttp: connections are kept, files are streamed, nothing is tried twice.

The token is part of every URL, so no error of the HTTP library is repeated or chained: only its type."""

import asyncio
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CHUNK = 64 * 1024
KEEP_SECONDS = 20.0
NOT_FOUND = 404
TOO_MANY = 429
OK = 200
USUAL_PAUSE, LONGEST_PAUSE = 1.0, 3600.0


class Flooded(TelegramError):
    """Telegram asks to wait so many ``seconds``. The library's own error for it warns at every use."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Flood control exceeded: wait {seconds:g} s.")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """The request class of python-telegram-bot over an aiohttp session.

    ``read_seconds`` is how long an answer may take, ``upload_seconds`` how long a request with files may.
    Raises ``TimedOut`` and ``NetworkError``, and what the Bot API's answer means."""

    __slots__ = ("_connections", "_read_seconds", "_session", "_upload_seconds")

    def __init__(
        self, *, connections: int = 64, read_seconds: float = 15.0, upload_seconds: float = 50.0
    ) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._upload_seconds = upload_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take unless a call says otherwise, in seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the session; a second time changes nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request, once. Returns the status and the body. Raises :class:`Flooded`, ``NetworkError``,
        ``TimedOut``."""
        has_files = request_data is not None and request_data.contains_files
        read = _seconds(read_timeout, self._upload_seconds if has_files else self._read_seconds)
        write = _seconds(write_timeout, self._upload_seconds if has_files else self._read_seconds)
        connect = _seconds(connect_timeout, self._read_seconds)
        pool = _seconds(pool_timeout, self._read_seconds)
        limits = aiohttp.ClientTimeout(
            total=_total(connect, write, read), connect=_total(connect, pool), sock_connect=connect
        )
        try:
            async with self._open().request(
                method, url, data=_payload(request_data), timeout=limits
            ) as answer:
                status, body = answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if status == TOO_MANY:
            raise Flooded(pause_in(body))
        return status, body

    async def download(self, url: str, path: Path, *, most: int, seconds: float) -> bool:
        """Stream a file to ``path``; False if it is larger than ``most`` bytes.

        Raises ``FileNotFoundError`` if it is gone, ``NetworkError`` and ``TimedOut``."""
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=self._read_seconds)
        try:
            async with self._open().get(url, timeout=limits) as answer:
                if answer.status == NOT_FOUND:
                    raise FileNotFoundError(path.name)
                if answer.status == TOO_MANY:
                    raise Flooded(USUAL_PAUSE)
                if answer.status != OK:
                    raise NetworkError(f"The file server answered {answer.status}.")
                return await _stream(answer, path, most)
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. The library's own parser would log what it could not read."""
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(parsed, dict):
            raise TelegramError("Invalid server response")
        return parsed

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("The request object is not initialized.")
        return self._session


def _payload(data: RequestData | None) -> aiohttp.FormData | Mapping[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in (data.multipart_data or {}).items():
        # Bytes would be written in one go; a file is streamed.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime)
    return form


async def _stream(answer: aiohttp.ClientResponse, path: Path, most: int) -> bool:
    """Write the body to ``path`` in pieces, off the loop."""
    if (answer.content_length or 0) > most:
        return False
    size = 0
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in answer.content.iter_chunked(CHUNK):
            size += len(piece)
            if size > most:
                return False
            await asyncio.to_thread(file.write, piece)
    return True


def pause_in(body: bytes) -> float:
    """How long Telegram asks to wait; a moment if it does not say, and at most an hour: then it is asked
    again."""
    try:
        pause = float(AiohttpRequest.parse_json_payload(body)["parameters"]["retry_after"])
    except (TelegramError, LookupError, TypeError, ValueError):
        return USUAL_PAUSE
    return max(0.0, min(pause, LONGEST_PAUSE)) if not math.isnan(pause) else USUAL_PAUSE


def _seconds(given: object, usual: float) -> float | None:
    """A timeout as the library hands it over: a number, None for none, or its mark for "as usual"."""
    if given is None or isinstance(given, int | float):
        return given
    return usual


def _total(connect: float | None, *then: float | None) -> float | None:
    """How long a request may take: to connect, and then what takes longest."""
    known = [each for each in then if each is not None]
    return None if connect is None or len(known) < len(then) else connect + max(known)
