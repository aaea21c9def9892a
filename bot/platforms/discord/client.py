"""discord.py's client, made to last: no cache, nothing privileged, no event that can end it."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.discord.buckets import make_impatient
from bot.platforms.discord.config import DiscordConfig
from bot.platforms.discord.rest import Json
from bot.platforms.port import TryLater

DISCONNECTED, IDENTIFIED, RESUMED = "disconnected", "identified", "resumed"
OURS = {
    "MESSAGE_CREATE": "heard",
    "MESSAGE_UPDATE": "edited",
    "INTERACTION_CREATE": "acted",
}
TRIES_A_SHARD = 3
LONGEST_PAUSE_EXPONENT = 5
"""Two to this power: seconds."""
log = structlog.get_logger(__name__)

OnEvent = Callable[[str, Json], None]
OnShard = Callable[[str, int], None]


# Nothing here speaks in voice channels, and no server is looked at: the library need not warn of that.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
logging.getLogger("discord.state").addFilter(lambda record: "Guilds intent" not in record.getMessage())


class Pace:
    """One identify every so many seconds, whoever asks for it and however often we start anew."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Return when it is allowed."""
        async with self._turn:
            if self._last is not None:
                await asyncio.sleep(max(0.0, self._last + self._seconds - time.monotonic()))
            self._last = time.monotonic()


class CourtClient(discord.AutoShardedClient):
    """Gives the events the court lives on to ``on_event`` as they travel, in their order.

    They are read leniently there; whatever the library's own parsers choke on is noted and passed over."""

    def __init__(self, config: DiscordConfig, pace: Pace, on_event: OnEvent, on_shard: OnShard) -> None:
        self._config = config
        self._pace = pace
        self._on_event = on_event
        self._on_shard = on_shard
        self._launches: dict[int, int] = {}
        # Direct messages only: neither servers nor members are looked at, and nothing is privileged.
        super().__init__(
            intents=discord.Intents(dm_messages=True),
            shard_count=config.shard_count,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=config.ready_seconds,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.shard_ids = list(config.shard_ids) if config.shard_ids else None
        make_impatient(self.http)
        self._take_events()

    def _take_events(self) -> None:
        parsers = self._connection.parsers
        for event, parser in list(parsers.items()):
            parsers[event] = self._guarded(event, parser)
        for event, name in OURS.items():
            parsers[event] = self._guarded(event, self._handing_on(name))

    def _handing_on(self, name: str) -> Callable[[Any], None]:
        return lambda data: self._on_event(name, data)

    def _guarded(self, event: str, parser: Callable[[Any], Any]) -> Callable[[Any], None]:
        def parse(data: Any) -> None:
            try:
                parser(data)
            except Exception as error:
                if event in ("READY", "RESUMED"):
                    raise  # without these there is no connection: it has to be made anew
                log.exception("discord.event_unreadable", event_name=event, error=type(error).__name__)

        return parse

    @property
    def ours(self) -> list[int]:
        """The shards that are connected from here."""
        return list(self.shard_ids or range(self.shard_count or 1))

    # -- the connection ----------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        """Logged in: learn where the gateway is, and whether Discord lets us identify at all.

        Raises ``TryLater`` if the day's identifies are used up."""
        found = await self.http.request(Route("GET", "/gateway/bot"))
        self.shard_count = self.shard_count or int(found.get("shards", 1))
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._config.gateway_url or found["url"])
        limits = found.get("session_start_limit", {})
        needed = len(self.ours)
        if int(limits.get("remaining", needed)) < needed:
            raise TryLater(float(limits.get("reset_after", 60_000)) / 1000)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard. The library would try for ever; here the supervisor decides after a while."""
        tried = self._launches[shard_id] = self._launches.get(shard_id, 0) + 1
        if tried > (1 if len(self._launches) == 1 else TRIES_A_SHARD):
            raise ConnectionError("The gateway cannot be reached.")
        await super().launch_shard(gateway, shard_id, initial=initial)
        # Left to itself the library pauses up to a quarter of an hour between two tries.
        shard = self.get_shard(shard_id)
        if shard is not None:
            shard._parent._backoff._max = LONGEST_PAUSE_EXPONENT

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Every identify waits for its turn."""
        del initial
        await self._pace.wait()
        log.info("discord.identify", shard=shard_id)

    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session: what was missed has to be read back."""
        self._on_shard(IDENTIFIED, shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """The old session goes on: Discord has told what was missed."""
        self._on_shard(RESUMED, shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Out of touch."""
        self._on_shard(DISCONNECTED, shard_id)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """What a listener raises is noted without the event, which may hold words."""
        log.error("discord.listener", event_name=event_method)


def point_at(config: DiscordConfig) -> None:
    """Set the addresses the library uses everywhere; they belong to the process."""
    Route.BASE = config.api_base_url
    if config.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(config.gateway_url)
