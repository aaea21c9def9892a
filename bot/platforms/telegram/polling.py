"""Asks Telegram for updates; the next ones only when these are on disk.

The library's own way would lose a whole batch to one malformed update, and confirm what is only in memory."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.platforms.port import Hopeless
from bot.platforms.telegram.batches import Batches, number_of
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.contact import Contact
from bot.platforms.telegram.request import AiohttpRequest, Flooded

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query")
LIMIT = 100
GRACE_SECONDS = 10.0
log = structlog.get_logger(__name__)


class Polling:
    """Long polling, for ever. ``request`` is a connection of its own: it waits most of the time."""

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        batches: Batches,
        contact: Contact,
        config: TelegramConfig,
    ) -> None:
        self._bot = bot
        self._request = request
        self._batches = batches
        self._contact = contact
        self._config = config
        self._offset: int | None = None
        self._pause = config.first_pause

    async def prepare(self) -> None:
        """A webhook of former times goes; what waits there is kept."""
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def run(self) -> None:
        """Poll until cancelled. Raises ``Hopeless`` if Telegram no longer knows the token."""
        while True:
            try:
                await self._once()
                self._pause = self._config.first_pause
            except InvalidToken:
                self._contact.lost("InvalidToken")
                raise Hopeless("Telegram does not know the token.") from None
            except Flooded as error:
                await asyncio.sleep(error.seconds)
            except Conflict:
                await self._contact.conflict()
                await self._back_off()
            except TelegramError as error:
                self._contact.lost(type(error).__name__)
                await self._back_off()

    async def _once(self) -> None:
        batch = await self._asked()
        again = await self._batches.take(batch)
        numbers = [number for raw in batch if (number := number_of(raw)) is not None]
        if numbers:
            self._offset = again if again is not None else max(numbers) + 1
        if again is not None:
            # The disk is full or locked: nothing is confirmed, and Telegram need not be asked in a hurry.
            await self._back_off()
        else:
            await self._contact.found(searched=len(batch) < LIMIT)

    async def _asked(self) -> list[object]:
        """The next updates. While a backlog may wait, Telegram answers at once."""
        wait = 0 if self._contact.hushed else int(self._config.poll_seconds)
        asked: dict[str, object] = {"timeout": wait, "limit": LIMIT, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        found = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            RequestData([RequestParameter.from_input(name, value) for name, value in asked.items()]),
            read_timeout=wait + GRACE_SECONDS,
        )
        return list(found) if isinstance(found, list) else []

    async def _back_off(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(self._config.longest_pause, self._pause * 2)
