"""A small court that speaks the web chat's protocol from memory: no rules, no storage, faults on demand."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

Json = dict[str, object]

EMPTY: Json = {
    "meters": [],
    "media": [],
    "buttons": [],
    "nav": [],
    "form": None,
    "input": None,
    "closed": False,
}


def _octavia() -> Json:
    return {"key": "octavia", "name": "Madame Octavia"}


@dataclass
class Upload:
    """What came with one upload."""

    id: str
    caption: str
    voice: bool
    names: list[str]
    sizes: list[int]


@dataclass
class FakeCourt:
    """The court's side of the wire, held in memory."""

    idle_minutes: float = 15
    operator: bool = False
    persona: Json | None = field(default_factory=_octavia)
    echo: bool = True
    messages: dict[str, Json] = field(default_factory=dict)
    removed: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    """path below /media/ → content and type"""
    faults: deque[Response | float] = field(default_factory=deque)
    """what the next POSTs meet: another answer, or seconds of waiting first"""
    locked: bool = False
    logged_in: bool = True
    seen: int = 0
    line_closed: bool = False
    """refuse sockets: the page must live on requests"""
    on_send: Callable[[Json], None] | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    sockets: set[WebSocket] = field(default_factory=set)
    _rev: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def say(self, text: str = "", *, source: str = "persona", ago: float = 0, **parts: object) -> str:
        """Adds a message, `ago` seconds old, and tells the open pages. Returns its id."""
        rev = next(self._rev)
        persona = self.persona if source == "persona" else None
        names = {
            "persona": persona and persona["name"],
            "court": "The Court",
            "safety": "Safety",
            "desk": "Desk",
            "me": "rosalind",
        }
        at = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat()
        key = persona["key"] if persona else None
        head: Json = {
            "id": f"m{rev}",
            "seq": rev,
            "rev": rev,
            "at": at,
            "from": source,
            "persona": key,
            "client": None,
        }
        message = head | {"name": names[source], "text": text} | EMPTY | parts
        self.messages[f"m{rev}"] = message
        self.tell({"type": "message", "message": message})
        return f"m{rev}"

    def amend(self, message_id: str, **parts: object) -> None:
        """Changes a message under a higher revision."""
        self.messages[message_id] |= parts | {"rev": next(self._rev)}
        self.tell({"type": "message", "message": self.messages[message_id]})

    def remove(self, message_id: str) -> None:
        """Takes a message away, as /hide does."""
        del self.messages[message_id]
        removal: Json = {"id": message_id, "rev": next(self._rev)}
        self.removed.append(removal)
        self.tell({"type": "remove"} | removal)

    def tell(self, event: Json) -> None:
        """Sends an event to every open page."""
        for socket in list(self.sockets):
            task = asyncio.ensure_future(push(socket, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def hang_up(self) -> None:
        """Breaks every live line."""
        for socket in list(self.sockets):
            await socket.close(1012)

    @property
    def rev(self) -> int:
        """The highest revision so far."""
        revs = [message["rev"] for message in self.messages.values()] + [gone["rev"] for gone in self.removed]
        return max((int(str(rev)) for rev in revs), default=0)

    def missed(self, after: int) -> list[Json]:
        """Messages with a higher revision, in seq order."""
        newer = [message for message in self.messages.values() if int(str(message["rev"])) > after]
        return sorted(newer, key=lambda message: int(str(message["seq"])))

    def state(self) -> Json:
        """What /api/state says."""
        mood = "stopped" if self.stops else "open"
        head: Json = {"name": "rosalind", "operator": self.operator, "persona": self.persona}
        return head | {"stopped": bool(self.stops), "mood": mood, "language": "en"}


async def push(socket: WebSocket, event: Json) -> None:
    """Sends an event to one page, if it is still there."""
    try:
        await socket.send_text(json.dumps(event))
    except (WebSocketDisconnect, RuntimeError):
        return
