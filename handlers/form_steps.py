"""Forms on platforms without forms: the same questions one at a time, kept in the database until the last.

A platform that shows a form whole gets it whole; see ``fits``. Elsewhere its fields are asked one after the
other, and what comes together at the end goes to the same handler as a form that was sent in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import flows
from handlers.chat.outgoing import MEANING, Ask, Choice, Field, FieldKind, Form, Message, Say, Style
from handlers.subject import Subject
from storage.enums import Platform
from storage.queries import forms
from storage.tables import Account, FormDraft, Prompt

if TYPE_CHECKING:
    from handlers.turn import Turn

PICK, TOGGLE, DONE, CANCEL = "form.pick", "form.toggle", "form.done", "form.cancel"
MODAL_FIELDS, MODAL_OPTIONS = 5, 25
PICKED = frozenset({FieldKind.CHOICE, FieldKind.MULTI})
WRITTEN = frozenset({FieldKind.DATE, FieldKind.TIME, FieldKind.NUMBER})
LONGEST_KEPT = 40
HIDDEN = "•••"
LEADING_OUT = frozenset({flows.BACK, flows.CANCEL, flows.SKIP})
"""A form that is a conversation's question has that conversation's ways out."""
Answers = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form whose last question was answered: what sending it in does, and with what."""

    submit: Choice
    values: Mapping[str, tuple[str, ...]]
    prompt: Prompt
    ref: str
    shown: str
    """The last answer, as it may stand under its question."""


@dataclass(slots=True)
class Sheet:
    """A form that is being asked, as the turn works with it."""

    row: FormDraft
    form: Form
    answers: Answers
    prompt: Prompt

    @property
    def field(self) -> Field:
        """The question that is open."""
        return self.form.fields[self.row.position]


def fits(platform: Platform, form: Form) -> bool:
    """Whether the platform can show the form whole."""
    match platform:
        case Platform.WEB:
            return True
        case Platform.DISCORD:
            few = len(form.fields) <= MODAL_FIELDS
            return few and all(len(field.options) <= MODAL_OPTIONS for field in form.fields)
        case Platform.TELEGRAM:
            return False


async def as_shown(
    turn: "Turn", account: Account, subject: Subject, message: Message, ref: str
) -> Say | Ask | Form:
    """The message itself; of a form the platform cannot show, its first question, and the form is kept."""
    if not isinstance(message, Form) or fits(account.platform, message):
        return message
    answers: Answers = {field.name: list(field.value) for field in message.fields if field.value}
    row = await forms.draft_of(turn.tx, subject.person.id) or turn.tx.add(
        FormDraft(person_id=subject.person.id, account_id=account.id, ref=ref, updated_at=turn.wall)
    )
    row.account_id, row.ref, row.position, row.updated_at = account.id, ref, 0, turn.wall
    await turn.tx.seal(row, form=MEANING.dump_json(message).decode(), answers=json.dumps(answers))
    return _question(turn, subject, message, message.fields[0], answers, first=True)


async def opened(turn: "Turn") -> Sheet | None:
    """The form whose question is open in the chat the update came from, or None."""
    row = await forms.draft_of(turn.tx, turn.me.person.id)
    if row is None or turn.account is None or row.account_id != turn.account.id:
        return None
    prompt = await forms.open_prompt(turn.tx, turn.me.person, row.ref)
    kept = await turn.tx.open(row, "form") if prompt else None
    form = MEANING.validate_json(kept) if kept else None
    if prompt is None or not isinstance(form, Form):
        # Answered, cancelled or stopped meanwhile.
        await turn.tx.delete(row)
        await turn.tx.flush()
        return None
    return Sheet(row, form, json.loads(await turn.tx.open(row, "answers") or "{}"), prompt)


async def typed(turn: "Turn", sheet: Sheet, text: str) -> Filled | None:
    """Words that answer the open question. The filled form after the last one."""
    field = sheet.field
    if field.kind in PICKED:
        found = _named(field, text)
        if found is None:
            await turn.say(turn.text("form.choose"))
            return None
        text = found
    sheet.answers[field.name] = [text]
    shown = HIDDEN if field.kind is FieldKind.SECRET else _label(field, text)
    return await _next(turn, sheet, shown[:200])


async def picked(turn: "Turn", sheet: Sheet, value: str) -> Filled | None:
    """A button that answers the open question."""
    sheet.answers[sheet.field.name] = [value]
    return await _next(turn, sheet, _label(sheet.field, value))


async def toggled(turn: "Turn", sheet: Sheet, value: str) -> None:
    """One of several is taken in or out; the question is drawn anew in its place."""
    chosen = sheet.answers.setdefault(sheet.field.name, [])
    chosen.remove(value) if value in chosen else chosen.append(value)
    await _keep(turn, sheet)
    first = sheet.row.position == 0
    question = _question(turn, turn.me, sheet.form, sheet.field, sheet.answers, first=first)
    await turn.amend(sheet.row.ref, question)


async def passed(turn: "Turn", sheet: Sheet) -> Filled | None:
    """The question stays as it was answered before, or unanswered where it may be."""
    chosen = sheet.answers.get(sheet.field.name, [])
    if sheet.field.required and not chosen:
        await turn.say(turn.text("form.needed"))
        return None
    return await _next(turn, sheet, ", ".join(_label(sheet.field, value) for value in chosen))


async def cancelled(turn: "Turn", sheet: Sheet) -> None:
    """Nothing is sent in."""
    await turn.amend(sheet.row.ref)
    await turn.tx.delete(sheet.row)
    await turn.tx.flush()


async def again(turn: "Turn", filled: Filled) -> None:
    """The form was not accepted: ask it from the start, with what was answered as a suggestion."""
    row = await forms.draft_of(turn.tx, turn.me.person.id)
    prompt = await forms.open_prompt(turn.tx, turn.me.person, filled.ref)
    if row is None or row.ref != filled.ref:
        return
    if prompt is None:
        await turn.tx.delete(row)
        await turn.tx.flush()
        return
    kept = await turn.tx.open(row, "form")
    form = MEANING.validate_json(kept) if kept else None
    await turn.amend(filled.ref)
    if isinstance(form, Form):
        values = {name: tuple(value) for name, value in filled.values.items()}
        fields = tuple(replace(field, value=values.get(field.name, field.value)) for field in form.fields)
        await turn.say(replace(form, fields=fields), ref=filled.ref)


async def _next(turn: "Turn", sheet: Sheet, shown: str) -> Filled | None:
    """Close the question with its answer, and ask the next; the filled form if there is none."""
    row = sheet.row
    last = row.position + 1 == len(sheet.form.fields)
    await _keep(turn, sheet)
    if last:
        # The prompt stays open until the form's handler has accepted: it alone knows whether it will.
        values = {name: tuple(value) for name, value in sheet.answers.items()}
        return Filled(sheet.form.submit, values, sheet.prompt, row.ref, shown)
    await turn.amend(row.ref, note=shown)
    row.position += 1
    question = _question(turn, turn.me, sheet.form, sheet.field, sheet.answers, first=False)
    await turn.say(question, ref=row.ref)
    return None


async def _keep(turn: "Turn", sheet: Sheet) -> None:
    sheet.row.updated_at = turn.wall
    await turn.tx.seal(sheet.row, answers=json.dumps(sheet.answers))
    await turn.tx.flush()


def _question(
    turn: "Turn", subject: Subject, form: Form, field: Field, answers: Answers, *, first: bool
) -> Ask:
    chosen = answers.get(field.name, [])
    parts = [form.title, form.text] if first else []
    parts += [f"{field.label}{'' if field.required else ' ' + turn.text_for(subject, 'form.optional')}"]
    parts += [field.help, turn.text_for(subject, f"form.{field.kind.value}") if field.kind in WRITTEN else ""]
    cancel = Choice(turn.text_for(subject, "common.cancel"), CANCEL)
    ways_out = form.nav if any(choice.action in LEADING_OUT for choice in form.nav) else (*form.nav, cancel)
    return Ask(
        "\n\n".join(part for part in parts if part.strip()),
        by=form.by,
        choices=_options(field, chosen),
        nav=(*_ways_on(turn, subject, field, chosen), *ways_out),
        hint=None if field.kind in PICKED else field.placeholder,
        secret=field.kind is FieldKind.SECRET,
    )


def _options(field: Field, chosen: list[str]) -> tuple[Choice, ...]:
    if field.kind is FieldKind.MULTI:
        return tuple(
            Choice(label, TOGGLE, {"v": value}, selected=value in chosen) for value, label in field.options
        )
    options = field.options if field.kind is FieldKind.CHOICE else ()
    return tuple(Choice(label, PICK, {"v": value}) for value, label in options)


def _ways_on(turn: "Turn", subject: Subject, field: Field, chosen: list[str]) -> tuple[Choice, ...]:
    if field.kind is FieldKind.MULTI:
        return (Choice(turn.text_for(subject, "form.done"), DONE, style=Style.PRIMARY),)
    if chosen and field.kind is not FieldKind.SECRET:
        value = ", ".join(_label(field, each) for each in chosen)[:LONGEST_KEPT]
        return (Choice(turn.text_for(subject, "form.keep", value=value), DONE),)
    return () if field.required else (Choice(turn.text_for(subject, "common.skip"), DONE),)


def _label(field: Field, value: str) -> str:
    return next((label for each, label in field.options if each == value), value)


def _named(field: Field, text: str) -> str | None:
    """The option that was typed instead of pressed."""
    wanted = text.strip().casefold()
    for value, label in field.options:
        if wanted in (value.casefold(), label.casefold()):
            return value
    return None
