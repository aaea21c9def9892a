"""What a feature brings to the court: its commands, its buttons' actions, its conversations."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from handlers.rules.offers import Offer

if TYPE_CHECKING:
    from handlers.content.content import Content
    from handlers.flows import Flow
    from handlers.ports import House, Studio
    from handlers.turn import Turn
    from storage.unit import UnitOfWork

CommandHandler = Callable[["Turn", str], Awaitable[None]]
ActionHandler = Callable[["Turn", Mapping[str, str]], Awaitable[None]]
FormHandler = Callable[["Turn", Mapping[str, str], Mapping[str, tuple[str, ...]]], Awaitable[None]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that time brought for a person; ``arg`` says which."""

    person_id: uuid.UUID
    arg: str = ""


Search = Callable[["UnitOfWork", datetime, datetime, int], Awaitable[Sequence[Due]]]
"""What is due: gets court time, wall time and how many at most; one indexed query."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What time brings: ``find`` what is due, then ``act`` on each in a turn of its own.

    ``act`` must check again under the lock: what was due may have been settled meanwhile."""

    name: str
    find: Search
    act: Callable[["Turn", str], Awaitable[None]]
    bulk: bool = False
    """Whether it lets everything else write first."""


OpenTurn = Callable[[uuid.UUID], AbstractAsyncContextManager["Turn"]]


@dataclass(frozen=True, slots=True)
class Errand:
    """A slow piece of work: for whom, with what, how to open a transaction about a person, and the tools."""

    house: "House"
    person_id: uuid.UUID | None
    args: str
    turn: OpenTurn
    studio: "Studio"


WorkHandler = Callable[[Errand], Awaitable[None]]


class Group(StrEnum):
    """Where a command stands in menus and in /help."""

    PLAY = "play"
    ME = "me"
    SAFETY = "safety"
    PRIVATE = "private"
    OPERATOR = "operator"


class Access(StrEnum):
    """Who may use something, and when."""

    ANYBODY = "anybody"
    """Everyone, in every state: safety, privacy, help."""
    MEMBER = "member"
    """Members in every state, also stopped: settings, limits."""
    PLAYER = "player"
    """Members to whom play is allowed now."""
    OPERATOR = "operator"
    """Operators and owners."""
    OWNER = "owner"
    """Owners only."""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: its handler gets the words after the name. Its description is text ``command.<name>``.
    ``offer``: it is only there where this is offered."""

    name: str
    group: Group
    access: Access
    handler: CommandHandler
    hidden: bool = False
    opens_form: bool = False
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What a button does. ``once``: the message loses its buttons with the press. ``late``: a press after
    that still reaches the handler, which says what became of it."""

    name: str
    access: Access
    handler: ActionHandler
    once: bool = True
    late: bool = False
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What sending in a form does. ``late`` as for a button."""

    name: str
    access: Access
    handler: FormHandler
    late: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's share of the court."""

    commands: tuple[CommandSpec, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    forms: tuple[FormSpec, ...] = ()
    flows: tuple["Flow", ...] = ()
    sent: Mapping[str, ActionHandler] = field(default_factory=dict)
    """What happens when a message with ``on_sent="<name>:<arg>"`` was delivered; gets ``{"arg": …}``."""
    sweeps: tuple[Sweep, ...] = ()
    works: Mapping[str, WorkHandler] = field(default_factory=dict)


FeatureOf = Callable[["Content"], Feature]
"""A feature that depends on what the packs hold."""


@dataclass(frozen=True, slots=True)
class Registry:
    """All features together, by name."""

    commands: Mapping[str, CommandSpec]
    actions: Mapping[str, ActionSpec]
    forms: Mapping[str, FormSpec]
    flows: Mapping[str, "Flow"]
    sent: Mapping[str, ActionHandler]
    sweeps: tuple[Sweep, ...]
    works: Mapping[str, WorkHandler]

    @classmethod
    def of(cls, *features: Feature) -> "Registry":
        """The registry of these features. Raises ``ValueError`` if two claim the same name."""
        return cls(
            commands=_by_name("command", [(c.name, c) for f in features for c in f.commands]),
            actions=_by_name("action", [(a.name, a) for f in features for a in f.actions]),
            forms=_by_name("form", [(a.name, a) for f in features for a in f.forms]),
            flows=_by_name("flow", [(x.name, x) for f in features for x in f.flows]),
            sent=_by_name("receipt", [pair for f in features for pair in f.sent.items()]),
            sweeps=tuple(sweep for f in features for sweep in f.sweeps),
            works=_by_name("work", [pair for f in features for pair in f.works.items()]),
        )


def _by_name(what: str, pairs: list[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, spec in pairs:
        if name in found:
            raise ValueError(f"Two features claim the {what} {name!r}.")
        found[name] = spec
    return found
