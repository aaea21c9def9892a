"""What a bot identified for, and the events that are kept for it."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord import wire
from tests.fakes.discord.errors import Json
from tests.fakes.discord.wire import Wire

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING, MESSAGE_CONTENT = 1 << 12, 1 << 13, 1 << 14, 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN = (1 << 26) - 1
RECOVERY_SECONDS = 120.0
KEPT_EVENTS = 20_000


@dataclass(eq=False)
class Session:
    """What a bot identified for, and all it was told since."""

    id: str
    shard: int
    shards: int
    intents: int
    wire: Wire | None
    events: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    seq: int = 0
    """the number of the last event"""
    left_at: float | None = None

    def emit(self, event: str, data: Any) -> None:
        """Numbers an event, keeps it, and sends it when somebody listens."""
        self.seq += 1
        payload: Json = {"op": wire.DISPATCH, "t": event, "s": self.seq, "d": data}
        self.events.append(payload)
        if self.wire is not None:
            self.wire.send(payload)

    def since(self, seq: int) -> list[Json] | None:
        """What came after a number; None when that is too long ago."""
        missed = [one for one in self.events if one["s"] > seq]
        return missed if len(missed) == self.seq - seq else None


@dataclass
class Identify:
    """A log-in that was tried."""

    at: float
    shard: int
    shards: int
    intents: int
    accepted: bool
