"""The sign that an answer is being made: shown when it takes more than a moment, gone when it is there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from bot.platforms.port import PlatformPort
from handlers.chat.incoming import Inbound
from storage.enums import Platform

A_MOMENT_SECONDS = 0.4


class TypingSigns:
    """Shows the sign on the platform an update came from."""

    def __init__(self, platforms: Mapping[Platform, PlatformPort]) -> None:
        self._platforms = platforms

    @asynccontextmanager
    async def shown(self, inbound: Inbound) -> AsyncIterator[None]:
        """The sign comes after a moment, if the block lasts that long. Its failing harms nothing."""
        port = self._platforms.get(inbound.origin.platform)
        if port is None:
            yield
            return
        showing = asyncio.create_task(_show(port, inbound.origin.chat))
        try:
            yield
        finally:
            showing.cancel()
            [shown] = await asyncio.gather(showing, return_exceptions=True)
            if shown is True:
                await _quietly(port, inbound.origin.chat, on=False)


async def _show(port: PlatformPort, chat: str) -> bool:
    """True once the sign was shown, even if cancelled while that was under way."""
    try:
        await asyncio.sleep(A_MOMENT_SECONDS)
    except asyncio.CancelledError:
        return False
    with suppress(asyncio.CancelledError):
        await _quietly(port, chat, on=True)
    return True


async def _quietly(port: PlatformPort, chat: str, *, on: bool) -> None:
    # A sign is only a courtesy: no failure of it may touch the answer.
    with suppress(Exception):
        await port.typing(chat, on=on)
