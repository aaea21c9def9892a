"""Forms as modals: a label for every question, made of the library's own parts."""

import discord
from discord import ui

from bot.platforms.discord.names import Purpose, custom_id
from bot.platforms.discord.rest import Json
from bot.platforms.discord.words import shortened
from handlers.chat.outgoing import Field, FieldKind, Form

MOST_FIELDS, MOST_OPTIONS, MOST_BOXES = 5, 25, 10
LONGEST_TITLE, LONGEST_NOTE, LONGEST_LINE = 45, 100, 4000
WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG, FieldKind.SECRET})
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.MULTI})


def fits(form: Form) -> bool:
    """Whether a form can be a modal."""
    options = [len(field.options) for field in form.fields if field.kind in CHOSEN]
    return 0 < len(form.fields) <= MOST_FIELDS and all(0 < count <= MOST_OPTIONS for count in options)


def modal_of(form: Form) -> Json:
    """The modal of a form that fits."""
    return _modal(form.title, custom_id(Purpose.FORM, form.submit.token), [_label(f) for f in form.fields])


def line_of(question: str, label: str) -> Json:
    """A modal for one line that is to stand nowhere in the chat."""
    line = ui.TextInput[ui.View](custom_id="line", style=discord.TextStyle.short, max_length=LONGEST_LINE)
    asked = ui.Label[ui.View](text=shortened(label, LONGEST_TITLE), component=line)
    return _modal(question, custom_id(Purpose.ASIDE, ""), [asked])


def _modal(title: str, name: str, labels: list[ui.Label[ui.View]]) -> Json:
    return {
        "title": shortened(title, LONGEST_TITLE),
        "custom_id": name,
        "components": [label.to_component_dict() for label in labels],
    }


def _label(field: Field) -> ui.Label[ui.View]:
    cut = len(field.label) > LONGEST_TITLE
    note = field.help or (field.label if cut else "")
    return ui.Label(
        text=shortened(field.label, LONGEST_TITLE),
        description=shortened(note, LONGEST_NOTE) or None,
        component=_part(field),
    )


def _part(field: Field) -> ui.Item[ui.View]:
    if field.kind is FieldKind.MULTI and len(field.options) <= MOST_BOXES:
        return _boxes(field)
    return _menu(field) if field.kind in CHOSEN else _line(field)


def _line(field: Field) -> ui.Item[ui.View]:
    counted = field.kind in WORDS
    most = min(field.most or LONGEST_LINE, LONGEST_LINE) if counted else LONGEST_NOTE
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.long if field.kind is FieldKind.LONG else discord.TextStyle.short,
        placeholder=shortened(field.placeholder, LONGEST_NOTE) or None,
        default=field.value[0][:most] if field.value and field.kind is not FieldKind.SECRET else None,
        required=field.required,
        min_length=min(field.least, most) if counted and field.required and field.least else None,
        max_length=most,
    )


def _menu(field: Field) -> ui.Item[ui.View]:
    several = field.kind is FieldKind.MULTI
    return ui.Select(
        custom_id=field.name,
        placeholder=shortened(field.placeholder, LONGEST_NOTE) or None,
        min_values=1 if field.required else 0,
        max_values=len(field.options) if several else 1,
        required=field.required,
        options=[
            discord.SelectOption(
                label=shortened(label, LONGEST_NOTE), value=value, default=value in field.value
            )
            for value, label in field.options
        ],
    )


def _boxes(field: Field) -> ui.Item[ui.View]:
    return ui.CheckboxGroup(
        custom_id=field.name,
        required=field.required,
        min_values=1 if field.required else 0,
        max_values=len(field.options),
        options=[
            discord.CheckboxGroupOption(
                label=shortened(label, LONGEST_NOTE), value=value, default=value in field.value
            )
            for value, label in field.options
        ],
    )
