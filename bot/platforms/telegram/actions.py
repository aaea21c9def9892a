"""Small signs beside the messages: "is typing", a press answered, a look at an upload. None of them matters
enough to fail for, and nothing waits for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.platforms.telegram.request import Flooded

REPEAT_SECONDS = 4.5
LONGEST_SECONDS = 300.0
SEEN = "👀"
ATTEMPTS = 6
FIRST_PAUSE = 0.5
log = structlog.get_logger(__name__)


class Signs:
    """Gives signs in the background."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()
        self._typing: dict[str, asyncio.Task[None]] = {}

    def answer(self, query_id: str) -> None:
        """A press was taken: the button stops spinning."""
        self._aside(self._bot.answer_callback_query(query_id))

    def seen(self, chat: str, message_id: int) -> None:
        """An upload was taken."""
        self._aside(self._bot.set_message_reaction(int(chat), message_id, SEEN))

    def take_away(self, chat: str, message_id: int) -> None:
        """What was typed is nobody's to read: tried a few times, if Telegram is busy."""
        self._start(self._taken_away(int(chat), message_id))

    def typing(self, chat: str, *, on: bool) -> None:
        """Show, or stop showing, that an answer is being made."""
        running = self._typing.pop(chat, None)
        if running is not None:
            running.cancel()
        if on:
            task = asyncio.create_task(self._type(chat))
            self._typing[chat] = task
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Return when no sign is under way but typing."""
        typing = set(self._typing.values())
        await asyncio.gather(*(self._tasks - typing), return_exceptions=True)

    async def stop(self) -> None:
        """End every sign."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._typing.clear()

    async def _type(self, chat: str) -> None:
        for _ in range(int(LONGEST_SECONDS / REPEAT_SECONDS)):
            await _kindly(self._bot.send_chat_action(int(chat), ChatAction.TYPING))
            await asyncio.sleep(REPEAT_SECONDS)

    async def _taken_away(self, chat: int, message_id: int) -> None:
        pause = FIRST_PAUSE
        for _ in range(ATTEMPTS):
            try:
                await self._bot.delete_message(chat, message_id)
                return
            except Flooded as error:
                await asyncio.sleep(error.seconds)
            except BadRequest:
                return  # gone already, or too old
            except TelegramError as error:
                log.info("telegram.sign", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause *= 2
        log.warning("telegram.not_taken_away")

    def _aside(self, sign: Coroutine[Any, Any, Any]) -> None:
        self._start(_kindly(sign))

    def _start(self, sign: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sign)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _kindly(sign: Coroutine[Any, Any, Any]) -> None:
    try:
        await sign
    except TelegramError as error:
        log.debug("telegram.sign", error=type(error).__name__)
