"""Pushing updates to the bot: the secret header, order kept in each chat, patience with errors."""

import asyncio
import json
import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad

if TYPE_CHECKING:
    from tests.fakes.telegram.updates import Pending
    from tests.fakes.telegram.world import World

PORTS = {443, 80, 88, 8443}
SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_PAUSE = 60.0
UNANSWERABLE = ("get", "setwebhook", "deletewebhook", "close", "logout")


class Webhook:
    """Where updates are pushed to, and how it goes."""

    def __init__(self, world: "World", *, allow_http: bool = False) -> None:
        self.world = world
        self.allow_http = allow_http
        """take plain http to this machine, which the real server never does"""
        self.url, self.secret, self.max_connections = "", "", 40
        self.last_error: tuple[int, str] | None = None
        self.delivered = 0
        self._lines: defaultdict[int, deque[tuple[int, Pending]]] = defaultdict(deque)
        self._open = False
        self._workers: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None
        world.updates.on_new.append(self._push)

    def check(self, url: str, secret: str) -> None:
        """Refuse an address or a secret the real server would refuse."""
        if len(secret) > 256:
            raise bad("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            raise bad("invalid webhook URL specified")
        if parts.scheme == "http":
            if not self.allow_http or parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
                raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        elif (parts.port or 443) not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Push to ``url`` from now on; an empty one stops it."""
        await self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = None
        self._slots = asyncio.Semaphore(max(1, max_connections))
        self.start()

    async def stop(self) -> None:
        """Deliver nothing more until it is set or started again."""
        self._open = False
        workers, self._workers = self._workers, set()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._lines.clear()
        if self._session:
            await self._session.close()
            self._session = None

    def start(self) -> None:
        """Go on with what is pending."""
        self._open = True
        for key, entry in list(self.world.updates.pending.items()):
            self._push(key, entry)

    def info(self) -> Json:
        """getWebhookInfo."""
        self.world.updates.expire()
        told: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates.pending),
        }
        if self.last_error:
            told |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self.url:
            told |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        return told

    def _push(self, key: int, entry: "Pending") -> None:
        """Give an update to the line of its chat."""
        if not self.url or not self._open:
            return
        line = self._lines[entry.line]
        line.append((key, entry))
        if len(line) == 1:
            worker = asyncio.get_running_loop().create_task(self._work(entry.line))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self, line_id: int) -> None:
        """Deliver one chat's updates, one after the other."""
        line = self._lines[line_id]
        while line:
            key, entry = line[0]
            await self._deliver(entry)
            self.world.updates.confirm(key)
            line.popleft()
        self._lines.pop(line_id, None)

    async def _deliver(self, entry: "Pending") -> None:
        """Until it is taken, or a day old: at once again the first time, then 2, 4, 8… seconds apart."""
        pause = 1.0
        fails = 0
        while entry.expires > self.world.now():
            async with self._slots:
                error, retry_after = await self._post(entry.update)
            if not error:
                self.delivered += 1
                return
            self.last_error = (int(self.world.now()), error)
            fails += 1
            if not retry_after and fails > 1:
                pause = min(pause * 2, LONGEST_PAUSE)
            wait = retry_after or (pause if fails > 1 else 0)
            await asyncio.sleep(wait / self.world.pace)

    async def _post(self, update: Json) -> tuple[str, float]:
        """One attempt: what went wrong, empty if nothing did, and the seconds the bot asks to wait."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with self._client().post(self.url, json=update, headers=headers) as response:
                body = await response.read()
                if 200 <= response.status < 300:
                    await self._run_reply(response.content_type, body)
                    return "", 0
                retry_after = response.headers.get("Retry-After", "")
                told = f"Wrong response from the webhook: {response.status} {response.reason}"
                return told, min(3600.0, float(retry_after)) if retry_after.isdigit() else 0
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0
        except aiohttp.ClientError:
            return "Webhook connection closed", 0

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=60), connector=aiohttp.TCPConnector(limit=0)
            )
        return self._session

    async def _run_reply(self, content_type: str, body: bytes) -> None:
        """A method in the answer to a delivery is done, its result told to nobody."""
        if content_type != "application/json" or not body.strip().startswith(b"{"):
            return
        values = Arguments.of(_parsed(body)).values
        method = values.pop("method", "").lower()
        if method and not method.startswith(UNANSWERABLE):
            from tests.fakes.telegram.doors import perform

            await perform(self.world, method, Arguments(values), self.world.now())


def _parsed(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
