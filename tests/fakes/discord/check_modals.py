"""What Discord demands of a modal."""

from tests.fakes.discord.check_components import (
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    IN_A_LABEL,
    LABEL,
    RADIO_GROUP,
    ROW,
    SELECTS,
    TEXT_DISPLAY,
    TEXT_INPUT,
    Path,
    check_options,
    check_required,
    check_select,
    check_unique,
    nested,
)
from tests.fakes.discord.errors import Form, Json


def check_modal(form: Form, modal: object) -> None:
    """A whole modal: title, custom id, one to five things in it."""
    path: Path = ("data",)
    if not isinstance(modal, dict):
        form.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        return
    form.length((*path, "title"), modal.get("title"), 1, 45)
    form.length((*path, "custom_id"), modal.get("custom_id"), 1, 100)
    if not form.count((*path, "components"), modal.get("components"), 1, 5):
        return
    for index, component in enumerate(modal["components"]):
        check_top_level(form, (*path, "components", index), component)
    check_unique(form, (*path, "components"), nested(modal["components"]))


def check_top_level(form: Form, path: Path, component: object) -> None:
    """A label with a field, an old row with a text input, or plain text."""
    kind = component.get("type") if isinstance(component, dict) else None
    form.choice((*path, "type"), kind, (ROW, TEXT_DISPLAY, LABEL))
    if not isinstance(component, dict):
        return
    if kind == LABEL:
        check_label(form, path, component)
    elif kind == TEXT_DISPLAY:
        form.length((*path, "content"), component.get("content"), 1, 4000)
    elif kind == ROW and form.count((*path, "components"), component.get("components"), 1, 1):
        for inner in component["components"]:
            form.choice((*path, "components", 0, "type"), inner.get("type"), (TEXT_INPUT, *SELECTS))
            if inner.get("type") == TEXT_INPUT:
                form.length((*path, "components", 0, "label"), inner.get("label"), 1, 45)
            check_field(form, (*path, "components", 0), inner)


def check_label(form: Form, path: Path, label: Json) -> None:
    """A label and the field inside."""
    form.length((*path, "label"), label.get("label"), 1, 45)
    form.optional((*path, "description"), label.get("description"), 100)
    field = label.get("component")
    if not isinstance(field, dict):
        form.add((*path, "component"), "BASE_TYPE_REQUIRED", "This field is required")
        return
    form.choice((*path, "component", "type"), field.get("type"), IN_A_LABEL)
    if field.get("type") == TEXT_INPUT and field.get("label"):
        message = "A text input in a label has no label of its own"
        form.add((*path, "component", "label"), "COMPONENT_LABEL_IN_LABEL", message)
    check_field(form, (*path, "component"), field)


def check_field(form: Form, path: Path, field: Json) -> None:
    """A field of any kind."""
    kind = field.get("type")
    form.length((*path, "custom_id"), field.get("custom_id"), 1, 100)
    if kind == TEXT_INPUT:
        check_text_input(form, path, field)
    elif kind in SELECTS:
        check_select(form, path, field, modal=True)
    elif kind == RADIO_GROUP:
        check_options(form, (*path, "options"), field.get("options"), 2, 10)
    elif kind in (CHECKBOX_GROUP, FILE_UPLOAD):
        form.between((*path, "min_values"), field.get("min_values"), 0, 10)
        form.between((*path, "max_values"), field.get("max_values"), 1, 10)
        check_required(form, path, field)
        if kind == CHECKBOX_GROUP:
            check_options(form, (*path, "options"), field.get("options"), 1, 10)


def check_text_input(form: Form, path: Path, field: Json) -> None:
    """A line or a paragraph to type."""
    form.choice((*path, "style"), field.get("style"), (1, 2))
    form.between((*path, "min_length"), field.get("min_length"), 0, 4000)
    form.between((*path, "max_length"), field.get("max_length"), 1, 4000)
    form.optional((*path, "placeholder"), field.get("placeholder"), 100)
    form.optional((*path, "value"), field.get("value"), 4000)
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if least > most:
        form.add(
            (*path, "max_length"), "TEXT_INPUT_COMPONENT_LENGTHS_INVALID", "max_length is below min_length"
        )
    value = field.get("value")
    if isinstance(value, str) and value and not least <= len(value) <= most:
        form.add((*path, "value"), "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
