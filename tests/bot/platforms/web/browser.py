"""A browser without a screen: keeps cookies, finds form tokens, sends the headers that real ones send."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" (?:value|content)="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
ADULT = {"day": "3", "month": "4", "year": "1990"}


def csrf_of(page: str) -> str:
    """The token in a page's form or head."""
    found = CSRF.search(page)
    assert found, f"no token in this page: {page[:400]}"
    return found.group(1)


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(HIDDEN.findall(page))


def client_id() -> str:
    """What the page would call something it sends."""
    return str(uuid.uuid4())


@dataclass(slots=True)
class Socket:
    """An open live line."""

    connection: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def next(self, kind: str, *, seconds: float = 5.0) -> dict[str, Any]:
        """The next event of this kind; others are kept in ``heard``."""
        import asyncio

        async with asyncio.timeout(seconds):
            while True:
                event: dict[str, Any] = json.loads(await self.connection.recv())
                self.heard.append(event)
                if event["type"] == kind:
                    return event

    async def messages(self, count: int) -> list[dict[str, Any]]:
        """The next so many messages."""
        return [(await self.next("message"))["message"] for _ in range(count)]


class Browser:
    """One browser with its own cookies."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.http = httpx.AsyncClient(
            base_url=address,
            headers={"Origin": address, **headers},
            follow_redirects=False,
            timeout=20,
            verify=False,  # noqa: S501 - nothing here is encrypted, and certificates take long to load
        )
        self.csrf = ""

    async def close(self) -> None:
        """Close its connections."""
        await self.http.aclose()

    # -- pages -------------------------------------------------------------------------------------

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """GET a page."""
        return await self.http.get(path, **kwargs)

    async def fill(self, path: str, *, to: str = "", **fields: str) -> httpx.Response:
        """Open a page and send its form with these fields."""
        page = await self.http.get(path)
        return await self.http.post(to or path, data={**hidden_of(page.text), **fields})

    async def register(
        self,
        email: str,
        *,
        password: str = PASSWORD,
        path: str = "/register",
        enter: bool = True,
        **fields: str,
    ) -> httpx.Response:
        """Date of birth, then e-mail and password; afterwards the chat is open, if she is to ``enter``."""
        target = "/register" if path.startswith("/join") else path
        account = await self.fill(path, to=target, **ADULT)
        assert 'name="email"' in account.text, account.text
        given = {"email": email, "password": password, "again": password, **fields}
        answer = await self.http.post(target, data={**hidden_of(account.text), **given})
        if answer.status_code == 303 and enter:
            await self.open()
        return answer

    async def login(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Log in; afterwards the chat is open, if it worked."""
        answer = await self.fill("/login", email=email, password=password)
        if answer.status_code == 303:
            await self.open()
        return answer

    async def open(self) -> httpx.Response:
        """Open the chat page and take its token."""
        page = await self.http.get("/")
        if page.status_code == 200:
            self.csrf = csrf_of(page.text)
        return page

    # -- API ---------------------------------------------------------------------------------------

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """POST JSON with the page's token."""
        return await self.http.post(path, json=body or {}, headers={"X-CSRF": self.csrf, **headers})

    async def say(self, text: str, *, client: str = "", **more: object) -> httpx.Response:
        """Send words."""
        return await self.post(
            "/api/send", {"id": client or client_id(), "kind": "text", "text": text, **more}
        )

    async def upload(
        self,
        *files: tuple[str, bytes, str],
        client: str = "",
        **fields: str,
    ) -> httpx.Response:
        """Send files as one message: (name, content, type)."""
        return await self.http.post(
            "/api/upload",
            data={"id": client or client_id(), **fields},
            files=[("file", file) for file in files],
            headers={"X-CSRF": self.csrf},
        )

    async def newest(self, limit: int = 50) -> list[dict[str, Any]]:
        """The newest messages, in order."""
        answer = await self.http.get("/api/messages", params={"before": 2**53 - 1, "limit": limit})
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def texts(self) -> list[str]:
        """The words of the newest messages, in order."""
        return [message["text"] for message in await self.newest()]

    @asynccontextmanager
    async def line(self, after: int = 0, *, origin: str | None = None) -> AsyncIterator[Socket]:
        """An open live line."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
        address = f"{self.address.replace('http', 'ws', 1)}/ws?after={after}"
        async with connect(
            address,
            additional_headers={"Cookie": cookies},
            origin=origin or self.address,  # type: ignore[arg-type]
            compression=None,
        ) as connection:
            yield Socket(connection)
