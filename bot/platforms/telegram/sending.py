"""Sends one part: a text, a medium with its caption, or an album; and what to do when Telegram balks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    Bot,
    ForceReply,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.platforms.telegram import errors
from bot.platforms.telegram.html import plain
from bot.platforms.telegram.media import MediumGone, MediumTooLarge, Shelf
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.parts import Kind, Part, Sent, kind_of, mark_of
from handlers.chat.outgoing import Medium

ASKS = "f"
"""The mark of a text that asks for one line: Telegram does not let it be edited."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Where:
    """The chat, what is answered there, whether it makes a sound, and what is said of a missing medium."""

    chat: str
    reply_to: str = ""
    quiet: bool = False
    gone: str = ""
    too_large: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """What every sending call gets."""
        found: dict[str, Any] = {"chat_id": int(self.chat), "disable_notification": self.quiet or None}
        if self.reply_to.isdigit():
            found["reply_parameters"] = ReplyParameters(int(self.reply_to), allow_sending_without_reply=True)
        return found


class Sender:
    """Sends parts through the bot. Raises the library's errors where nothing helps."""

    def __init__(self, bot: Bot, shelf: Shelf, memory: Memory) -> None:
        self._bot = bot
        self._shelf = shelf
        self._memory = memory

    async def send(self, part: Part, where: Where) -> tuple[Sent, ...]:
        """Send the part; an album is several messages."""
        try:
            return await self._keyed(part, where)
        except MediumGone:
            return await self._keyed(_instead(part, where.gone), where)
        except MediumTooLarge:
            return await self._keyed(_instead(part, where.too_large), where)

    async def _keyed(self, part: Part, where: Where) -> tuple[Sent, ...]:
        """As it is; should Telegram not take the buttons, without them."""
        try:
            return await self._any(part, where)
        except BadRequest as error:
            if part.markup is None or not errors.is_keyboard(error):
                raise
            return await self._any(replace(part, markup=None), where)

    async def _any(self, part: Part, where: Where) -> tuple[Sent, ...]:
        if part.kind is Kind.TEXT:
            return (await self._text(part, where),)
        if len(part.media) > 1:
            return await self._album(part, where)
        return (await self._medium(part, where),)

    async def _text(self, part: Part, where: Where) -> Sent:
        async def call(html: str, mode: str | None) -> Message:
            return await self._bot.send_message(
                text=html,
                parse_mode=mode,
                reply_markup=part.markup,
                link_preview_options=NO_PREVIEW,
                **where.settings,
            )

        message = await marked(part.html, call)
        self._memory.keep(where.chat, message.message_id, part.html)
        return Sent(message.message_id, Kind.TEXT, ASKS if isinstance(part.markup, ForceReply) else "")

    async def _medium(self, part: Part, where: Where) -> Sent:
        medium = part.media[0]
        message = await self._with_copy(part, lambda file: self._play(part, where, file))
        self._memory.keep(where.chat, message.message_id, part.html)
        return Sent(message.message_id, kind_in(message, part.kind), mark_of(medium))

    async def _with_copy(self, part: Part, call: Callable[[str | InputFile], Awaitable[Message]]) -> Message:
        """Send Telegram's own copy; if there is none, or it does not do, the bytes, and remember the copy."""
        medium = part.media[0]
        known = await self._shelf.known(medium)
        if known is not None:
            try:
                return await call(known)
            except BadRequest as error:
                if not (errors.is_stale_file(error) or errors.is_wrong_kind(error)):
                    raise
        message = await call(await self._shelf.upload(medium))
        if kind_in(message, part.kind) is part.kind:
            await self._remember(medium, message)
        return message

    async def _play(self, part: Part, where: Where, file: str | InputFile) -> Message:
        try:
            return await self._as(part.kind, part, where, file)
        except BadRequest as error:
            if part.kind is Kind.DOCUMENT or isinstance(file, str) or not errors.is_wrong_kind(error):
                raise
            return await self._as(Kind.DOCUMENT, part, where, file)

    async def _as(self, kind: Kind, part: Part, where: Where, file: str | InputFile) -> Message:
        medium = part.media[0]
        seconds = None if medium.seconds is None else int(medium.seconds)

        async def call(html: str, mode: str | None) -> Message:
            usual = {
                "caption": html or None,
                "parse_mode": mode,
                "reply_markup": part.markup,
                "protect_content": medium.protected or None,
                **where.settings,
            }
            match kind:
                case Kind.PHOTO:
                    return await self._bot.send_photo(photo=file, has_spoiler=medium.spoiler or None, **usual)
                case Kind.VOICE:
                    return await self._bot.send_voice(voice=file, duration=seconds, **usual)
                case Kind.AUDIO:
                    title = medium.name or None
                    return await self._bot.send_audio(audio=file, duration=seconds, title=title, **usual)
                case _:
                    return await self._bot.send_document(document=file, **usual)

        return await marked(part.html, call)

    async def _album(self, part: Part, where: Where) -> tuple[Sent, ...]:
        files = [await self._shelf.known(m) or await self._shelf.upload(m, attach=True) for m in part.media]
        try:
            messages = await self._group(part, where, files)
        except BadRequest as error:
            odd = errors.is_wrong_kind(error)
            if not (odd or errors.is_stale_file(error)) or (odd and part.kind is Kind.DOCUMENT):
                raise
            # What is no picture to Telegram still goes as files.
            part = replace(part, kind=Kind.DOCUMENT) if odd else part
            files = [await self._shelf.upload(medium, attach=True) for medium in part.media]
            messages = await self._group(part, where, files)
        sent = []
        for medium, file, message in zip(part.media, files, messages, strict=True):
            if isinstance(file, InputFile) and part.kind is kind_of(medium):
                await self._remember(medium, message)
            sent.append(Sent(message.message_id, part.kind, mark_of(medium), album=True))
        return tuple(sent)

    async def _group(self, part: Part, where: Where, files: Sequence[str | InputFile]) -> Sequence[Message]:
        media = [input_medium(part.kind, m, file) for m, file in zip(part.media, files, strict=True)]
        protected = any(medium.protected for medium in part.media)
        return await self._bot.send_media_group(
            media=media, protect_content=protected or None, **where.settings
        )

    async def _remember(self, medium: Medium, message: Message) -> None:
        file_id = file_id_of(message)
        if file_id is not None:
            await self._shelf.remember(medium, file_id)


async def marked(html: str, call: Callable[[str, str | None], Awaitable[Message]]) -> Message:
    """Say it in HTML; should Telegram not read that, as plain words."""
    try:
        return await call(html, ParseMode.HTML)
    except BadRequest as error:
        if not errors.is_markup(error):
            raise
        return await call(plain(html), None)


def input_medium(
    kind: Kind, medium: Medium, file: str | InputFile, html: str = "", mode: str | None = ParseMode.HTML
) -> InputMediaPhoto | InputMediaAudio | InputMediaDocument:
    """A medium as Telegram takes it in albums and edits."""
    caption = html or None
    if kind is Kind.PHOTO:
        return InputMediaPhoto(file, caption=caption, parse_mode=mode, has_spoiler=medium.spoiler or None)
    if kind is Kind.AUDIO:
        return InputMediaAudio(file, caption=caption, parse_mode=mode)
    return InputMediaDocument(file, caption=caption, parse_mode=mode)


def file_id_of(message: Message) -> str | None:
    """The id of Telegram's copy of what a message shows."""
    if message.photo:
        return message.photo[-1].file_id
    shown = message.voice or message.audio or message.document
    return shown.file_id if shown else None


def kind_in(message: Message, intended: Kind) -> Kind:
    """What a sent medium really became."""
    if message.document is not None and not message.photo and message.voice is None and message.audio is None:
        return Kind.DOCUMENT
    return intended


def _instead(part: Part, words: str) -> Part:
    """The part without its medium, which cannot be sent; the words say so."""
    html = f"{part.html}\n\n{words}".strip()
    return Part(Kind.TEXT, html, markup=part.markup)
