"""The operators' room: a group in which alerts are posted, without a name, with a way to one's own chat."""

from collections.abc import Callable, Iterable

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.platforms.telegram.html import escape
from bot.platforms.telegram.sending import NO_PREVIEW

log = structlog.get_logger(__name__)


class OperatorsRoom:
    """Implements ``handlers.keeping.Room`` for the groups in the configuration."""

    def __init__(
        self, bot: Bot, chats: Iterable[int], name: Callable[[], str], is_up: Callable[[], bool]
    ) -> None:
        self._bot = bot
        self._chats = list(chats)
        self._name = name
        self._is_up = is_up

    @property
    def ready(self) -> bool:
        """Whether Telegram answers and has told the bot's own name."""
        return self._is_up() and bool(self._name())

    async def post(self, text: str, button: str, start: str) -> None:
        """Post to every room; one that is closed to the bot is passed over. Raises the library's errors."""
        link = InlineKeyboardButton(button, url=f"https://t.me/{self._name()}?start={start}")
        for chat in list(self._chats):
            try:
                await self._send(chat, text, InlineKeyboardMarkup([[link]]))
            except (BadRequest, Forbidden) as error:
                log.warning("telegram.room_closed", error=type(error).__name__)

    async def _send(self, chat: int, text: str, markup: InlineKeyboardMarkup) -> None:
        try:
            await self._bot.send_message(
                chat, escape(text), parse_mode="HTML", reply_markup=markup, link_preview_options=NO_PREVIEW
            )
        except ChatMigrated as moved:
            # The group became a supergroup, which has another number.
            self._chats = [moved.new_chat_id if each == chat else each for each in self._chats]
            if self._chats.count(moved.new_chat_id) > 1:
                self._chats.remove(moved.new_chat_id)
                return
            await self._send(moved.new_chat_id, text, markup)
