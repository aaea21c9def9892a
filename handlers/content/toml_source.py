"""A TOML file that still knows on which line everything stands; tomllib alone forgets it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handlers.content.errors import ContentError, Problem

Spot = tuple[str | int, ...]
"""Where a value stands: ("task", 3, "points") is the points of the fourth [[task]]."""

_MULTILINE_BASIC = r'"""(?:\\.|[^\\])*?"{3,5}'
_MULTILINE_LITERAL = r"'''.*?'{3,5}"
_BASIC, _LITERAL, _COMMENT = r'"(?:\\.|[^"\\\n])*"', r"'[^'\n]*'", r"#[^\n]*"
_OPAQUE = re.compile(f"{_MULTILINE_BASIC}|{_MULTILINE_LITERAL}|{_BASIC}|{_LITERAL}|{_COMMENT}", re.DOTALL)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*$")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_PARSER_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_STRING = "\x00"  # stands where a string stood; its text could look like structure


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A parsed file together with the line, counted from 1, of each table, key and listed string."""

    path: Path
    data: Mapping[str, object]
    lines: Mapping[Spot, int]

    def line(self, *spot: str | int) -> int:
        """The line of `spot`, or of the nearest thing around it."""
        while spot and spot not in self.lines:
            spot = spot[:-1]
        return self.lines[spot] if spot else 1


def read_toml(path: Path) -> TomlSource:
    """Read one file. Raises ContentError when it cannot be read or is not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError([_unreadable(path, str(error.strerror))]) from error
    except UnicodeDecodeError as error:
        raise ContentError([_unreadable(path, "it is not UTF-8")]) from error
    return parse_toml(text, path)


def parse_toml(text: str, path: Path) -> TomlSource:
    """Read TOML that was not read from a file; `path` is what its mistakes name. Raises ContentError."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ContentError([_not_toml(path, text, str(error))]) from error
    return TomlSource(path, data, dict(_locate(text)))


def _unreadable(path: Path, why: str) -> Problem:
    return Problem(path, 1, f"The file cannot be read: {why}.", "make it a readable UTF-8 text file.")


def _not_toml(path: Path, text: str, message: str) -> Problem:
    found = _PARSER_LINE.search(message)
    line = int(found.group(1)) if found else text.count("\n") + 1
    said = _PARSER_LINE.sub("", message).strip().rstrip(".")
    remedy = "mend the line, or the one before it: quotes closed, brackets closed, no key twice."
    return Problem(path, line, f"This is not TOML: {said}.", remedy)


def _locate(text: str) -> Iterator[tuple[Spot, int]]:
    table: Spot = ()
    counts: dict[Spot, int] = {}
    value: _Value | None = None
    for number, line in enumerate(_OPAQUE.sub(_mask, text).split("\n"), start=1):
        if value is not None and value.depth > 0:
            yield from value.follow(line, number)
        elif header := _HEADER.match(line):
            table = _enter(header, counts)
            yield table, number
        elif key := _KEY.match(line):
            value = _Value((*table, *key.group(1).split(".")))
            yield value.spot, number
            yield from value.follow(line[key.end() :], number)


def _mask(match: re.Match[str]) -> str:
    found = match.group()
    return "" if found.startswith("#") else _STRING + "\n" * found.count("\n")


def _enter(header: re.Match[str], counts: dict[Spot, int]) -> Spot:
    """The spot a header opens; each `[[name]]` counts one up and `[name.part]` means its latest."""
    spot: Spot = ()
    parts = header.group(2).split(".")
    for part in parts[:-1]:
        spot = (*spot, part)
        if spot in counts:
            spot = (*spot, counts[spot])
    spot = (*spot, parts[-1])
    if header.group(1) == "[[":
        counts[spot] = counts.get(spot, -1) + 1
        spot = (*spot, counts[spot])
    return spot


class _Value:
    """A value being walked over: how deep in brackets it is, and which of its list's items."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot
        self.depth = 0
        self._item = 0

    def follow(self, masked: str, number: int) -> Iterator[tuple[Spot, int]]:
        for sign in masked:
            if sign in "[{":
                self.depth += 1
            elif sign in "]}":
                self.depth -= 1
            elif sign == "," and self.depth == 1:
                self._item += 1
            elif sign == _STRING and self.depth == 1:
                yield (*self.spot, self._item), number
