"""The Discord platform: its client kept under our own supervision, its parts made anew with every start."""

import asyncio
import uuid
from contextlib import suppress

import discord
import structlog

from bot.platforms.discord import commands
from bot.platforms.discord.client import DISCONNECTED, IDENTIFIED, CourtClient, Pace, point_at
from bot.platforms.discord.config import DiscordConfig
from bot.platforms.discord.media import DrawCard
from bot.platforms.discord.parts import Parts, Taking
from bot.platforms.port import Hopeless, Parcel, Receipt, TryLater, Unavailable
from handlers.chat.incoming import Attachment
from handlers.feature import Registry
from handlers.ports import House
from storage.enums import Platform

DIRECT = 0
"""The shard that direct messages come through."""
FATAL = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Close codes that only the owner can mend: a bad token, wrong shards, intents that are not allowed."""
COMMANDS_AGAIN_SECONDS = 60.0
CLOSE_SECONDS = 1.0
log = structlog.get_logger(__name__)


class DiscordPlatform:
    """Implements ``bot.platforms.port.PlatformPort`` for a Discord application's bot."""

    platform = Platform.DISCORD

    def __init__(
        self,
        house: House,
        registry: Registry,
        config: DiscordConfig,
        intake: Taking,
        *,
        draw_card: DrawCard,
    ) -> None:
        self.bot = config.bot
        self._house = house
        self._registry = registry
        self._config = config
        self._intake = intake
        self._draw_card = draw_card
        self._pace = Pace(config.identify_seconds)
        self._parts: Parts | None = None
        self._running: asyncio.Task[None] | None = None
        self._end: asyncio.Future[None] | None = None
        self._searching: asyncio.Task[None] | None = None
        self._registering: asyncio.Task[None] | None = None
        self._shards: set[int] = set()
        self._connected = asyncio.Event()
        self._searched = False

    # -- the port ----------------------------------------------------------------------------------

    @property
    def up(self) -> bool:
        """Whether every shard we have begun is connected."""
        return self._parts is not None and self._connected.is_set()

    @property
    def hushed(self) -> bool:
        """Whether direct messages of the time we were away may still hold a stop."""
        return self._hears_direct and not self._searched

    async def start(self) -> None:
        """Log in and connect. Raises :class:`Hopeless` if the token is refused, or what is in the way."""
        client = self.prepare()
        self._end = asyncio.get_running_loop().create_future()
        self._running = asyncio.create_task(client.start(self._config.token))
        self._running.add_done_callback(self._client_ended)
        connected = asyncio.create_task(self._connected.wait())
        try:
            await self._connecting(connected, self._end)
        finally:
            connected.cancel()
        if self._end.done():
            await self.ended()
        if not self._connected.is_set():
            raise ConnectionError("Discord's gateway did not answer.")

    async def _connecting(self, connected: asyncio.Task[bool], end: asyncio.Future[None]) -> None:
        """Return when connected or at an end, or when for a while no further shard has connected."""
        before = -1
        while before < len(self._shards) and not connected.done() and not end.done():
            before = len(self._shards)
            await asyncio.wait(
                (connected, end), timeout=self._config.start_seconds, return_when=asyncio.FIRST_COMPLETED
            )

    async def ended(self) -> None:
        """Raises why the client ended by itself."""
        if self._end is None:
            raise ConnectionError("The client was never started.")
        await asyncio.shield(self._end)

    async def stop(self) -> None:
        """Let go of Discord; what was heard is on disk or is read back."""
        parts, self._parts = self._parts, None
        self._connected.clear()
        self._searched = False
        self._shards.clear()
        await _cancelled(self._searching, self._registering)
        if parts is not None:
            await parts.close()
        if self._running is not None and not self._running.done():
            with suppress(Exception):
                await asyncio.wait_for(asyncio.shield(self._running), CLOSE_SECONDS)
        await _cancelled(self._running)
        if self._end is not None and not self._end.done():
            self._end.cancel()
        self._running = self._searching = self._registering = self._end = None

    def pause(self, chat: uuid.UUID, *, urgent: bool) -> float:
        """How long this chat has to wait before it may be sent something, in seconds; 0 takes the right."""
        return self._parts.rest.speed.book(chat, urgent=urgent) if self._parts is not None else 0.0

    async def send(self, parcel: Parcel) -> Receipt:
        """Send one message, or its next part."""
        parts = self._now()
        try:
            with parts.rest.speed.sending():
                return await parts.sending.send(parcel)
        except Hopeless:
            # The client would only notice at its next identify: the supervisor is told now.
            self._fail(Hopeless("Discord refuses the token."))
            raise Unavailable("Discord refuses the token.") from None

    async def typing(self, chat: str, *, on: bool) -> None:
        """Show, or stop showing, that an answer is being made."""
        self._now().typist.show(chat, on=on)

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file. Raises ``FileNotFoundError``, ``FileTooLarge``, ``Unavailable``."""
        try:
            return await self._now().attachments.fetch(attachment)
        except TryLater as later:
            raise Unavailable("Discord asks to wait.") from later

    async def discard(self, attachment: Attachment) -> None:
        """The file was handled."""
        if self._parts is not None:
            self._parts.attachments.forget(attachment)

    # -- running -----------------------------------------------------------------------------------

    def prepare(self) -> CourtClient:
        """A client with everything that hangs on it, not yet connected."""
        point_at(self._config)
        self._connected.clear()
        self._searched = False
        self._shards.clear()
        self._parts = Parts(
            self._house, self._registry, self._config, self._intake, self._draw_card, self._pace, self._shard
        )
        return self._parts.client

    @property
    def _hears_direct(self) -> bool:
        return self._config.shard_ids is None or DIRECT in self._config.shard_ids

    def _now(self) -> Parts:
        if self._parts is None:
            raise Unavailable("Discord is not there.")
        return self._parts

    def _client_ended(self, running: asyncio.Task[None]) -> None:
        if running is self._running:
            self._fail(None if running.cancelled() else running.exception())

    def _fail(self, error: BaseException | None) -> None:
        """The platform is at its end: whoever waits for that learns why."""
        end = self._end
        if end is not None and not end.done():
            end.set_exception(_reason(error))
            end.exception()  # nobody may be waiting any more

    def _shard(self, what: str, shard_id: int) -> None:
        """A shard came or went."""
        parts = self._parts
        if parts is None:
            return
        if what == DISCONNECTED:
            self._shards.discard(shard_id)
            self._connected.clear()
            return
        self._shards.add(shard_id)
        if self._shards >= set(parts.client.ours):
            self._connected.set()
        if what == IDENTIFIED and self._registering is None:
            self._registering = asyncio.create_task(self._register(parts))
        if shard_id == DIRECT:
            self._heard_of(parts, anew=what == IDENTIFIED)
        self._house.wake.delivery()

    def _heard_of(self, parts: Parts, *, anew: bool) -> None:
        """Direct messages come again: what was missed is looked for, or was told with the resuming."""
        unfinished = not self._searched and self._searching is not None and not self._searching.done()
        if unfinished and not anew:
            return
        whole, self._searched = anew or not self._searched, False
        if self._searching is not None:
            self._searching.cancel()
        self._searching = asyncio.create_task(self._search(parts, whole=whole))

    async def _search(self, parts: Parts, *, whole: bool) -> None:
        pause = 1.0
        while whole:
            try:
                await parts.backlog.search()
                break
            except Exception as error:
                log.exception("discord.search", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, COMMANDS_AGAIN_SECONDS)
        await parts.arrivals.settled()
        self._searched = True
        self._house.wake.delivery()

    async def _register(self, parts: Parts) -> None:
        """Register the commands, again until it worked; the court does not wait for it."""
        texts, languages = self._house.texts, self._config.languages
        wanted = {None: commands.for_everybody(self._registry, texts, languages)}
        ours = commands.for_operators(self._registry, texts, languages)
        for guild, some in [*wanted.items(), *((guild, ours) for guild in self._config.operator_guild_ids)]:
            while True:
                try:
                    await commands.register(parts.rest, guild, some)
                    break
                except Exception as error:  # noqa: BLE001 - whatever it was, the court goes on without
                    log.warning("discord.commands_failed", error=type(error).__name__)
                    await asyncio.sleep(COMMANDS_AGAIN_SECONDS)


def _reason(error: BaseException | None) -> Exception:
    """Why the client ended, in the court's words."""
    match error:
        case discord.LoginFailure() | discord.PrivilegedIntentsRequired():
            return Hopeless("Discord refuses the token, or what it asks for.")
        case discord.ConnectionClosed() if error.code in FATAL:
            return Hopeless(f"Discord closed the connection for good ({error.code}).")
        case Exception():
            return error
        case _:
            return ConnectionError("The connection was closed.")


async def _cancelled(*tasks: asyncio.Task[None] | None) -> None:
    going = [task for task in tasks if task is not None]
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)
