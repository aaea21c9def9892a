"""What delivery and the turns need from a platform, the same for all of them."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from handlers.chat.incoming import Attachment
from handlers.chat.outgoing import Meaning
from storage.enums import OutboxClass, Platform


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform called the message it sent: its ids there, in order of the parts."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message on its way: what to send, to whom, and the receipt of what it changes."""

    outbox_id: int
    person_id: uuid.UUID
    account_id: uuid.UUID
    platform: Platform
    address: str
    chat: str
    meaning: Meaning
    ref: str | None
    klass: OutboxClass
    part: int = 0
    attempt: int = 1
    earlier: Receipt | None = None
    persona: str | None = None
    persona_name: str | None = None


class PlatformError(Exception):
    """A platform did not take a message."""


class TryLater(PlatformError):
    """The platform asks this chat to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Wait {seconds:g} s.")
        self.seconds = seconds


class Unreachable(PlatformError):
    """The chat is closed to the bot: blocked, or the account is gone."""


class Refused(PlatformError):
    """The platform will never take this message."""


class PlatformPort(Protocol):
    """A platform as the court uses it."""

    platform: Platform
    bot: str

    async def start(self) -> None:
        """Begin to take and send; returns when it is ready."""
        ...

    async def stop(self) -> None:
        """End within a few seconds."""
        ...

    async def send(self, parcel: Parcel) -> Receipt:
        """Send one message. Raises :class:`TryLater`, :class:`Unreachable`, :class:`Refused`."""
        ...

    async def typing(self, chat: str, *, on: bool) -> None:
        """Show, or stop showing, that an answer is being made."""
        ...

    async def fetch(self, attachment: Attachment) -> Path | bytes:
        """An uploaded file. Raises ``FileNotFoundError`` if it is no longer to be had."""
        ...

    async def discard(self, attachment: Attachment) -> None:
        """The file is not needed any more."""
        ...
