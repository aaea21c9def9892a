"""A modal in a person's sight, and what is sent when it is filled in."""

from collections.abc import Sequence
from typing import Any

from tests.fakes.discord.bodies import Upload
from tests.fakes.discord.check_components import (
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    ROW,
    STRING_SELECT,
    TEXT_INPUT,
)
from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.world import Attachment


class Field:
    """One field of a modal, with the label above it."""

    def __init__(self, component: Json, label: str, description: str | None) -> None:
        self.component, self.label, self.description = component, label, description
        self.custom_id = str(component["custom_id"])
        self.type = int(component["type"])
        self.required = bool(component.get("required", True)) and self.type != CHECKBOX

    @property
    def options(self) -> list[str]:
        """The labels to choose from."""
        return [str(one["label"]) for one in self.component.get("options") or []]

    def named(self, name: str) -> bool:
        """Whether a person would call it so: by its label, or by its custom id."""
        return name == self.custom_id or plain(name) == plain(self.label)

    def default(self) -> Any:
        """What is there before anybody types."""
        if self.type == TEXT_INPUT:
            return self.component.get("value") or ""
        if self.type == CHECKBOX:
            return bool(self.component.get("default"))
        chosen = [one["value"] for one in self.component.get("options") or [] if one.get("default")]
        return chosen if self.type != RADIO_GROUP else (chosen[0] if chosen else None)

    def answer(self, value: Any, files: Sequence[Attachment]) -> Json:
        """The field as it is submitted; ValueError where Discord would not let one press Submit."""
        body: Json = {"type": self.type, "id": self.component["id"], "custom_id": self.custom_id}
        if self.type == TEXT_INPUT:
            return body | {"value": self.checked_text(str(value or ""))}
        if self.type == CHECKBOX:
            return body | {"value": bool(value)}
        if self.type == RADIO_GROUP:
            if value is None and self.required:
                raise ValueError(f"{self.label!r} must be answered")
            return body | {"value": None if value is None else self.option(value)}
        if self.type == FILE_UPLOAD:
            return body | {"values": self.counted([str(one.id) for one in files])}
        values = [value] if isinstance(value, str) else list(value or [])
        known = self.type in (STRING_SELECT, CHECKBOX_GROUP)
        return body | {"values": self.counted([self.option(one) if known else str(one) for one in values])}

    def checked_text(self, text: str) -> str:
        """Text of a length that fits."""
        least, most = self.component.get("min_length") or 0, self.component.get("max_length") or 4000
        if (self.required and not text) or len(text) > most or (text and len(text) < least):
            raise ValueError(
                f"{self.label!r} takes {max(least, int(self.required))} to {most} characters: {text!r}"
            )
        return text

    def option(self, value: str) -> str:
        """The value of an option, which may be named by its label."""
        for one in self.component.get("options") or []:
            if value in (one["value"], one["label"]):
                return str(one["value"])
        raise ValueError(f"{self.label!r} has no option {value!r}, only {self.options}")

    def counted(self, values: list[str]) -> list[str]:
        """As many values as are asked for."""
        least = self.component.get("min_values")
        least = 1 if least is None else least
        many = len(self.component.get("options") or []) if self.type == CHECKBOX_GROUP else 1
        most = self.component.get("max_values") or many
        if (values or self.required) and not least <= len(values) <= most:
            raise ValueError(f"{self.label!r} takes {least} to {most} values: {values}")
        return values


class ModalSeen:
    """A modal that stands open before a person."""

    def __init__(self, opened_by: Interaction, modal: Json) -> None:
        self.opened_by, self.modal = opened_by, modal
        self.title, self.custom_id = str(modal["title"]), str(modal["custom_id"])
        self.fields = [field for one in modal["components"] for field in fields_of(one)]

    @property
    def labels(self) -> list[str]:
        """The labels of the fields, from the top."""
        return [one.label for one in self.fields]

    def field(self, name: str) -> Field:
        """A field by label or custom id."""
        for one in self.fields:
            if one.named(name):
                return one
        raise LookupError(f"no field {name!r} in {self.title!r}, only {self.labels}")

    def uploads(self, answers: dict[str, Any]) -> dict[str, list[Upload]]:
        """The files among the answers, by field."""
        found: dict[str, list[Upload]] = {}
        for name, value in answers.items():
            field = self.field(name)
            if field.type == FILE_UPLOAD:
                several = value if isinstance(value, list) else [value]
                found[field.custom_id] = [Upload(name, content) for name, content in several]
        return found

    def submission(self, answers: dict[str, Any], files: dict[str, list[Attachment]]) -> Json:
        """The data of the submit, without what was uploaded."""
        given = {self.field(name).custom_id: value for name, value in answers.items()}
        filled = {
            one.custom_id: one.answer(given.get(one.custom_id, one.default()), files.get(one.custom_id, []))
            for one in self.fields
        }
        return {
            "custom_id": self.custom_id,
            "components": [submitted(one, filled) for one in self.modal["components"]],
        }


def fields_of(component: Json) -> list[Field]:
    """The fields in one of the modal's components."""
    if component["type"] == LABEL:
        return [Field(component["component"], component["label"], component.get("description"))]
    if component["type"] == ROW:
        return [
            Field(one, str(one.get("label") or one["custom_id"]), None) for one in component["components"]
        ]
    return []


def submitted(component: Json, filled: dict[str, Json]) -> Json:
    """One of the modal's components as it comes back."""
    body: Json = {"type": component["type"], "id": component["id"]}
    if component["type"] == LABEL:
        return body | {"component": filled[component["component"]["custom_id"]]}
    if component["type"] == ROW:
        return body | {"components": [filled[one["custom_id"]] for one in component["components"]]}
    return body


def plain(name: str) -> str:
    """A name without the differences nobody means."""
    return " ".join(name.replace("_", " ").replace("?", "").replace(":", "").lower().split())
