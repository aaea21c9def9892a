"""Which test is about which column, and the table of contents made of that."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from tests.storage.test_tables import COLUMNS

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "tables.md"
MARK = "about_column"
HEAD = """# The eleven tables, column by column

Every column is written by something a person does (or time brings) and read by something a person sees.
Each line names the test that plays both. This page is made of those tests by `python -m tests.columns`;
a test compares it.

Private columns stand sealed in the database: other programs read them through `storage`, or in the archive
of `python -m bot export`.
"""

Test = TypeVar("Test", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Entry:
    """One column: what it means in a few words, who writes it, who reads it, and which test shows that."""

    table: str
    name: str
    means: str
    written: str
    read: str
    test: str
    file: str

    @property
    def column(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.name}"


def column(name: str, *, means: str, written: str, read: str) -> Callable[[Test], Test]:
    """Say that a test shows the path that writes a column and the one that reads it."""

    def mark(test: Test) -> Test:
        setattr(test, MARK, (name, means, written, read))
        return test

    return mark


def entries() -> list[Entry]:
    """What the tests say of the columns, in the order of the tables."""
    order = [f"{table}.{name}" for table, names in COLUMNS.items() for name in names.split()]
    found = [entry for module in modules() for entry in _entries_of(module)]
    return sorted(found, key=lambda each: order.index(each.column) if each.column in order else len(order))


def modules() -> Iterator[ModuleType]:
    """The modules with tests about columns."""
    for path in sorted(HERE.glob("test_*.py")):
        if path.name != "test_contents.py":
            yield importlib.import_module(f"tests.columns.{path.stem}")


def tests_of(module: ModuleType) -> dict[str, Callable[..., object]]:
    """A module's own tests, in the order in which they stand."""
    own = inspect.getmembers(module, inspect.isfunction)
    mine = [(name, test) for name, test in own if name.startswith("test_")]
    return dict(sorted(mine, key=lambda each: each[1].__code__.co_firstlineno))


def _entries_of(module: ModuleType) -> Iterator[Entry]:
    file = f"{module.__name__.rpartition('.')[2]}.py"
    for test_name, test in tests_of(module).items():
        if hasattr(test, MARK):
            name, means, written, read = getattr(test, MARK)
            table, _, of_table = name.partition(".")
            yield Entry(table, of_table, means, written, read, test_name, file)


def page(found: list[Entry]) -> str:
    """The table of contents."""
    parts = [HEAD]
    for table in dict.fromkeys(entry.table for entry in found):
        parts += [
            f"## {table}\n",
            "| column | what it is | written by | read by | test |",
            "|---|---|---|---|---|",
        ]
        parts += [_line(entry) for entry in found if entry.table == table]
        parts.append("")
    return "\n".join(parts)


def _line(entry: Entry) -> str:
    place = f"[{_sentence(entry.test)}](../tests/columns/{entry.file})"
    return f"| `{entry.name}` | {entry.means} | {entry.written} | {entry.read} | {place} |"


def _sentence(test: str) -> str:
    return test.removeprefix("test_").replace("_", " ")
