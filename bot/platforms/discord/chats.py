"""The direct-message channel of each person, opened when first needed, and how far it was read."""

import asyncio

import structlog

from bot.platforms.discord.rest import Rest
from storage.enums import Platform
from storage.queries import direct_chats
from storage.unit import Storage

A_WRITE = 200
QUIET: dict[str, dict[str, list[str]]] = {"allowed_mentions": {"parse": []}}
log = structlog.get_logger(__name__)


class Chats:
    """Channels by the person's id there. What changed is kept every few seconds: should the court end before,
    a few messages are only read twice."""

    def __init__(self, rest: Rest, storage: Storage, bot: str, *, keep_seconds: float) -> None:
        self._rest = rest
        self._storage = storage
        self._bot = bot
        self._keep_seconds = keep_seconds
        self._channels: dict[str, str] = {}
        self._unkept: dict[str, tuple[str, int]] = {}
        self._behind: set[str] = set()
        self._searching = False
        self._keeping: asyncio.Task[None] | None = None

    # -- channels ----------------------------------------------------------------------------------

    async def channel_of(self, user: str, *, anew: bool = False) -> str:
        """The channel to somebody."""
        if not anew and user in self._channels:
            return self._channels[user]
        channel = "" if anew else await self._kept(user)
        self.learn(user, channel or await self._rest.open_dm(user))
        return self._channels[user]

    async def say(self, user: str, words: str) -> None:
        """Write a sentence of the platform itself, beside everything queued."""
        await self._rest.send(await self.channel_of(user), {"content": words, **QUIET})

    def learn(self, user: str, channel: str) -> None:
        """Somebody's channel was seen."""
        if channel and self._channels.get(user) != channel:
            self._channels[user] = channel
            self._note(user, 0)

    async def _kept(self, user: str) -> str:
        async with self._storage.read() as tx:
            return await direct_chats.channel_at(tx, Platform.DISCORD, self._bot, user)

    # -- how far they were read --------------------------------------------------------------------

    def search_begins(self) -> None:
        """From now on nobody's messages count as read up to the newest: older ones may be missing."""
        self._searching = True
        self._behind.clear()

    def search_ended(self) -> None:
        """All chats were searched; only those with something left over are not."""
        self._searching = False

    def taken(self, user: str, message: str) -> None:
        """A message that arrived by itself is on disk."""
        if not self._searching and user not in self._behind:
            self._note(user, int(message))

    def missed(self, user: str) -> None:
        """A message could not be taken: what comes after it does not count as read."""
        self._behind.add(user)

    def searched(self, user: str, message: int) -> None:
        """Everything up to this message is on disk."""
        self._behind.discard(user)
        self._note(user, message)

    def _note(self, user: str, message: int) -> None:
        channel = self._channels.get(user)
        if channel:
            _, before = self._unkept.get(user, (channel, 0))
            self._unkept[user] = (channel, max(before, message))
            if self._keeping is None or self._keeping.done():
                self._keeping = asyncio.create_task(self._keep_soon())

    async def _keep_soon(self) -> None:
        while self._unkept:
            await asyncio.sleep(self._keep_seconds)
            try:
                await self.keep()
            except Exception as error:  # noqa: BLE001 - tried again; at worst something is read twice
                log.warning("discord.chats_not_kept", error=type(error).__name__)

    async def keep(self) -> None:
        """Write down what changed."""
        while self._unkept:
            some = dict(list(self._unkept.items())[:A_WRITE])
            async with self._storage.begin() as tx:
                await direct_chats.keep(tx, Platform.DISCORD, self._bot, some)
            for user, kept in some.items():
                if self._unkept.get(user) == kept:
                    del self._unkept[user]

    async def close(self) -> None:
        """Keep what is known, if the disk lets us."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        try:
            await self.keep()
        except Exception as error:  # noqa: BLE001 - at worst something is read twice
            log.warning("discord.chats_not_kept", error=type(error).__name__)
