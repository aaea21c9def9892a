"""The live line of an open page: whatever is new goes out, in order, from where the page left off."""

import asyncio
import json
from dataclasses import dataclass, field

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.platforms.web.hub import Line
from bot.platforms.web.sessions import Visit
from bot.platforms.web.site import Site
from bot.platforms.web.standing import state_of
from bot.platforms.web.transcript import News
from storage.tables import WebSession

AT_ONCE = 50
SEND_SECONDS = 10.0
MOST_DIGITS = 19
GOING_AWAY = 1001
NOT_ALLOWED = 1008
Event = dict[str, object]


@dataclass(slots=True)
class Told:
    """What the page knows already."""

    rev: int
    state: Event = field(default_factory=dict)
    typing: bool = False


class LiveLines:
    """For each line a writer that reads the transcript, and a reader that only hears pings."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[WebSocketRoute]:
        """The live line's route."""
        return [WebSocketRoute("/ws", self.line)]

    async def line(self, socket: WebSocket) -> None:
        """WS /ws?after=<rev>. Who has no open session is turned away before the line opens."""
        visit = await self._site.sessions.find(socket)
        after = socket.query_params.get("after", "0")
        if (
            visit is None
            or visit.locked
            or not (after.isascii() and after.isdigit() and len(after) < len(str(2**63)))
        ):
            await socket.close(NOT_ALLOWED)
            return
        await socket.accept()
        line = Line(visit.account_id, visit.session_id)
        self._site.hub.join(line)
        try:
            await self._both(socket, line, Told(int(after)))
        except (WebSocketDisconnect, TimeoutError):
            # Gone, or too slow: it comes back and goes on from where it was.
            return
        finally:
            self._site.hub.leave(line)

    async def _both(self, socket: WebSocket, line: Line, told: Told) -> None:
        hearing = asyncio.create_task(_hear(socket, line))
        writing = asyncio.create_task(self._write(socket, line, told))
        try:
            done, _ = await asyncio.wait((hearing, writing), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (hearing, writing):
                task.cancel()
            await asyncio.gather(hearing, writing, return_exceptions=True)

    async def _write(self, socket: WebSocket, line: Line, told: Told) -> None:
        while True:
            line.news.clear()
            last = await self._tell(socket, line, told)
            if last is not None:
                await _send(socket, {"type": last})
                await socket.close(GOING_AWAY)
                return
            await self._small_signs(socket, line, told)
            try:
                await asyncio.wait_for(line.news.wait(), self._site.config.heartbeat_seconds)
            except TimeoutError:
                line.stale = True

    async def _tell(self, socket: WebSocket, line: Line, told: Told) -> str | None:
        """Send what is new. Returns the last word if the line must close: "bye" or "locked"."""
        while line.stale or line.ended:
            if line.ended:
                return "bye"
            line.stale = False
            visit, news, state = await self._read(line, told)
            if visit is None:
                return "bye"
            if visit.locked:
                return "locked"
            for event in _events(news):
                await _send(socket, event)
            told.rev = news.rev
            line.stale = line.stale or news.more
            if state != told.state:
                await _send(socket, {"type": "state", **state})
                told.state = state
        return None

    async def _small_signs(self, socket: WebSocket, line: Line, told: Told) -> None:
        if line.typing != told.typing:
            told.typing = line.typing
            await _send(socket, {"type": "typing", "on": line.typing})
        if line.pinged:
            line.pinged = False
            await _send(socket, {"type": "pong"})

    async def _read(self, line: Line, told: Told) -> tuple[Visit | None, News, Event]:
        """The session and the news in one reading: a revoked session never hears another word."""
        async with self._site.house.storage.read() as tx:
            visit = await self._site.sessions.visit(tx, await tx.get(WebSession, line.session_id))
            if visit is None or visit.locked:
                return visit, News([], [], told.rev, more=False), {}
            news = await self._site.transcript.after(tx, line.account_id, told.rev, AT_ONCE)
            return visit, news, await state_of(tx, self._site.house, visit)


def _events(news: News) -> list[Event]:
    """In the order of the changes: a line that breaks here goes on after the last one that was heard."""
    changes = sorted((*news.messages, *news.removed), key=lambda change: int(str(change["rev"])))
    return [
        {"type": "message", "message": change} if "seq" in change else {"type": "remove", **change}
        for change in changes
    ]


async def _send(socket: WebSocket, event: Event) -> None:
    # A page that does not read is hung up on: the court keeps nothing back for it in memory.
    await asyncio.wait_for(socket.send_text(json.dumps(event)), SEND_SECONDS)


async def _hear(socket: WebSocket, line: Line) -> None:
    """The page only ever pings; anything else it might say belongs into a request."""
    while True:
        heard = await socket.receive()
        if heard["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(heard.get("code", GOING_AWAY))
        if heard.get("text"):
            line.pinged = True
            line.news.set()
