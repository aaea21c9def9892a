"""What goes out: meanings, never widgets. Each platform renders every one of them natively."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter


class Speaker(StrEnum):
    """Whose voice a message is in; safety is out of character, desk is for operators."""

    PERSONA = "persona"
    COURT = "court"
    SAFETY = "safety"
    DESK = "desk"


class Style(StrEnum):
    """How a choice is drawn."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. Handlers name an ``action`` and its ``args``; once bound to a prompt it holds a token."""

    label: str
    action: str = ""
    args: dict[str, str] = field(default_factory=dict)
    style: Style = Style.PLAIN
    selected: bool | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar: how much of something is left or done, 0 to 1."""

    label: str
    share: float
    note: str = ""
    until: datetime | None = None


class MediumKind(StrEnum):
    """What a medium is to a person."""

    PHOTO = "photo"
    VOICE = "voice"
    FILE = "file"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Medium:
    """A blob of the vault, or a card still to be drawn (``card`` holds its data as JSON)."""

    kind: MediumKind
    blob: str = ""
    alt: str = ""
    name: str = ""
    mime: str = ""
    seconds: float | None = None
    peaks: tuple[int, ...] = ()
    width: int | None = None
    height: int | None = None
    size: int | None = None
    spoiler: bool = False
    protected: bool = False
    transcript: str = ""
    asset: str = ""
    card: str = ""


class FieldKind(StrEnum):
    """What a form field takes."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    MULTI = "multi"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    SECRET = "secret"  # noqa: S105 - a kind of field, not a secret


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``options`` are (value, label) pairs."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    value: tuple[str, ...] = ()
    help: str = ""
    placeholder: str = ""
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Something said, perhaps with media, bars and buttons."""

    text: str
    by: Speaker = Speaker.COURT
    choices: tuple[Choice, ...] = ()
    nav: tuple[Choice, ...] = ()
    meters: tuple[Meter, ...] = ()
    media: tuple[Medium, ...] = ()
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: answered by a choice, by toggled choices, or by typing if ``hint`` is not None."""

    text: str
    by: Speaker = Speaker.COURT
    choices: tuple[Choice, ...] = ()
    nav: tuple[Choice, ...] = ()
    hint: str | None = None
    secret: bool = False
    media: tuple[Medium, ...] = ()
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Form:
    """Several questions at once, sent in together through ``submit``."""

    title: str
    fields: tuple[Field, ...]
    submit: Choice
    text: str = ""
    by: Speaker = Speaker.COURT
    nav: tuple[Choice, ...] = ()
    kind: Literal["form"] = "form"


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is to be paid in Stars: a neutral ``title`` and ``text``, one price, a ``payload`` that names the
    order. Only platforms that take Stars are sent one."""

    title: str
    text: str
    payload: str
    stars: int
    kind: Literal["invoice"] = "invoice"


@dataclass(frozen=True, slots=True)
class Amend:
    """The earlier message ``ref`` now reads ``meaning``; without one it only loses its buttons."""

    ref: str
    meaning: Say | Ask | Form | None = None
    note: str = ""
    kind: Literal["amend"] = "amend"


@dataclass(frozen=True, slots=True)
class Remove:
    """The message ``ref`` disappears where the platform allows it; ``ref`` ``*`` is everything private."""

    ref: str
    kind: Literal["remove"] = "remove"


Message = Say | Ask | Form
Meaning = Say | Ask | Form | Invoice | Amend | Remove
MEANING: TypeAdapter[Meaning] = TypeAdapter(Meaning)
