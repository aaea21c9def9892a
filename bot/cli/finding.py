"""What a check found: one line, and how to mend it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


class Level(StrEnum):
    """How bad it is: fail keeps the court from working right."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. ``mend`` is empty when there is nothing to do."""

    about: str
    level: Level
    found: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding for ``--json``."""
        return {name: str(value) for name, value in asdict(self).items()}


Check = Callable[["Settings"], Awaitable[list[Finding]]]


def ok(about: str, found: str) -> Finding:
    """All is well."""
    return Finding(about, Level.OK, found)


def warn(about: str, found: str, mend: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(about, Level.WARN, found, mend)


def fail(about: str, found: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(about, Level.FAIL, found, mend)
