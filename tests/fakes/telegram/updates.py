"""What the bot has not confirmed yet, and how it is handed out: long polling as the real server does it."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fakes.telegram.errors import Json, Refusal, conflict

_ALL = (
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages message_reaction message_reaction_count "
    "inline_query chosen_inline_result callback_query shipping_query pre_checkout_query "
    "purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request chat_boost "
    "removed_chat_boost"
)
ALL = frozenset(_ALL.split())
DEFAULT = ALL - {"chat_member", "message_reaction", "message_reaction_count"}
LIFETIME = 24 * 3600
"""seconds an update is kept"""
TWO_POLLERS = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(eq=False)
class Pending:
    """An update not confirmed."""

    update_id: int
    update: Json
    expires: float
    line: int
    """the chat whose order it keeps"""
    once: bool = False
    """a copy delivered again: gone once it was handed out, whatever is confirmed"""
    handed_out: bool = False


class UpdateQueue:
    """The updates of one bot."""

    def __init__(self, now: Callable[[], float], first_id: int = 310_000_001) -> None:
        self._now = now
        self.pending: dict[int, Pending] = {}
        """in the order of their delivery"""
        self.log: list[Json] = []
        """every update ever made, oldest first"""
        self.keep_log = True
        self.allowed = DEFAULT
        self.pace = 1.0
        """how many times faster the server's own pauses pass"""
        self.twice = 0
        """so many of the next updates come a second time at once"""
        self.on_new: list[Callable[[int, Pending], None]] = []
        """told of each one, with its key in ``pending``"""
        self.listening = asyncio.Event()
        """set while a long poll waits"""
        self._next_id = first_id
        self._entries = itertools.count()
        self._lines: dict[int, int] = {}
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_poll = -1e9
        self._next_conflict = -1e9

    def put(self, kind: str, body: Json, line: int = 0) -> int | None:
        """Make an update, if the bot wants its kind. Returns its id."""
        if kind not in self.allowed:
            return None
        update_id = self._next_id
        self._next_id += 1
        self.put_raw({"update_id": update_id, kind: body}, line)
        if self.twice > 0:
            self.twice -= 1
            self.again(update_id)
        return update_id

    def next_id(self) -> int:
        """Take an id without an update, for one made by hand."""
        self._next_id += 1
        return self._next_id - 1

    def put_raw(self, update: Json, line: int = 0) -> None:
        """Queue an update as it is, malformed or not."""
        update_id = int(update["update_id"])
        self._next_id = max(self._next_id, update_id + 1)
        self._add(Pending(update_id, update, self._now() + LIFETIME, line))

    def again(self, *update_ids: int) -> None:
        """Deliver updates once more, as after a confirmation that was lost."""
        expires = self._now() + LIFETIME
        for update in [update for update in self.log if update["update_id"] in update_ids]:
            line = self._lines[update["update_id"]]
            self._add(Pending(int(update["update_id"]), update, expires, line, once=True), log=False)

    def shuffle(self, seed: int) -> None:
        """Hand out what is pending in another order."""
        entries = list(self.pending.values())
        Random(seed).shuffle(entries)
        self.pending = {next(self._entries): entry for entry in entries}

    def restart_ids(self, first_id: int) -> None:
        """Count from another id, as the real server does after a quiet week."""
        self._next_id = first_id

    def forget(self) -> None:
        """Drop everything pending."""
        self.pending.clear()

    def confirm(self, *entries: int) -> None:
        """These have arrived."""
        for entry in entries:
            self.pending.pop(entry, None)

    def expire(self) -> None:
        """Lose what is a day old, as the real server does."""
        now = self._now()
        self.confirm(*[key for key, entry in self.pending.items() if entry.expires <= now])

    def allow(self, kinds: list[str] | None) -> None:
        """Take a call's ``allowed_updates``: None leaves it, an empty list is the default."""
        if kinds is not None:
            self.allowed = (frozenset(kinds) & ALL) or DEFAULT

    async def get(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """getUpdates: confirm what lies before ``offset``, hand out the rest, or wait for it."""
        limit, seconds = self._against_haste(offset, limit, seconds)
        self._confirm_before(offset)
        batch = self._batch(limit)
        if batch or seconds == 0:
            return batch
        await self._wait(seconds)
        return self._batch(limit)

    def stop_waiting(self, reason: str) -> None:
        """End the long poll under way with a conflict."""
        waiting, self._waiting = self._waiting, None
        if waiting and not waiting.done():
            waiting.set_exception(conflict(reason))

    async def hold_conflict(self) -> None:
        """Conflicts are told at once, and then not more often than every three seconds."""
        await asyncio.sleep(max(0, self._next_conflict - time.monotonic()))
        self._next_conflict = time.monotonic() + 3 / self.pace

    def _add(self, entry: Pending, *, log: bool = True) -> None:
        key = next(self._entries)
        self.pending[key] = entry
        if log and self.keep_log:
            self.log.append(entry.update)
            self._lines[entry.update_id] = entry.line
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        for tell in self.on_new:
            tell(key, entry)

    def _against_haste(self, offset: int, limit: int, seconds: float) -> tuple[int, float]:
        """Asking for the same again at once is slowed down, as at the real server."""
        now, since = time.monotonic(), (time.monotonic() - self._last_poll) * self.pace
        same = offset == self._last_offset
        self._last_offset, self._last_poll = offset, now
        if same and seconds < 3 and since < 3:
            seconds = 3 / self.pace
        return (1 if same and since < 0.5 else limit), seconds

    def _confirm_before(self, offset: int) -> None:
        entries = list(self.pending.items())
        if offset < 0:
            self.confirm(*[key for key, _ in entries[:offset]])
        elif 0 < offset <= self._next_id + 10:
            self.confirm(*[key for key, e in entries if (e.handed_out if e.once else e.update_id < offset)])

    def _batch(self, limit: int) -> list[Json]:
        self.expire()
        batch = list(itertools.islice(self.pending.values(), limit))
        for entry in batch:
            entry.handed_out = True
        return [entry.update for entry in batch]

    async def _wait(self, seconds: float) -> None:
        self.stop_waiting(TWO_POLLERS)
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        self.listening.set()
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return
        except Refusal:
            await self.hold_conflict()
            raise
        finally:
            if self._waiting in (waiting, None):
                self._waiting = None
                self.listening.clear()
