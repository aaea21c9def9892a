"""The table of contents in docs/ names each column of the eleven tables once, and says what the tests say."""

import os
from collections import Counter

import pytest

from storage.tables import metadata
from tests.columns import contents
from tests.columns.contents import Entry
from tests.storage.test_tables import COLUMNS


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """What the tests say."""
    return contents.entries()


def wanted() -> list[str]:
    """Every column that has to have its test."""
    return [f"{table}.{name}" for table, names in COLUMNS.items() for name in names.split()]


def test_the_models_have_exactly_the_specified_columns() -> None:
    assert len(COLUMNS) == 11
    for table, names in COLUMNS.items():
        assert sorted(metadata.tables[table].c.keys()) == sorted(names.split())


def test_every_column_has_one_test_and_no_test_speaks_of_another(entries: list[Entry]) -> None:
    assert Counter(entry.column for entry in entries) == Counter(wanted())


def test_every_test_about_columns_says_which() -> None:
    silent = [
        f"{module.__name__}: {name}"
        for module in contents.modules()
        for name, test in contents.tests_of(module).items()
        if not hasattr(test, contents.MARK)
    ]
    assert silent == []


def test_writer_and_reader_are_two_and_said_in_words(entries: list[Entry]) -> None:
    for entry in entries:
        assert entry.written != entry.read, entry.column
        for words in (entry.means, entry.written, entry.read):
            assert words.strip(), entry.column
            assert "|" not in words, entry.column


def test_the_page_in_docs_says_what_the_tests_say(entries: list[Entry]) -> None:
    page = contents.page(entries)
    if os.environ.get("COURT_TABLES") == "write":
        contents.PAGE.write_text(page, encoding="utf-8")
    assert contents.PAGE.read_text(encoding="utf-8") == page
