"""Everything that lives as long as one client of Discord's."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from bot.intake import Accepted
from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.backlog import Backlog
from bot.platforms.discord.chats import Chats
from bot.platforms.discord.client import CourtClient, Pace
from bot.platforms.discord.config import DiscordConfig
from bot.platforms.discord.events import Events
from bot.platforms.discord.media import DrawCard, Media
from bot.platforms.discord.removing import Removing
from bot.platforms.discord.replies import Replies
from bot.platforms.discord.rest import Json, Rest
from bot.platforms.discord.sending import Sending
from bot.platforms.discord.tongue import Tongues
from bot.platforms.discord.typist import Typist
from handlers.chat.incoming import Inbound
from handlers.feature import Registry
from handlers.ports import House

CLOSE_SECONDS = 2.0


class Taking(Protocol):
    """The intake, as far as a platform needs it."""

    def accept(self, inbound: Inbound, /) -> Awaitable[Accepted]:
        """Returns only when the update is durably stored."""
        ...


class Parts:
    """Made at every start, closed at every end."""

    def __init__(
        self,
        house: House,
        registry: Registry,
        config: DiscordConfig,
        intake: Taking,
        draw_card: DrawCard,
        pace: Pace,
        on_shard: Callable[[str, int], None],
    ) -> None:
        self.client = CourtClient(config, pace, self._happened, on_shard)
        self.rest = Rest(self.client, seconds=config.request_seconds, per_second=config.requests_per_second)
        self.chats = Chats(self.rest, house.storage, config.bot, keep_seconds=config.keep_seconds)
        self.attachments = Attachments(self.rest, config.max_upload_bytes)
        self.arrivals = Arrivals(intake.accept)
        self.replies = Replies(
            self.rest, house.clock, moment=config.acknowledge_seconds, thinking=config.thinking_seconds
        )
        tongues = Tongues(house, config.bot)
        self.events = Events(
            house,
            registry,
            config.bot,
            arrivals=self.arrivals,
            chats=self.chats,
            replies=self.replies,
            attachments=self.attachments,
            tongues=tongues,
            again_seconds=config.again_seconds,
        )
        self.backlog = Backlog(self.rest, self.chats, house.storage, config.bot, self.events.read_back)
        self.events.search_again = self.backlog.search_one
        media, removing = Media(house, draw_card), Removing(self.rest, self.chats)
        self.sending = Sending(self.rest, self.chats, self.replies, media, removing, tongues)
        self.typist = Typist(self.rest, self.chats)

    def _happened(self, name: str, data: Json) -> None:
        self.events.happened(name, data)

    async def close(self) -> None:
        """End everything, the connection last: what is new is still acknowledged."""
        self.typist.close()
        await self.events.close()
        await self.arrivals.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.replies.close(), CLOSE_SECONDS)
        self.attachments.close()
        await self.chats.close()
        with suppress(Exception):
            # One that never got as far as a loop has nothing to close.
            await asyncio.wait_for(self.client.close(), CLOSE_SECONDS)
