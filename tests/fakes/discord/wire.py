"""One WebSocket of a bot: hello, compression, heartbeats, an ordered way out."""

import asyncio
import importlib
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.discord.errors import Json

SEND_LIMIT_BYTES = 4096
COMMANDS_A_MINUTE = 120
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11
UNKNOWN_OP, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
BAD_SEQ, RATE_LIMITED, TIMED_OUT, BAD_SHARD, SHARDS_NEEDED = 4007, 4008, 4009, 4010, 4011
BAD_VERSION, BAD_INTENTS, FORBIDDEN_INTENTS = 4012, 4013, 4014


class Closed(Exception):
    """The server closes the connection with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code, self.reason = code, reason


def compressor(kind: str | None) -> Callable[[bytes], bytes] | None:
    """How outgoing data is compressed for a stream of this kind."""
    if kind == "zlib-stream":
        stream = zlib.compressobj()
        return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        return zstd_compressor()
    return None


def zstd_compressor() -> Callable[[bytes], bytes]:
    """With whichever module the library found, since it asks for this only then."""
    try:
        module: Any = importlib.import_module("compression.zstd")
    except ImportError:
        module = importlib.import_module("zstandard")
        flushing = module.ZstdCompressor().compressobj()
        return lambda data: flushing.compress(data) + flushing.flush(module.COMPRESSOBJ_FLUSH_BLOCK)
    stream = module.ZstdCompressor()
    return lambda data: bytes(stream.compress(data, mode=stream.FLUSH_BLOCK))


class Wire:
    """A connection; everything goes out in the order it was given."""

    def __init__(self, request: web.Request, heartbeat: float) -> None:
        self.request = request
        self.heartbeat = heartbeat
        """seconds between heartbeats that are asked for"""
        self.ws = web.WebSocketResponse(compress=False, autoping=True)
        self.compress = compressor(request.query.get("compress"))
        self.deaf = False
        """swallow heartbeats without an answer, as a dying gateway does"""
        self.close_code: int | None = None
        self._out: asyncio.Queue[Json | str | Closed] = asyncio.Queue()
        self._deadline = 0.0
        self._sent_at: list[float] = []

    def send(self, payload: Json | str) -> None:
        """Queues a payload, or text that is none."""
        self._out.put_nowait(payload)

    def close(self, code: int, reason: str = "") -> None:
        """Closes after what is queued."""
        self._out.put_nowait(Closed(code, reason))

    def abort(self) -> None:
        """Cuts the cable."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def serve(self, receive: Callable[["Wire", int, Any], None]) -> None:
        """Talks until one side ends it; ``receive`` gets every payload but heartbeats."""
        await self.ws.prepare(self.request)
        self.check_address()
        writer = asyncio.ensure_future(self._write())
        self._deadline = asyncio.get_running_loop().time() + 1.5 * self.heartbeat
        self.send(
            {"op": HELLO, "d": {"heartbeat_interval": round(self.heartbeat * 1000), "_trace": []}, "s": None}
        )
        try:
            await self._read(receive)
        except Closed as end:
            self.close(end.code, end.reason)
            await asyncio.wait([writer], timeout=2)
        finally:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer

    def check_address(self) -> None:
        """The version must be one that is served, the encoding one that is spoken here."""
        query = self.request.query
        if query.get("v") not in ("9", "10"):
            self.close(BAD_VERSION, "Invalid API version.")
        elif query.get("encoding", "json") != "json":
            self.close(DECODE_ERROR, "Error while decoding payload.")

    async def _read(self, receive: Callable[["Wire", int, Any], None]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            message = await self._next(max(self._deadline - loop.time(), 0.001))
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                self.close_code = self.ws.close_code
                return
            self._count(loop.time())
            op, data = decoded(message.data)
            if op != HEARTBEAT:
                receive(self, op, data)
                continue
            self._deadline = loop.time() + 1.5 * self.heartbeat
            if not self.deaf:
                self.send({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})

    async def _next(self, wait: float) -> WSMessage:
        for seconds in (wait, 0.01):  # a second look: after a stall the beat may already lie in the buffer
            with suppress(TimeoutError):
                return await self.ws.receive(timeout=seconds)
        raise Closed(TIMED_OUT, "Session timed out.")

    def _count(self, now: float) -> None:
        self._sent_at = [one for one in self._sent_at if one > now - 60] + [now]
        if len(self._sent_at) > COMMANDS_A_MINUTE:
            raise Closed(RATE_LIMITED, "You are being rate limited.")

    async def _write(self) -> None:
        while True:
            item = await self._out.get()
            with suppress(ConnectionError, RuntimeError):
                if isinstance(item, Closed):
                    await self.ws.close(code=item.code, message=item.reason.encode())
                    return
                await self._send(item if isinstance(item, str) else json.dumps(item))

    async def _send(self, text: str) -> None:
        if self.compress is None:
            await self.ws.send_str(text)
        else:
            await self.ws.send_bytes(self.compress(text.encode()))


def decoded(data: str | bytes) -> tuple[int, Any]:
    """The op and the content of what a bot sent."""
    if len(data) > SEND_LIMIT_BYTES:
        raise Closed(DECODE_ERROR, "Error while decoding payload.")
    try:
        payload = json.loads(data)
        return int(payload["op"]), payload.get("d")
    except (ValueError, KeyError, TypeError):
        raise Closed(DECODE_ERROR, "Error while decoding payload.") from None
