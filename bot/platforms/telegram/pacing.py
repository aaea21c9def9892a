"""Telegram's speed limits kept beforehand: so many messages a second in all, and per chat; safety goes first.

Who has to wait gets a moment of her own, so that many who wait are served in order and none twice.
Times are seconds of a monotonic clock."""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED_CHATS = 20_000
LATE_SECONDS = 2.0
"""A moment that nobody came for is given to others after so long."""
BURST_SHARE = 1 / 6
"""How much of a second's messages may go out in one go."""
FLOODED_CHATS = 8
"""So many chats told to wait at once: it is the bot itself that sends too fast."""


class Pacer:
    """Says how long a chat has to wait; 0 takes the right to send one message at once.

    ``per_second`` for all chats together; ``chat_seconds`` between two messages of one chat once
    ``chat_burst`` were sent in a row."""

    def __init__(
        self, *, per_second: float, chat_seconds: float, chat_burst: int, now: Callable[[], float]
    ) -> None:
        self._gap, self._lead = 1 / per_second, (max(1.0, per_second * BURST_SHARE) - 1) / per_second
        self._chat_gap, self._chat_lead = chat_seconds, (chat_burst - 1) * chat_seconds
        self._now = now
        self._next = now()
        self._chats: OrderedDict[Hashable, float] = OrderedDict()
        self._reserved: dict[Hashable, float] = {}
        self._told: dict[Hashable, float] = {}
        self._flooded_until = 0.0

    def wait(self, chat: Hashable, *, urgent: bool = False) -> float:
        """How many seconds the chat must wait; 0: send now. ``urgent`` waits only if Telegram said so."""
        now = self._now()
        told = max(self._told.get(chat, 0.0), self._flooded_until) - now
        if told > 0:
            return told
        self._told.pop(chat, None)
        if urgent:
            self._take(chat, now)
            return 0.0
        if now - self._reserved.get(chat, -math.inf) > LATE_SECONDS:
            self._reserved[chat] = self._moment(chat, now)
        left = self._reserved[chat] - now
        if left <= 0:
            del self._reserved[chat]
        return max(0.0, left)

    def told(self, chat: Hashable, seconds: float) -> None:
        """Telegram asked this chat to wait. If it asks very many at once, all wait."""
        now = self._now()
        self._told[chat] = now + seconds
        self._told = {each: until for each, until in self._told.items() if until > now}
        if len(self._told) >= FLOODED_CHATS:
            self._flooded_until = max(self._told.values())

    def _moment(self, chat: Hashable, now: float) -> float:
        """The next moment that is free for this chat, taken."""
        at = max(now, self._next - self._lead, self._chats.get(chat, now) - self._chat_lead)
        self._take(chat, at)
        return at

    def _take(self, chat: Hashable, at: float) -> None:
        self._next = max(self._next, at) + self._gap
        self._chats[chat] = max(self._chats.get(chat, at), at) + self._chat_gap
        self._chats.move_to_end(chat)
        while len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
