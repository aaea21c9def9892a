"""Every command the court knows is used by a story, and every story is told in every place."""

import ast
from collections.abc import Iterator
from pathlib import Path

from handlers.registry import full_registry
from tests.support.court import shipped_content

AT_THE_DOOR = frozenset({"start"})
"""How everybody comes in, where a place has no door of its own."""
UNKNOWN = frozenset({"nonsense"})


def stories(module: Path) -> list[ast.AsyncFunctionDef]:
    """The stories of a module that are told in every place."""
    functions = [
        each for each in ast.parse(module.read_text()).body if isinstance(each, ast.AsyncFunctionDef)
    ]
    return [each for each in functions if any(arg.arg == "place" for arg in each.args.args)]


def typed(story: ast.AsyncFunctionDef) -> Iterator[str]:
    """What somebody says in a story, also by its parameters."""
    calls = [node for node in ast.walk(story) if isinstance(node, ast.Call)]
    said = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "says"]
    for node in (each for part in [*said, *story.decorator_list] for each in ast.walk(part)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_command_is_used_by_a_story_in_every_place() -> None:
    modules = Path(__file__).parent.glob("test_*.py")
    words = {word for module in modules for story in stories(module) for word in typed(story)}
    used = {word[1:].split()[0] for word in words if word.startswith("/")}
    known = set(full_registry(shipped_content()).commands)
    assert known - used - AT_THE_DOOR == set()
    assert used - known == UNKNOWN
