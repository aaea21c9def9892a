"""The house style that a machine can check, over every file of the project."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILE_LINES = 300
FUNCTION_LINES = 40

# Debts still to be paid: nothing may be added, and what was paid must be struck out. Empty at the end.
LONG_FILES: frozenset[str] = frozenset()
LONG_FUNCTIONS: frozenset[str] = frozenset()

# Put together from parts, so that this file does not say what it forbids.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
)
INDEX = re.compile(r"--(extra-)?index" + r"-url[ =]\S|https?://\S+/" + r"simple/?(\s|\"|$)|_" + "INDEX_URL=")
MACHINE = re.compile(
    r"(?<![\w.~$}/])/(" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]) + r")/\w"
)


@cache
def files() -> tuple[str, ...]:
    """Every file that is or would be in the repository, by its path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = listed.stdout.splitlines() if listed.returncode == 0 else walked()
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def walked() -> list[str]:
    """The same without git: all but hidden folders and data."""
    hidden = re.compile(r"(^|/)(\.(?!ci/|gitignore)|__pycache__|court-data)")
    names = (str(path.relative_to(ROOT)) for path in ROOT.rglob("*"))
    return [name for name in names if not hidden.search(name)]


@cache
def python_files() -> tuple[str, ...]:
    """Every module but the generated migrations."""
    return tuple(name for name in files() if name.endswith(".py") and "migrations/versions/" not in name)


@cache
def text_of(name: str) -> str:
    """The text of a file, empty if it is none."""
    try:
        return (ROOT / name).read_text()
    except UnicodeDecodeError:
        return ""


def test_there_is_something_to_check() -> None:
    assert {"Makefile", "storage/unit.py", "tests/test_house_rules.py"} <= set(files())
    assert not any(name.startswith(".venv") for name in files())


@pytest.mark.parametrize("pattern", [INDEX, MACHINE, re.compile("|".join(map(re.escape, REGISTRIES)))],
                         ids=["index option", "machine path", "registry"])  # fmt: skip
def test_no_file_names_an_address_of_a_package_registry_or_a_path_of_a_machine(
    pattern: re.Pattern[str],
) -> None:
    found = [
        f"{name}:{number}"
        for name in files()
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", [
    "--index" + "-url https://example.net", "see https://example.net/" + "simple/", "open('/wo" + "rk/x')",
    "/ho" + "me/anna/court", "PIP_INDEX_URL" + "=x",
])  # fmt: skip
def test_such_a_line_would_be_noticed(line: str) -> None:
    assert INDEX.search(line) or MACHINE.search(line)


@pytest.mark.parametrize(
    "line", ["GET /api/home/x", "~/wo" + "rk/notes", "https://example.net/home/page", "a/root/b"]
)
def test_innocent_lines_are_not(line: str) -> None:
    assert not INDEX.search(line)
    assert not MACHINE.search(line)


def long_files() -> dict[str, int]:
    """Modules of more than 300 lines, and how many they have."""
    lengths = {name: len(text_of(name).splitlines()) for name in python_files()}
    return {name: length for name, length in lengths.items() if length > FILE_LINES}


@cache
def long_functions() -> dict[str, int]:
    """Functions of more than 40 lines, from ``def`` to their last line, as ``file::name``."""
    return {
        f"{name}::{node.name}": length
        for name in python_files()
        for node in ast.walk(ast.parse(text_of(name)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }


def test_modules_are_short() -> None:
    new = {name: length for name, length in long_files().items() if name not in LONG_FILES}
    assert not new, f"longer than {FILE_LINES} lines: {new}"


def test_functions_are_short() -> None:
    new = {name: length for name, length in long_functions().items() if name not in LONG_FUNCTIONS}
    assert not new, f"longer than {FUNCTION_LINES} lines: {new}"


def test_debts_that_were_paid_are_struck_out() -> None:
    assert long_files().keys() >= LONG_FILES
    assert long_functions().keys() >= LONG_FUNCTIONS
