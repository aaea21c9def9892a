"""What handlers need from the ground the court stands on: its disk, its back-ups, the operators' rooms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

MADE_AT = "backup-at"
"""The fact that says when the last back-up was made."""
Progress = Callable[[int, int], Awaitable[None]]
"""Told how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A back-up that was written and read again. ``missing``: blobs that were not there any more."""

    name: str
    folder: str
    size: int
    rows: int
    blobs: int
    missing: int
    removed: int


class NotKept(Exception):
    """The back-up could not be written; the message says why."""


class Keeper(Protocol):
    """Keeps the court's data."""

    def free_bytes(self) -> int:
        """The room left on the fullest of the disks the court writes to. Raises ``OSError``. May block."""
        ...

    def recovery_key_saved(self) -> bool:
        """Whether the owner said that the recovery key is kept somewhere safe. May block."""
        ...

    async def back_up(self, progress: Progress) -> Archive:
        """Write a back-up while the court runs, and read it again. Raises ``NotKept``."""
        ...


class Room(Protocol):
    """A chat of all operators together."""

    @property
    def ready(self) -> bool:
        """Whether something can be posted there now."""
        ...

    async def post(self, text: str, button: str, start: str) -> None:
        """Post words with a button that leads to the reader's own chat with the court, which then hears
        ``/start`` with ``start``. Raises what the platform raised."""
        ...


class Roomy:
    """A keeper for where nothing is kept: there is room, and no back-up."""

    def free_bytes(self) -> int:
        """Enough."""
        return 1 << 62

    def recovery_key_saved(self) -> bool:
        """There is none to lose."""
        return True

    async def back_up(self, progress: Progress) -> Archive:
        """Nothing is kept here."""
        del progress
        raise NotKept("Nothing is kept here.")
