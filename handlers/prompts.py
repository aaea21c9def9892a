"""Buttons that survive a restart: what each does is kept sealed, the button carries only a token."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, cast

from handlers.chat.outgoing import MEANING, Ask, Choice, Form, Say
from storage.enums import OutboxClass
from storage.tables import Account, Person, Prompt
from storage.unit import UnitOfWork

VERSION = "1"
ID_BYTES = 8
TOKEN_BYTES = 64
M = TypeVar("M", bound=Say | Ask | Form)


@dataclass(frozen=True, slots=True)
class Option:
    """What one button does."""

    action: str
    args: Mapping[str, str]
    label: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button found again: its prompt and what it does."""

    prompt: Prompt
    option: Option


def choices_of(message: Say | Ask | Form) -> tuple[Choice, ...]:
    """Every button of a message, in the order of their numbers."""
    own = (message.submit,) if isinstance(message, Form) else message.choices
    return (*own, *message.nav)


def new_prompt_id() -> str:
    """Eleven characters nobody guesses."""
    return secrets.token_urlsafe(ID_BYTES)


async def bind(
    tx: UnitOfWork,
    message: M,
    *,
    account: Account,
    person: Person,
    klass: OutboxClass,
    ref: str,
    now: datetime,
) -> M:
    """Give every button of ``message`` its token and keep what it does. No buttons: unchanged."""
    choices = choices_of(message)
    if not choices:
        return message
    prompt = Prompt(
        id=new_prompt_id(),
        person_id=person.id,
        account_id=account.id,
        klass=klass,
        ref=ref,
        stop_epoch=person.stop_epoch,
        created_at=now,
    )
    options = [[choice.action, choice.args, choice.label] for choice in choices]
    bound = _with_choices(
        message,
        [
            replace(choice, action="", args={}, token=f"{VERSION}.{prompt.id}.{number}")
            for number, choice in enumerate(choices)
        ],
    )
    form = MEANING.dump_json(bound).decode() if isinstance(bound, Form) else None
    tx.add(await tx.seal(prompt, options=json.dumps(options), form=form))
    return bound


async def form_of(tx: UnitOfWork, token: str, person: Person) -> Form | None:
    """The form that is sent in by ``token``, if it is this person's and still open: to show it anew."""
    pressed = await find(tx, token, person)
    text = await tx.open(pressed.prompt, "form") if pressed is not None else None
    form = MEANING.validate_json(text) if text else None
    return form if isinstance(form, Form) else None


async def find(tx: UnitOfWork, token: str, person: Person, *, closed_too: bool = False) -> Pressed | None:
    """The button behind ``token`` if it is this person's, still open, and not from before a stop.

    ``closed_too``: also one whose message lost its buttons, for what can answer who was faster."""
    version, _, rest = token.partition(".")
    prompt_id, _, number = rest.rpartition(".")
    if version != VERSION or not number.isascii() or not number.isdigit() or len(token) > TOKEN_BYTES:
        return None
    prompt = await tx.get(Prompt, prompt_id)
    if prompt is None or prompt.person_id != person.id or (prompt.closed_at is not None and not closed_too):
        return None
    outlived = (
        prompt.klass in (OutboxClass.GAME, OutboxClass.REPLY) and prompt.stop_epoch != person.stop_epoch
    )
    if outlived:
        return None
    options = json.loads(await tx.open(prompt, "options") or "[]")
    if int(number) >= len(options):
        return None
    action, args, label = options[int(number)]
    return Pressed(prompt, Option(action, args, label))


async def any_does(tx: UnitOfWork, prompts: Sequence[Prompt], action: str) -> bool:
    """Whether a button of these prompts does ``action``."""
    for prompt in prompts:
        options = json.loads(await tx.open(prompt, "options") or "[]")
        if any(option[0] == action for option in options):
            return True
    return False


def _with_choices(message: M, bound: list[Choice]) -> M:
    own = len(bound) - len(message.nav)
    nav = tuple(bound[own:])
    if isinstance(message, Form):
        return cast("M", replace(message, submit=bound[0], nav=nav))
    return cast("M", replace(message, choices=tuple(bound[:own]), nav=nav))
