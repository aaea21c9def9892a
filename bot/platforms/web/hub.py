"""Who is listening: the live lines of every chat, woken when there is something new.

A line is told only *that* something happened; what it is, it reads from the database itself, after the
last change it has sent. So nothing is queued in memory, nothing is lost or doubled by a reconnect, and a
slow reader holds up nobody. With several processes on PostgreSQL each wakes only its own lines: the others'
would need a NOTIFY that calls ``wake`` here, and notice at their next heartbeat until then."""

import asyncio
import uuid
from dataclasses import dataclass, field

MOST_LINES = 20


@dataclass(eq=False, slots=True)
class Line:
    """One open socket, as the rest of the court sees it."""

    account_id: uuid.UUID
    session_id: uuid.UUID
    typing: bool = False
    pinged: bool = False
    ended: bool = False
    stale: bool = True
    """Whether the database may hold something the page has not been told."""
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """Every open line of this process."""

    def __init__(self) -> None:
        self._lines: dict[uuid.UUID, list[Line]] = {}
        self._nobody = asyncio.Event()

    @property
    def count(self) -> int:
        """How many lines are open."""
        return sum(len(lines) for lines in self._lines.values())

    def join(self, line: Line) -> None:
        """A line opened; if one chat has too many, its oldest ends."""
        lines = self._lines.setdefault(line.account_id, [])
        lines.append(line)
        if len(lines) > MOST_LINES:
            _end(lines[0])

    def leave(self, line: Line) -> None:
        """A line closed."""
        lines = self._lines.get(line.account_id, [])
        if line in lines:
            lines.remove(line)
        if not lines:
            self._lines.pop(line.account_id, None)
        if not self._lines:
            self._nobody.set()

    def wake(self, account_id: uuid.UUID) -> None:
        """Something of this chat changed: its messages, its state or its session."""
        for line in self._lines.get(account_id, ()):
            line.stale = True
            line.news.set()

    def typing(self, account_id: uuid.UUID, *, on: bool) -> None:
        """Somebody began or ceased to write to this chat."""
        for line in self._lines.get(account_id, ()):
            line.typing = on
            line.news.set()

    def end(self, session_id: uuid.UUID) -> None:
        """Hang up every line of a session."""
        for lines in self._lines.values():
            for line in lines:
                if line.session_id == session_id:
                    _end(line)

    async def end_all(self, seconds: float) -> None:
        """Say goodbye to everybody and wait a moment until they are gone."""
        if not self._lines:
            return
        self._nobody.clear()
        for lines in self._lines.values():
            for line in lines:
                _end(line)
        try:
            await asyncio.wait_for(self._nobody.wait(), seconds)
        except TimeoutError:
            return


def _end(line: Line) -> None:
    line.ended = True
    line.news.set()
