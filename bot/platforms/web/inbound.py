"""From what the page sends to what the court understands."""

import json
import re
import uuid
from collections.abc import Awaitable
from typing import Literal, Protocol

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request

from bot.platforms.web.answers import Refusal
from bot.platforms.web.config import BOT
from bot.platforms.web.sessions import Caller, Visit
from bot.platforms.web.words import clean
from handlers.chat.incoming import Body, Command, FormAnswer, Inbound, Origin, Press, Text
from handlers.ports import Clock
from handlers.prompts import TOKEN_BYTES
from storage.enums import Platform

LONGEST_TEXT = 32_000
LONGEST_NAME = 64
MOST_VALUES = 100
CLIENT_ID = r"^[A-Za-z0-9_-]{8,64}$"
CLIENT_ID_PATTERN = re.compile(CLIENT_ID[1:-1])


class Accepted(Protocol):
    """What the intake says of an update that is on disk."""

    @property
    def new(self) -> bool:
        """False if it had arrived before."""
        ...

    @property
    def red(self) -> bool:
        """Whether it was a stop; then the stop is committed. True again for a repeated update."""
        ...

    @property
    def private(self) -> bool:
        """Whether what was typed must not be shown."""
        ...


class Accepts(Protocol):
    """The court's intake."""

    def accept(self, inbound: Inbound, /) -> Awaitable[Accepted]:
        """Returns only when the update is durably stored; raises what the database raised if it is not."""
        ...


class Sent(BaseModel):
    """What ``POST /api/send`` carries."""

    id: str = Field(pattern=CLIENT_ID)
    kind: Literal["text", "command", "press", "form"]
    text: str = ""
    command: str = ""
    args: str = ""
    token: str = ""
    values: dict[str, str | list[str]] = {}


class Named(BaseModel):
    """A request that carries nothing but its id."""

    id: str = Field(pattern=CLIENT_ID)


def sent_of(raw: bytes) -> Sent:
    """The request's JSON. Raises a refusal if it is not what the page sends."""
    try:
        return Sent.model_validate(json.loads(raw))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Refusal(400, "not_understood") from error


def named_of(raw: bytes) -> Named:
    """The request's id. Raises a refusal if there is none."""
    try:
        return Named.model_validate(json.loads(raw))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Refusal(400, "not_understood") from error


def body_of(sent: Sent) -> Body:
    """What the person said, cleaned of control characters. Raises a refusal with the reason."""
    match sent.kind:
        case "text":
            return Text(_some(_short(clean(sent.text))))
        case "command":
            name = _some(clean(sent.command).strip().lstrip("/"))
            if len(name) > LONGEST_NAME:
                return Text(_short(clean(f"/{sent.command} {sent.args}")))
            return Command(name, _short(clean(sent.args).strip()))
        case "press":
            return Press(_token(sent.token))
        case "form":
            return FormAnswer(_token(sent.token), _values(sent))


def shown_of(body: Body) -> str:
    """How a person's own words read in her chat; blank for what is not echoed."""
    match body:
        case Text(text=text):
            return text
        case Command(name=name, args=args):
            return f"/{name} {args}".strip()
        case _:
            return ""


def inbound_of(body: Body, client: str, visit: Visit, caller: Caller, clock: Clock) -> Inbound:
    """The update. Its key holds the account, so that nobody can use up another's ids."""
    address = str(visit.account_id)
    origin = Origin(
        platform=Platform.WEB,
        bot=BOT,
        address=address,
        chat=address,
        language=visit.language,
        device=caller.device,
        ip=caller.ip,
    )
    return Inbound(origin, key_of(visit.account_id, client), body, clock.wall())


def key_of(account_id: uuid.UUID, client: str) -> str:
    """What names an update for ever."""
    return f"{account_id.hex}:{client}"


def is_json(request: Request) -> bool:
    """Whether a request says that it carries JSON; a form of another page cannot."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _some(text: str) -> str:
    if not text.strip():
        raise Refusal(400, "nothing_sent")
    return text


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Refusal(413, "too_long", most=LONGEST_TEXT)
    return text


def _token(token: str) -> str:
    if not token or len(token.encode("utf-8", "replace")) > TOKEN_BYTES:
        raise Refusal(400, "not_understood")
    return clean(token)


def _values(sent: Sent) -> dict[str, tuple[str, ...]]:
    several = {name: [value] if isinstance(value, str) else value for name, value in sent.values.items()}
    if sum(len(values) + 1 for values in several.values()) > MOST_VALUES:
        raise Refusal(413, "not_understood")
    return {
        clean(name)[:LONGEST_NAME]: tuple(_short(clean(value)) for value in values)
        for name, values in several.items()
    }
