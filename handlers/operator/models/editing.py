"""The form of a model: its name, a description, its hours in words, and whose members can ask for it."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Speaker, Style
from handlers.member.proofs.content import readable
from handlers.operator.models import listing
from handlers.turn import Turn
from storage.tables import CamModel

LONGEST_NAME, LONGEST_ABOUT, LONGEST_HOURS = 64, 500, 120
Values = Mapping[str, tuple[str, ...]]


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """The form of a new model."""
    await turn.say(_form(turn, None))


async def change(turn: Turn, args: Mapping[str, str]) -> None:
    """The form of a model there is."""
    model = await listing.found(turn, args, to_change=True)
    if model is not None:
        await turn.say(_form(turn, model))


def _form(turn: Turn, model: CamModel | None) -> Form:
    fields = [
        _field(turn, "name", LONGEST_NAME, model.name if model else ""),
        _field(turn, "about", LONGEST_ABOUT, model.description if model else "", kind=FieldKind.LONG),
        _field(turn, "hours", LONGEST_HOURS, model.hours if model else "", required=False),
    ]
    options = _personas(turn)
    if len(options) > 1:
        fields.append(
            Field(
                "personas",
                turn.text("models.field.personas"),
                FieldKind.MULTI,
                options=options,
                required=_scoped(turn),
                value=tuple(model.personas) if model else (),
                help="" if _scoped(turn) else turn.text("models.field.personas_none"),
            )
        )
    args = {"model": str(model.id)} if model else {}
    submit = Choice(turn.text("common.save"), "models.saved", args, Style.PRIMARY)
    title = turn.text("models.change_title", name=model.name) if model else turn.text("models.new_title")
    return Form(title, tuple(fields), submit, by=Speaker.DESK)


def _field(
    turn: Turn, name: str, most: int, value: str, *, kind: FieldKind = FieldKind.TEXT, required: bool = True
) -> Field:
    given = (value,) if value else ()
    return Field(name, turn.text(f"models.field.{name}"), kind, required=required, value=given, most=most)


def _scoped(turn: Turn) -> bool:
    return bool(turn.me.operator and turn.me.operator.personas)


def _personas(turn: Turn) -> tuple[tuple[str, str], ...]:
    """The personas the operator runs, to choose from."""
    content = turn.house.content.personas.values()
    return tuple((each.key, each.name) for each in content if turn.me.may_run(each.key))


async def saved(turn: Turn, args: Mapping[str, str], values: Values) -> None:
    """Keep it, and show it as members see it."""
    model = await listing.found(turn, args, to_change=True) if "model" in args else None
    if "model" in args and model is None:
        return
    name, about, hours = (_words(values, each) for each in ("name", "about", "hours"))
    problem = await _problem(turn, name, about, hours, model.id if model else None)
    if problem:
        await turn.say(problem, by=Speaker.DESK)
        return
    kind = "model.changed" if model else "model.made"
    if model is None:
        model = turn.tx.add(CamModel(name=name, made_by=turn.me.person.id, created_at=turn.now))
    model.name, model.description, model.hours = name, about, hours
    model.personas = _chosen(turn, values)
    await turn.tx.flush()
    await turn.form_done()
    await listing.note(turn, kind, model)
    await turn.say(listing.preview(turn, model))


def _chosen(turn: Turn, values: Values) -> list[str]:
    """Whose members can ask: those chosen; for who runs only some personas never more than these."""
    mine = [key for key, _ in _personas(turn)]
    chosen = [key for key in mine if key in values.get("personas", ())]
    return chosen or (mine if _scoped(turn) else [])


async def _problem(turn: Turn, name: str, about: str, hours: str, but: uuid.UUID | None) -> str:
    if not name or not about:
        return turn.text("models.incomplete")
    if len(name) > LONGEST_NAME or len(about) > LONGEST_ABOUT or len(hours) > LONGEST_HOURS:
        return turn.text("models.too_long", name=LONGEST_NAME, about=LONGEST_ABOUT, hours=LONGEST_HOURS)
    if await listing.name_taken(turn, name, but):
        return turn.text("models.name_taken", name=name)
    return ""


def _words(values: Values, name: str) -> str:
    words = readable("".join(values.get(name, ())))
    return words if name == "about" else " ".join(words.split())
