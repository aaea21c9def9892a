"""What happens with an update: taken in and committed first, then the small signs that it was."""

from collections.abc import Awaitable
from typing import Protocol

import structlog
from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.platforms.telegram.actions import Signs
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.inbound import Translator
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.stars import Stars
from handlers.chat.incoming import Inbound, Upload
from handlers.ports import House
from storage.enums import Platform
from storage.queries import people

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
REFUSED_ALBUMS = 200
log = structlog.get_logger(__name__)


class Accepted(Protocol):
    """What the intake says of an update that is on disk."""

    @property
    def new(self) -> bool:
        """False if it had arrived before."""
        ...

    @property
    def red(self) -> bool:
        """Whether it was a stop; then the stop is committed."""
        ...

    @property
    def private(self) -> bool:
        """Whether what was typed must not stay on the screen."""
        ...


class Accepts(Protocol):
    """The court's intake."""

    def accept(self, inbound: Inbound, /) -> Awaitable[Accepted]:
        """Returns only when the update is durably stored; raises what the database raised if it is not."""
        ...


class Reception:
    """Takes updates, each completely: when ``take`` returns, it is on disk or there was nothing to keep."""

    def __init__(
        self,
        house: House,
        intake: Accepts,
        bot: Bot,
        config: TelegramConfig,
        signs: Signs,
        memory: Memory,
        stars: Stars,
    ) -> None:
        self._stars = stars
        self._house = house
        self._intake = intake
        self._bot = bot
        self._name = config.bot
        self._signs = signs
        self._memory = memory
        self._translator = Translator(config.bot, house.texts)
        self._rooms = set(config.operator_chat_ids)
        self._album_seen = ("", "")
        self._refused_albums: dict[tuple[str, str], None] = {}

    async def take(self, update: Update) -> None:
        """Take an update in. Raises what the database raised; then Telegram must keep it."""
        chat = update.effective_chat
        if chat is not None and chat.type == ChatType.CHANNEL:
            return
        if chat is not None and chat.type in GROUPS:
            await self._group(update, chat.id)
        else:
            await self._private(update)

    async def _private(self, update: Update) -> None:
        if update.pre_checkout_query is not None:
            query = update.pre_checkout_query
            self._stars.asked(query, self._translator.payer(query.from_user))
            return
        self._note_words(update)
        for inbound in self._translator.inbounds(update, self._house.clock.wall()):
            if not await self._accepted(inbound, update.effective_message):
                break
        if update.callback_query is not None:
            self._signs.answer(update.callback_query.id)

    async def _accepted(self, inbound: Inbound, message: Message | None) -> bool:
        """Take one in; False if the rest of the update must not be heard: it came with a stop."""
        album = inbound.body.album if isinstance(inbound.body, Upload) else ""
        if (inbound.origin.chat, album) in self._refused_albums:
            return False
        accepted = await self._intake.accept(inbound)
        if accepted.private and message is not None:
            self._signs.take_away(inbound.origin.chat, message.message_id)
            if album:
                self._refuse(inbound.origin.chat, album)
        elif accepted.new and isinstance(inbound.body, Upload) and message is not None:
            self._seen(inbound.origin.chat, album, message.message_id)
        return not accepted.red

    def _seen(self, chat: str, album: str, message_id: int) -> None:
        """An album is looked at once."""
        if not album or self._album_seen != (chat, album):
            self._signs.seen(chat, message_id)
        self._album_seen = (chat, album)

    def _refuse(self, chat: str, album: str) -> None:
        """The rest of an album that came with a safeword is discarded like its beginning."""
        self._refused_albums[chat, album] = None
        if len(self._refused_albums) > REFUSED_ALBUMS:
            del self._refused_albums[next(iter(self._refused_albums))]

    def _note_words(self, update: Update) -> None:
        """What the pressed message says, so that the answer can be noted below it."""
        message = update.callback_query.message if update.callback_query else None
        if (
            isinstance(message, Message)
            and self._memory.words(str(message.chat.id), message.message_id) is None
        ):
            html = message.text_html if message.text else message.caption_html
            if html:
                self._memory.keep(str(message.chat.id), message.message_id, html)

    # -- groups --------------------------------------------------------------------------------------

    async def _group(self, update: Update, chat: int) -> None:
        """In a group only a member's safeword is heard; unless it is the operators', the bot leaves."""
        if update.callback_query is not None:
            self._signs.answer(update.callback_query.id)
        moved_to = update.message.migrate_to_chat_id if update.message else None
        if moved_to is not None and chat in self._rooms:
            self._rooms.add(moved_to)
            log.warning("telegram.room_moved", hint="write the new id into [telegram] operator_chat_ids")
            return
        for inbound in self._translator.overheard(update):
            if await self._is_known(inbound):
                await self._intake.accept(inbound)
        if chat not in self._rooms and not self._is_gone(update):
            await self._leave(chat, update)

    async def _is_known(self, inbound: Inbound) -> bool:
        origin = inbound.origin
        async with self._house.storage.read() as tx:
            account = await people.account_at(tx, Platform.TELEGRAM, origin.bot, origin.address)
            return account is not None

    @staticmethod
    def _is_gone(update: Update) -> bool:
        change = update.my_chat_member
        return change is not None and change.new_chat_member.status in ("left", "kicked")

    async def _leave(self, chat: int, update: Update) -> None:
        """One neutral sentence, then out. If that fails, the next message there brings it up again."""
        language = update.effective_user.language_code if update.effective_user else None
        words = self._house.texts.get("telegram.group", language or "en")
        try:
            await self._bot.send_message(chat, words)
        except TelegramError:
            log.info("telegram.group_silent")
        try:
            await self._bot.leave_chat(chat)
        except TelegramError as error:
            log.warning("telegram.group_stayed", error=type(error).__name__)
