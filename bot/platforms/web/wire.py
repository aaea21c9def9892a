"""What travels between court and page, as it is kept in the transcript and as the page reads it."""

import zlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from handlers.chat.outgoing import FieldKind, MediumKind, Style
from storage.tables import WebMessage

From = Literal["me", "persona", "court", "safety", "desk"]


class Part(BaseModel):
    """Part of a bubble."""

    model_config = ConfigDict(frozen=True)


class Button(Part):
    """Something to press."""

    label: str
    token: str
    style: Style = Style.PLAIN
    selected: bool | None = None


class Bar(Part):
    """How much is left or done; ``until`` is wall time."""

    label: str
    share: float
    note: str = ""
    until: datetime | None = None


class Shown(Part):
    """A medium as the page shows it."""

    kind: MediumKind
    alt: str = ""
    name: str = ""
    mime: str = ""
    size: int | None = None
    seconds: float | None = None
    peaks: tuple[int, ...] = ()
    spoiler: bool = False
    protected: bool = False
    width: int | None = None
    height: int | None = None
    transcript: str = ""


class Source(Part):
    """Where a medium's bytes come from; the page never sees it."""

    blob: str = ""
    asset: str = ""
    card: str = ""


class Option(Part):
    """One of a field's values."""

    value: str
    label: str


class Question(Part):
    """A field of a form."""

    name: str
    label: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    required: bool = True
    value: str | tuple[str, ...] = ""
    help: str = ""
    placeholder: str = ""
    min: int | None = None
    max: int | None = None


class Sheet(Part):
    """A form."""

    title: str
    text: str
    submit: Button
    fields: tuple[Question, ...]


class Hint(Part):
    """What the composer hints while this is the newest question."""

    placeholder: str = ""
    secret: bool = False


class Body(Part):
    """A bubble's content: what is sealed in the transcript."""

    speaker: From = Field(serialization_alias="from")
    persona: str | None = None
    name: str = ""
    text: str = ""
    meters: tuple[Bar, ...] = ()
    media: tuple[Shown, ...] = ()
    buttons: tuple[Button, ...] = ()
    nav: tuple[Button, ...] = ()
    form: Sheet | None = None
    input: Hint | None = None
    closed: bool = False
    sources: tuple[Source, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer of some kind."""
        return not self.closed and bool(self.buttons or self.nav or self.form or self.input)

    def stored(self) -> str:
        """As JSON, for the transcript."""
        return self.model_dump_json()


class Bubble(Body):
    """A message as the page gets it."""

    id: str
    seq: int
    rev: int
    at: datetime
    client: str | None = None


def bubble_of(row: WebMessage, stored: str) -> dict[str, object]:
    """The page's message of a transcript row, ready for JSON."""
    bubble = Bubble.model_validate(
        {
            **Body.model_validate_json(stored).model_dump(),
            "id": str(row.id),
            "seq": row.seq,
            "rev": row.rev,
            "at": row.at,
            "client": row.client,
        }
    )
    plain = bubble.model_dump(mode="json", by_alias=True, exclude={"sources"})
    for number, medium in enumerate(plain["media"]):
        medium["url"] = f"/media/{row.id}/{number}{_edition(bubble.sources, number)}"
    return plain


def _edition(sources: tuple[Source, ...], number: int) -> str:
    """A card that is amended is another picture: its address says so, or the page shows what it has."""
    card = sources[number].card if number < len(sources) else ""
    return f"?v={zlib.crc32(card.encode()):08x}" if card else ""


def removal_of(row: WebMessage) -> dict[str, object]:
    """What the page is told of a message that was taken away."""
    return {"id": str(row.id), "rev": row.rev}
