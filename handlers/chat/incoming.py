"""What comes in, in the court's own words: every platform translates its objects into these."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from storage.enums import Platform


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with an update; ``handle`` is what the platform needs to fetch its bytes."""

    handle: str
    name: str = ""
    mime: str | None = None
    size: int | None = None
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed; only its safety meaning counts."""

    text: str
    kind: Literal["edited"] = "edited"


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its name without the slash, with the words after it."""

    name: str
    args: str = ""
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed; ``token`` is what the button carried."""

    token: str
    kind: Literal["press"] = "press"


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """A form was sent in; ``values`` holds each field's one or several values."""

    token: str
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kind: Literal["form"] = "form"


@dataclass(frozen=True, slots=True)
class Upload:
    """One or several files with an optional caption. ``album`` names the album a platform sends in pieces:
    pieces of one name are handled together, as one."""

    files: tuple[Attachment, ...]
    caption: str = ""
    album: str = ""
    kind: Literal["upload"] = "upload"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something the court has no use for: a sticker, a location, a poll. ``words`` may stand in it: only
    their safety meaning counts."""

    what: str
    words: str = ""
    kind: Literal["unsupported"] = "unsupported"


@dataclass(frozen=True, slots=True)
class Reachability:
    """The person blocked or unblocked the bot."""

    reachable: bool
    kind: Literal["reachability"] = "reachability"


@dataclass(frozen=True, slots=True)
class StopRequest:
    """The stop button of a page: red without a word."""

    kind: Literal["stop"] = "stop"


@dataclass(frozen=True, slots=True)
class Paid:
    """Money has arrived: for the order ``payload`` names, under the provider's id ``charge``.

    A fact, no wish: a stop that came meanwhile does not undo it."""

    payload: str
    charge: str
    amount: int
    currency: str
    kind: Literal["paid"] = "paid"


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money has gone back to whoever paid ``charge``, whoever arranged it."""

    charge: str
    kind: Literal["paid_back"] = "paid_back"


Body = (
    Text
    | Edited
    | Command
    | Press
    | FormAnswer
    | Upload
    | Unsupported
    | Reachability
    | StopRequest
    | Paid
    | PaidBack
)
FACTS = (Paid, PaidBack)
"""What has happened already: it is written down even if a stop came before it was handled."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A question the platform asks and somebody waits for: may this be paid now? Never kept."""

    payload: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom an update came from: the account's address on its platform and what is shown of it."""

    platform: Platform
    bot: str
    address: str
    chat: str
    language: str = "en"
    device: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One update: who, what, when. ``key`` names it for ever on (platform, bot). ``reply_to`` is what the
    platform needs to answer just this update: a message to quote, an interaction to respond to."""

    origin: Origin
    key: str
    body: Body
    sent_at: datetime
    reply_to: str = ""


BODY: TypeAdapter[Body] = TypeAdapter(Body)


def words_of(body: Body) -> tuple[str, ...]:
    """Everything a person may have typed in ``body``: where the safety lane looks for red."""
    match body:
        case Text(text=text) | Edited(text=text):
            return (text,)
        case Command(name=name, args=args):
            return (f"/{name} {args}".strip(), args)
        case FormAnswer(values=values):
            return tuple(value for several in values.values() for value in several)
        case Upload(caption=caption):
            return (caption,)
        case Unsupported(words=words):
            return (words,)
        case _:
            return ()
