"""What a message becomes on Telegram: parts, each sent by itself, and the names of those that were sent."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.platforms.telegram.markup import Markup
from handlers.chat.outgoing import Medium, MediumKind

MARK_LETTERS = 8


class Kind(StrEnum):
    """What a part is to Telegram; its letter stands in a receipt."""

    TEXT = "t"
    PHOTO = "p"
    VOICE = "v"
    AUDIO = "a"
    DOCUMENT = "d"
    INVOICE = "i"


@dataclass(frozen=True, slots=True)
class Part:
    """One message, or one album. ``html`` is the text, or the caption of the first medium."""

    kind: Kind
    html: str = ""
    media: tuple[Medium, ...] = ()
    markup: Markup | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells the media apart from others, in their order."""
        return tuple(mark_of(medium) for medium in self.media)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in a chat: its number there, what it is, which medium it shows."""

    message_id: int
    kind: Kind
    mark: str = ""
    album: bool = False

    @classmethod
    def of(cls, name: str) -> Self | None:
        """The message a receipt names, or None if it names none."""
        number, _, rest = name.partition(".")
        kind, _, mark = rest.partition(".")
        album = kind.isupper()
        if not number.isdigit() or kind.lower() not in set(Kind):
            return None
        return cls(int(number), Kind(kind.lower()), mark, album)

    def __str__(self) -> str:
        """Its name in a receipt."""
        kind = self.kind.value.upper() if self.album else self.kind.value
        return f"{self.message_id}.{kind}.{self.mark}"


def kind_of(medium: Medium) -> Kind:
    """How a medium is sent: voice notes play, audio files too, pictures are seen, the rest is a file."""
    match medium.kind:
        case MediumKind.PHOTO | MediumKind.CARD:
            return Kind.PHOTO
        case MediumKind.VOICE:
            return Kind.VOICE if _is_ogg(medium) else Kind.AUDIO
        case MediumKind.FILE:
            return Kind.AUDIO if medium.mime.startswith("audio/") else Kind.DOCUMENT


def source_of(medium: Medium) -> str:
    """The name under which Telegram's copy of a medium is remembered; empty for what is drawn each time."""
    if medium.blob:
        return f"blob:{medium.blob.replace('-', '')}"
    return f"asset:{medium.asset}" if medium.asset else ""


def mark_of(medium: Medium) -> str:
    """A short sign of which medium it is."""
    source = source_of(medium) or medium.card
    return hashlib.sha256(source.encode()).hexdigest()[:MARK_LETTERS]


def _is_ogg(medium: Medium) -> bool:
    mime = medium.mime.partition(";")[0].strip().lower()
    return mime in ("audio/ogg", "audio/opus", "") or medium.asset.endswith((".ogg", ".opus"))
