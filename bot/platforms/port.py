"""What delivery and the turns need from a platform, the same for all of them."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from handlers.chat.incoming import Attachment
from handlers.chat.outgoing import Meaning
from storage.enums import OutboxClass, Platform


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform called the message it sent: its ids there, in order of the parts. ``more``: a further
    part of the message is still to be sent, under a claim of its own."""

    ids: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message on its way: what to send, to whom, and the receipt of what it changes.

    ``outbox_id`` and ``part`` name it for ever. ``reply_to`` is the update it answers; an ``Amend`` has one
    if it changes the message whose button was pressed. ``so_far``: ids of the parts sent before."""

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
    so_far: tuple[str, ...] = ()
    attempt: int = 1
    reply_to: str = ""
    earlier: Receipt | None = None
    persona: str | None = None
    persona_name: str | None = None
    on_sent: str = ""


class PlatformError(Exception):
    """A platform did not take a message."""


class TryLater(PlatformError):
    """The platform asks this chat to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Wait {seconds:g} s.")
        self.seconds = seconds


class Unavailable(PlatformError):
    """The platform cannot be reached now, or is in trouble itself: the message waits as long as it takes."""


class Unreachable(PlatformError):
    """The chat is closed to the bot, or the account is gone."""


class Blocked(Unreachable):
    """The person blocked the bot: that is a stop."""


class Refused(PlatformError):
    """The platform will never take this message."""


class NoPayments(Refused):
    """The platform takes no payments."""


class FileTooLarge(PlatformError):
    """The platform does not hand out a file of this size."""


class Hopeless(PlatformError):
    """The platform will not work before its owner has mended something, as with a revoked token."""


@runtime_checkable
class Paced(Protocol):
    """A platform that says beforehand how fast it may be sent to."""

    def pause(self, chat: uuid.UUID, *, urgent: bool) -> float:
        """Seconds until this chat, named by its account, may be sent something; 0 takes the right to send
        one message now. Asked before a message is claimed."""
        ...


def pause_of(port: object, chat: uuid.UUID, *, urgent: bool) -> float:
    """How long to wait before this chat may be sent something; platforms that name no pace never wait."""
    return port.pause(chat, urgent=urgent) if isinstance(port, Paced) else 0.0


class PlatformPort(Protocol):
    """A platform as the court uses it."""

    platform: Platform
    bot: str

    @property
    def up(self) -> bool:
        """Whether the platform is in touch now. While it is not, nothing is tried to be sent there."""
        ...

    @property
    def hushed(self) -> bool:
        """Whether only safety is sent there: its backlog has not been searched for a stop yet."""
        ...

    async def start(self) -> None:
        """Begin to take and send. Raises whatever is in the way, :class:`Hopeless` if no retry helps soon."""
        ...

    async def ended(self) -> None:
        """Return, or raise, only when the started platform has failed by itself."""
        ...

    async def stop(self) -> None:
        """End within a few seconds."""
        ...

    async def send(self, parcel: Parcel) -> Receipt:
        """Send one message, or its part ``parcel.part``. Raises :class:`TryLater`, :class:`Unavailable`,
        :class:`Unreachable`, :class:`Blocked`, :class:`Refused`."""
        ...

    async def typing(self, chat: str, *, on: bool) -> None:
        """Show, or stop showing, that an answer is being made."""
        ...

    async def fetch(self, attachment: Attachment) -> Path | bytes:
        """An uploaded file. Raises ``FileNotFoundError`` if it is no longer to be had,
        :class:`FileTooLarge`, :class:`Unavailable`."""
        ...

    async def discard(self, attachment: Attachment) -> None:
        """The file is not needed any more."""
        ...
