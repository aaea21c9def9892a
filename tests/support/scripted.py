"""A platform in memory, as strict as the real ones: it keeps the chat that each person would see."""

import asyncio
import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.platforms.port import NoPayments, Parcel, PlatformError, Receipt, Refused
from handlers.chat.incoming import Attachment
from handlers.chat.outgoing import (
    Amend,
    Ask,
    Choice,
    Form,
    Invoice,
    Meaning,
    MediumKind,
    Message,
    Remove,
    Say,
)
from handlers.prompts import choices_of
from storage.enums import OutboxClass, Platform

LONGEST_LABEL = 64
LONGEST_TOKEN = 64


@dataclass(slots=True)
class Bubble:
    """A message as somebody sees it now."""

    id: str
    message: Message
    ref: str | None
    klass: OutboxClass
    closed: bool = False
    note: str = ""
    outbox_id: int = 0

    @property
    def text(self) -> str:
        """The words, with titles, bars and captions."""
        message = self.message
        if isinstance(message, Form):
            return f"{message.title}\n{message.text}\n" + "\n".join(f.label for f in message.fields)
        words = [message.text, *(medium.alt for medium in message.media)]
        if isinstance(message, Say):
            words += [f"{meter.label} {meter.note}" for meter in message.meters]
        return "\n".join(words)

    @property
    def buttons(self) -> tuple[Choice, ...]:
        """Buttons that can still be pressed."""
        return () if self.closed else choices_of(self.message)


@dataclass(slots=True)
class ScriptedPlatform:
    """Implements ``bot.platforms.port.PlatformPort``. ``troubles`` are raised by the next sends, in order."""

    platform: Platform = Platform.WEB
    bot: str = "web"
    longest: int = 0
    """Texts longer than this go in parts of so many characters; 0: never."""
    troubles: list[PlatformError] = field(default_factory=list)
    sent: list[Parcel] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    _chats: dict[str, list[Bubble]] = field(default_factory=dict)
    _files: dict[str, Path | bytes] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    mute: PlatformError | None = None
    """What everything meets that is to be heard."""
    up: bool = True
    hushed: bool = False

    async def start(self) -> None:
        """Nothing to begin."""

    async def ended(self) -> None:
        """Never by itself."""
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Nothing to end."""

    async def send(self, parcel: Parcel) -> Receipt:
        """Show a message, refusing what no platform would take."""
        if self.troubles:
            raise self.troubles.pop(0)
        if self.mute is not None and _is_heard(parcel.meaning):
            raise self.mute
        self.sent.append(parcel)
        chat = self._chats.setdefault(parcel.chat, [])
        match parcel.meaning:
            case Say(text=text) if self.longest and len(text) > self.longest:
                return self._part(parcel, parcel.meaning)
            case Say() | Ask() | Form() as message:
                check(message)
                bubble = Bubble(
                    f"b{next(self._numbers)}", message, parcel.ref, parcel.klass, outbox_id=parcel.outbox_id
                )
                chat.append(bubble)
                return Receipt((bubble.id,))
            case Invoice(title=title, text=text) as invoice:
                if self.platform is not Platform.TELEGRAM:
                    raise NoPayments
                self.invoices.append(invoice)
                said = Say(f"{title}\n{text}")
                bubble = Bubble(f"b{next(self._numbers)}", said, parcel.ref, parcel.klass)
                chat.append(bubble)
                return Receipt((bubble.id,))
            case Amend(ref=ref, meaning=meaning, note=note):
                return self._amend(chat, ref, meaning, note)
            case Remove(ref=ref):
                self._chats[parcel.chat] = [b for b in chat if ref not in ("*", b.ref)]
                return Receipt()

    def _part(self, parcel: Parcel, message: Say) -> Receipt:
        """One part of a long message; only the last has the buttons."""
        begin = parcel.part * self.longest
        more = begin + self.longest < len(message.text)
        text = message.text[begin : begin + self.longest]
        part = replace(message, text=text, choices=() if more else message.choices)
        bubble = Bubble(f"b{next(self._numbers)}", part, parcel.ref, parcel.klass)
        self._chats[parcel.chat].append(bubble)
        return Receipt((bubble.id,), more=more)

    async def typing(self, chat: str, *, on: bool) -> None:
        """Nobody watches."""

    async def fetch(self, attachment: Attachment) -> Path | bytes:
        """The file a test uploaded."""
        if attachment.handle not in self._files:
            raise FileNotFoundError(attachment.handle)
        return self._files[attachment.handle]

    async def discard(self, attachment: Attachment) -> None:
        """Forget an uploaded file."""
        self._files.pop(attachment.handle, None)

    def hold(self, file: Path | bytes) -> str:
        """Keep a file for ``fetch``; returns its handle."""
        handle = f"file-{next(self._numbers)}"
        self._files[handle] = file
        return handle

    def holds(self, handle: str) -> bool:
        """Whether a file is still kept."""
        return handle in self._files

    def addresses(self) -> list[str]:
        """Everybody who was ever written to."""
        return list(self._chats)

    def chat(self, address: str) -> list[Bubble]:
        """What somebody sees now, oldest first."""
        return self._chats.get(address, [])

    @staticmethod
    def _amend(chat: list[Bubble], ref: str, meaning: Message | None, note: str) -> Receipt:
        for bubble in reversed(chat):
            if bubble.ref == ref:
                if meaning is not None:
                    check(meaning)
                    bubble.message = meaning
                bubble.closed = meaning is None
                bubble.note = note
                return Receipt((bubble.id,))
        return Receipt()


def _is_heard(meaning: Meaning) -> bool:
    return isinstance(meaning, Say) and any(medium.kind is MediumKind.VOICE for medium in meaning.media)


def check(message: Message) -> None:
    """Refuse what a real platform refuses. Raises ``Refused``."""
    if isinstance(message, Form):
        if not message.fields:
            raise Refused("A form without a field.")
    elif not message.text.strip() and not message.media:
        raise Refused("An empty message.")
    for choice in choices_of(message):
        if not choice.label.strip() or len(choice.label) > LONGEST_LABEL:
            raise Refused(f"A button's label has to have 1 to {LONGEST_LABEL} characters: {choice.label!r}")
        if not choice.token or len(choice.token.encode()) > LONGEST_TOKEN:
            raise Refused(f"A button without a token, or with one too long: {choice!r}")
