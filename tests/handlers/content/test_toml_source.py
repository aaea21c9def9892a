"""A TOML file remembers on which line everything stands."""

from pathlib import Path

import pytest

from handlers.content.errors import ContentError
from handlers.content.toml_source import TomlSource, read_toml

TRICKY = '''\
# a comment with [brackets] and key = "x"
top = "text with [[header]] in it" # and = signs

[table]
story = """
[[not_a_header]]
not_a_key = 1
"""
after = 1

[[task]]
key = "a" # first
tags = [
  "one", # with, a comma
  """two
  long""", "three",
]
nested = [[1], [2]]

[[task]]
key = 'b'
[task.part]
deep = { inner = "x, y" }
'''


@pytest.fixture
def source(tmp_path: Path) -> TomlSource:
    path = tmp_path / "tricky.toml"
    path.write_text(TRICKY, encoding="utf-8")
    return read_toml(path)


@pytest.mark.parametrize(
    ("spot", "line"),
    [
        (("top",), 2),
        (("table",), 4),
        (("table", "story"), 5),
        (("table", "after"), 9),
        (("task", 0), 11),
        (("task", 0, "key"), 12),
        (("task", 0, "tags"), 13),
        (("task", 0, "tags", 0), 14),
        (("task", 0, "tags", 1), 15),
        (("task", 0, "tags", 2), 16),
        (("task", 0, "nested"), 18),
        (("task", 1), 20),
        (("task", 1, "key"), 21),
        (("task", 1, "part"), 22),
        (("task", 1, "part", "deep"), 23),
    ],
)
def test_everything_is_found_on_its_line(source: TomlSource, spot: tuple[str | int, ...], line: int) -> None:
    assert source.line(*spot) == line


def test_what_is_missing_is_found_at_what_is_around_it(source: TomlSource) -> None:
    assert source.line("task", 1, "points") == 20
    assert source.line("nowhere") == 1


def test_text_that_looks_like_structure_is_not_taken_for_it(source: TomlSource) -> None:
    assert ("not_a_header", 0) not in source.lines
    assert not any("not_a_key" in spot for spot in source.lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [('a = 1\nb = "open\nc = 3\n', 2), ("a = 1\n\na = 2\n", 3), ("a = [1,\n2\n", 3)],
)
def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as caught:
        read_toml(path)

    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (path, line)
    assert problem.what.startswith("This is not TOML")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"\n')

    with pytest.raises(ContentError, match="not UTF-8"):
        read_toml(tmp_path / "latin.toml")
    with pytest.raises(ContentError, match="cannot be read"):
        read_toml(tmp_path / "absent.toml")
