"""Direct messages written while nobody listened: read back after every identify, liveliest chats first."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.platforms.discord.chats import Chats
from bot.platforms.discord.payloads import EPOCH, Post, post_of
from bot.platforms.discord.rest import Json, Rest
from bot.platforms.port import PlatformError, TryLater, Unavailable
from storage.enums import Platform
from storage.queries import direct_chats
from storage.queries.direct_chats import Known
from storage.queries.people import account_at
from storage.unit import Storage

AT_ONCE = 8
PAGE = 100
OVERLAP = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
log = structlog.get_logger(__name__)

Hears = Callable[[Post, bool], Awaitable[bool]]
"""Takes a post (True: only because it was edited); whether it is on disk."""


class Backlog:
    """Searches every chat that is known."""

    def __init__(self, rest: Rest, chats: Chats, storage: Storage, bot: str, hears: Hears) -> None:
        self._rest = rest
        self._chats = chats
        self._storage = storage
        self._bot = bot
        self._hears = hears

    async def search(self) -> None:
        """Read every chat on from where it was left. Returns when all that was found is on disk."""
        self._chats.search_begins()
        async with self._storage.read() as tx:
            accounts = await direct_chats.accounts_by_activity(tx, Platform.DISCORD, self._bot)
        slots = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for account_id in accounts:
                await slots.acquire()
                group.create_task(self._one(account_id)).add_done_callback(lambda _: slots.release())
        self._chats.search_ended()
        log.info("discord.searched", chats=len(accounts))

    async def search_one(self, user: str) -> None:
        """Read one person's chat on: something of it could not be taken when it arrived."""
        async with self._storage.read() as tx:
            account = await account_at(tx, Platform.DISCORD, self._bot, user)
        if account is not None:
            await self._one(account.id)

    async def _one(self, account_id: uuid.UUID) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._storage.read() as tx:
                    known = await direct_chats.known_chat(tx, account_id)
                if known is not None:
                    await self._chat(known)
                return
            except TryLater as later:
                await asyncio.sleep(later.seconds)
            except Unavailable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except PlatformError as error:
                # The chat or the person is gone.
                log.info("discord.not_searched", error=type(error).__name__)
                return
            except Exception as error:
                # One chat that cannot be read must not keep the others unheard, nor all of them hushed.
                log.exception("discord.not_searched", error=type(error).__name__)
                return

    async def _chat(self, known: Known) -> None:
        # Until it was read to its end, later messages do not make it so.
        self._chats.missed(known.address)
        if known.channel:
            self._chats.learn(known.address, known.channel)
        channel = await self._chats.channel_of(known.address)
        after = known.read_to or snowflake_of(known.since - OVERLAP)
        found = await self._since(channel, after)
        newest = max((int(message["id"]) for message in found), default=after)
        heard = [self._hears(post, edited) for post, edited in _posts(found, after, known.address)]
        if all(await asyncio.gather(*heard)):
            self._chats.searched(known.address, max(newest, after))

    async def _since(self, channel: str, after: int) -> list[Json]:
        """At least one page, for edits of earlier messages; further ones back to ``after``."""
        found = page = await self._rest.history(channel, limit=PAGE)
        while len(page) == PAGE and int(page[-1]["id"]) > after:
            page = await self._rest.history(channel, before=str(page[-1]["id"]), limit=PAGE)
            found = [*found, *page]
        return found


def snowflake_of(moment: datetime) -> int:
    """The smallest id of that moment."""
    return max(0, int((moment - EPOCH).total_seconds() * 1000)) << 22


def _posts(found: Sequence[Json], after: int, user: str) -> list[tuple[Post, bool]]:
    """What the person wrote since, and what she edited of before, the oldest first."""
    posts = [post for post in map(post_of, found) if post is not None and post.user == user]
    posts.sort(key=lambda post: int(post.id))
    return [(post, int(post.id) <= after) for post in posts if int(post.id) > after or post.edited]
