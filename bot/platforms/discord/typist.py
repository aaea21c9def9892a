"""The sign that an answer is being made: Discord shows it for ten seconds, so it is repeated."""

import asyncio

from bot.platforms.discord.chats import Chats
from bot.platforms.discord.rest import Rest
from bot.platforms.port import PlatformError

EVERY_SECONDS = 8.0
LONGEST_SECONDS = 600.0


class Typist:
    """Types in direct messages until told to stop."""

    def __init__(self, rest: Rest, chats: Chats) -> None:
        self._rest = rest
        self._chats = chats
        self._typing: dict[str, asyncio.Task[None]] = {}

    def show(self, user: str, *, on: bool) -> None:
        """Begin or end."""
        before = self._typing.pop(user, None)
        if before is not None:
            before.cancel()
        if on:
            self._typing[user] = asyncio.create_task(self._keep_on(user))

    def close(self) -> None:
        """Stop everywhere."""
        for user in list(self._typing):
            self.show(user, on=False)

    async def _keep_on(self, user: str) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    await self._rest.type_in(await self._chats.channel_of(user))
                    await asyncio.sleep(EVERY_SECONDS)
        except (PlatformError, TimeoutError):
            # A sign is only a courtesy.
            return
