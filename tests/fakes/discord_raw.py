"""Speaking to the Discord server without any library, to see exactly what it says."""

import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.fakes.discord import DiscordServer, Person

Json = dict[str, Any]
AGENT = "DiscordBot (https://example.net, 1.0)"


class Api:
    """The REST API as the bot uses it."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session
        self.headers: dict[str, str] = {}
        """those of the last answer"""

    async def call(self, method: str, path: str, body: Any = None, **extra: Any) -> tuple[int, Any]:
        """A request with the bot's token; status and JSON of the answer."""
        headers = {"Authorization": f"Bot {self.server.token}", "User-Agent": AGENT} | extra.pop(
            "headers", {}
        )
        url = self.server.api_url + path
        async with self.session.request(method, url, json=body, headers=headers, **extra) as answer:
            self.headers = dict(answer.headers)
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def dm(self, person: Person) -> str:
        """The path of a person's direct messages."""
        _, channel = await self.call("POST", "/users/@me/channels", {"recipient_id": str(person.id)})
        return f"/channels/{channel['id']}"


@asynccontextmanager
async def api_of(server: DiscordServer) -> AsyncIterator[Api]:
    """The API for the length of a block."""
    async with aiohttp.ClientSession() as session:
        yield Api(server, session)


class Line:
    """A gateway connection by hand."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.ws, self.token = ws, token
        self._inflate = zlib.decompressobj()

    async def hear(self, within: float = 3) -> Json:
        """The next payload."""
        message = await self.ws.receive(timeout=within)
        if message.type is aiohttp.WSMsgType.BINARY:
            assert message.data.endswith(b"\x00\x00\xff\xff")
            return dict(json.loads(self._inflate.decompress(message.data)))
        assert message.type is aiohttp.WSMsgType.TEXT, (message, self.ws.close_code)
        return dict(json.loads(message.data))

    async def event(self, name: str) -> Json:
        """The next event of this name."""
        while True:
            payload = await self.hear()
            if payload["t"] == name:
                return payload

    async def silence(self, seconds: float = 0.1) -> None:
        """Nothing may come for a while."""
        try:
            payload = await self.hear(seconds)
        except TimeoutError:
            return
        raise AssertionError(payload)

    async def closed(self) -> int | None:
        """The code the server closes with."""
        async for _ in self.ws:
            pass
        return self.ws.close_code

    async def identify(
        self, *, intents: int = 1 | 1 << 12, shard: list[int] | None = None, **other: Any
    ) -> None:
        """Logs in."""
        data: Json = {"token": self.token, "intents": intents, "properties": {}} | other
        await self.ws.send_json({"op": 2, "d": data | ({"shard": shard} if shard else {})})

    async def resume(self, session: str, seq: int) -> None:
        """Comes back."""
        data = {"token": self.token, "session_id": session, "seq": seq}
        await self.ws.send_json({"op": 6, "d": data})


@asynccontextmanager
async def line_to(
    server: DiscordServer, query: str = "?v=10&encoding=json", url: str = "", *, hello: bool = True
) -> AsyncIterator[Line]:
    """A connection that heard hello."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect((url or server.gateway_url) + query) as ws,
    ):
        line = Line(ws, server.token)
        assert not hello or (await line.hear())["op"] == 10
        yield line
