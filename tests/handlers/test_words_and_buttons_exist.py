"""Every text that code asks for exists, and every button leads somewhere."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handlers.content.schema import EVENTS
from handlers.registry import full_registry
from tests.support.court import shipped_content, shipped_texts

HANDLERS = Path(__file__).parent.parent.parent / "handlers"
ASKING = {"text": 0, "text_for": 1, "safety_text": 1}
SAYING = {"line": 0, "persona_says": 0}
CONVERSATION = {"talk.pick", "talk.send", "talk.back", "talk.skip", "talk.cancel"}


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call in the handlers, with its file."""
    found = []
    for path in sorted(HANDLERS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [(path.name, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return tuple(found)


def name_of(call: ast.Call) -> str:
    """What is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def literals(places: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Literal keys at these positions of these calls, with their file."""
    for file, call in calls():
        place = places.get(name_of(call))
        if place is None or len(call.args) <= place:
            continue
        parts = {
            id(part)
            for node in ast.walk(call.args[place])
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        for node in ast.walk(call.args[place]):
            if not isinstance(node, ast.Constant) or id(node) in parts:
                continue
            if isinstance(node.value, str) and "." in node.value:
                yield file, node.value


def test_every_text_that_is_asked_for_exists() -> None:
    keys = shipped_texts().keys
    missing = [f"{file}: {key}" for file, key in literals(ASKING) if key not in keys]
    assert not missing, missing


def test_every_event_a_persona_is_asked_for_exists() -> None:
    asked = {
        call.args[0].value
        for _, call in calls()
        if name_of(call) in SAYING and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert asked <= set(EVENTS), asked - set(EVENTS)


def test_every_button_leads_somewhere() -> None:
    registry = full_registry(shipped_content())
    known = set(registry.actions) | set(registry.forms) | CONVERSATION
    missing = [f"{file}: {name}" for file, name in literals({"Choice": 1}) if name not in known]
    assert not missing, missing


@pytest.mark.parametrize("command", sorted(full_registry(shipped_content()).commands))
def test_every_command_is_described(command: str) -> None:
    assert shipped_texts().get(f"command.{command}")
