"""Changing what stands in a chat: edited in place where Telegram can, else taken away and said anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot, ForceReply, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.platforms.telegram import errors
from bot.platforms.telegram.html import LONGEST_CAPTION, LONGEST_TEXT, escape, plain, read_length
from bot.platforms.telegram.markup import Markup
from bot.platforms.telegram.media import Shelf
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.parts import Kind, Part, Sent
from bot.platforms.telegram.sending import ASKS, NO_PREVIEW, Sender, Where, input_medium

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Edit:
    """A message that becomes another part."""

    sent: Sent
    part: Part


@dataclass(frozen=True, slots=True)
class Keep:
    """A message that stays as it is."""

    sent: Sent


@dataclass(frozen=True, slots=True)
class New:
    """A part that was not there."""

    part: Part


@dataclass(frozen=True, slots=True)
class Drop:
    """Messages that go."""

    sent: tuple[Sent, ...]


Change = Edit | Keep | New | Drop


def changes(before: Sequence[Sent], parts: Sequence[Part]) -> list[Change]:
    """What turns the messages ``before`` into ``parts``, in order. The same every time it is asked."""
    pairs = _paired(before, parts)
    if pairs is None:
        return [Drop(tuple(before)), *(New(part) for part in parts)]
    surplus = tuple(before[len(pairs) :])
    flat = [part for part in parts for _ in part.media or (None,)]
    return [*pairs, *([Drop(surplus)] if surplus else []), *(New(part) for part in flat[len(pairs) :])]


def _paired(before: Sequence[Sent], parts: Sequence[Part]) -> list[Edit | Keep] | None:
    """Each message with what it becomes; None if one of them cannot become it."""
    pairs: list[Edit | Keep] = []
    left = list(before)
    for part in parts:
        for mark in part.marks or ("",):
            if not left:
                # An album cannot grow.
                return None if len(part.media) > 1 else pairs
            sent = left.pop(0)
            if len(part.media) > 1:
                if not (sent.album and sent.kind is part.kind and sent.mark == mark):
                    return None
                pairs.append(Keep(sent))
            elif _can_become(sent, part, mark):
                pairs.append(Edit(sent, part))
            else:
                return None
    return pairs


def _can_become(sent: Sent, part: Part, mark: str) -> bool:
    if sent.album or sent.kind is not part.kind or sent.mark == ASKS or isinstance(part.markup, ForceReply):
        return False
    return sent.kind is not Kind.VOICE or sent.mark == mark


class Editor:
    """Carries changes out."""

    def __init__(self, bot: Bot, shelf: Shelf, memory: Memory, sender: Sender) -> None:
        self._bot = bot
        self._shelf = shelf
        self._memory = memory
        self._sender = sender

    async def carry_out(self, change: Change, where: Where) -> tuple[Sent, ...]:
        """Do it; returns the messages that stand there now."""
        match change:
            case Keep(sent):
                return (sent,)
            case New(part):
                return await self._sender.send(part, where)
            case Drop(sent):
                await self.delete(where.chat, [each.message_id for each in sent])
                return ()
            case Edit(sent, part):
                return await self._edit(sent, part, where)

    async def close(self, sent: Sent, note: str, chat: str) -> None:
        """Take away a message's buttons; below it stands what was answered, if its words are known."""
        if sent.mark == ASKS:
            return
        known = self._memory.words(chat, sent.message_id)
        html = f"{known or ''}\n\n<i>› {escape(note)}</i>".strip()
        most = LONGEST_TEXT if sent.kind is Kind.TEXT else LONGEST_CAPTION
        try:
            if note and known is not None and read_length(html) <= most:
                await self._words(sent, html, None, chat)
            else:
                await self._bot.edit_message_reply_markup(int(chat), sent.message_id, reply_markup=None)
        except BadRequest as error:
            if not (errors.is_unchanged(error) or errors.is_uneditable(error)):
                raise

    async def delete(self, chat: str, message_ids: Sequence[int]) -> bool:
        """Take messages away; False if some could not be."""
        every = True
        for at in range(0, len(message_ids), AT_ONCE):
            several = message_ids[at : at + AT_ONCE]
            try:
                await self._bot.delete_messages(int(chat), several)
            except BadRequest:
                # One that is too old keeps the others: each by itself, then.
                gone = [await self._delete_one(chat, each) for each in several]
                every = every and all(gone)
        return every

    async def _delete_one(self, chat: str, message_id: int) -> bool:
        try:
            await self._bot.delete_message(int(chat), message_id)
        except BadRequest as error:
            return errors.is_already_gone(error)
        return True

    async def _edit(self, sent: Sent, part: Part, where: Where) -> tuple[Sent, ...]:
        try:
            return (await self._edited(sent, part, where.chat),)
        except BadRequest as error:
            if errors.is_unchanged(error):
                return (sent,)
            if not errors.is_uneditable(error):
                raise
            return await self._sender.send(part, where)

    async def _edited(self, sent: Sent, part: Part, chat: str) -> Sent:
        mark = part.marks[0] if part.marks else ""
        if part.media and mark != sent.mark:
            await self._medium(sent, part, chat)
        else:
            await self._words(sent, part.html, part.markup, chat)
        return Sent(sent.message_id, sent.kind, mark)

    async def _words(self, sent: Sent, html: str, markup: Markup | None, chat: str) -> None:
        keyboard = None if isinstance(markup, ForceReply) else markup
        for words, mode in ((html, ParseMode.HTML), (plain(html), None)):
            try:
                if sent.kind is Kind.TEXT:
                    await self._bot.edit_message_text(
                        words,
                        int(chat),
                        sent.message_id,
                        parse_mode=mode,
                        reply_markup=keyboard,
                        link_preview_options=NO_PREVIEW,
                    )
                else:
                    await self._bot.edit_message_caption(
                        int(chat), sent.message_id, caption=words, parse_mode=mode, reply_markup=keyboard
                    )
            except BadRequest as error:
                if mode is None or not errors.is_markup(error):
                    raise
            else:
                break
        self._memory.keep(chat, sent.message_id, html)

    async def _medium(self, sent: Sent, part: Part, chat: str) -> None:
        medium = part.media[0]
        known = await self._shelf.known(medium)
        try:
            await self._shown(sent, part, chat, known or await self._shelf.upload(medium, attach=True))
        except BadRequest as error:
            if known is None or not errors.is_stale_file(error):
                raise
            await self._shown(sent, part, chat, await self._shelf.upload(medium, attach=True))
        self._memory.keep(chat, sent.message_id, part.html)

    async def _shown(self, sent: Sent, part: Part, chat: str, file: str | InputFile) -> None:
        keyboard = None if isinstance(part.markup, ForceReply) else part.markup
        shown = input_medium(part.kind, part.media[0], file, part.html)
        await self._bot.edit_message_media(shown, int(chat), sent.message_id, reply_markup=keyboard)
