"""The rules decide and do nothing else: no library, no clock, no dice, no waiting."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers.rules

ROOM = Path(handlers.rules.__file__).parent
MODULES = sorted(ROOM.glob("*.py"))
DICE_AND_WORLD = {"random", "secrets", "asyncio", "os", "time", "socket", "subprocess", "logging"}
READS_THE_CLOCK = {"now", "utcnow", "today"}


def imports(tree: ast.Module) -> Iterator[str]:
    """The full names of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def allowed(name: str) -> bool:
    if name.startswith(("handlers.rules.", "storage.enums.")):
        return True
    top = name.split(".", maxsplit=1)[0]
    return top in sys.stdlib_module_names - DICE_AND_WORLD and name != "uuid.uuid4"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_rule_module_imports_only_rules_enums_and_the_standard_library(path: Path) -> None:
    assert [name for name in imports(ast.parse(path.read_text("utf-8"))) if not allowed(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_rule_module_neither_waits_nor_looks_at_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in READS_THE_CLOCK


def test_importing_the_rules_loads_no_database() -> None:
    names = ", ".join(f"handlers.rules.{path.stem}" for path in MODULES if path.stem != "__init__")
    script = f"import sys, {names}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOM.parents[1]
    )
    assert {"sqlmodel", "sqlalchemy", "pydantic"}.isdisjoint(done.stdout.split())
    assert "handlers" in done.stdout.split()
