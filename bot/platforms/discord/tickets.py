"""What it takes to answer one interaction, small enough to travel with the update: ``Inbound.reply_to``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platforms.discord.payloads import Act, Kind, moment_of

MARK = "act"
ANSWERABLE = timedelta(minutes=14, seconds=30)
"""Discord takes answers for fifteen minutes."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """An interaction: ``message`` is the one whose button was pressed; ``private``: only for their eyes."""

    id: str
    token: str
    kind: Kind
    private: bool
    message: str = ""

    @classmethod
    def of(cls, act: Act) -> "Ticket":
        """The ticket of an interaction."""
        return cls(act.id, act.token, act.kind, act.private, act.message)

    @classmethod
    def read(cls, text: str) -> "Ticket | None":
        """The ticket in ``reply_to``, or None if there is none."""
        parts = text.split("|")
        if len(parts) != 6 or parts[0] != MARK or parts[3] not in tuple(Kind):  # noqa: PLR2004 - its fields
            return None
        return cls(parts[1], parts[2], Kind(parts[3]), parts[4] == "1", parts[5])

    def encoded(self) -> str:
        """As ``reply_to``."""
        private = "1" if self.private else "0"
        return f"{MARK}|{self.id}|{self.token}|{self.kind}|{private}|{self.message}"

    def answerable(self, now: datetime) -> bool:
        """Whether Discord still takes an answer."""
        return now < moment_of(self.id) + ANSWERABLE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message of ours is: in the direct messages, or, with a token, shown to one person alone."""

    message: str
    token: str = ""

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place in a receipt."""
        message, _, token = text.partition("@")
        return cls(message, token)

    def encoded(self) -> str:
        """As a receipt's id."""
        return f"{self.message}@{self.token}" if self.token else self.message
