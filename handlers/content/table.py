"""One table of a pack being read: every question answers with a value of the right type, and what
was wrong is noted with file, line and remedy, so that one run finds all mistakes."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from handlers.content.errors import Problem, nearest
from handlers.content.toml_source import Spot, TomlSource

Choice = TypeVar("Choice", bound=StrEnum)

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
TAG_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table, where it stands, and the list that problems are added to."""

    source: TomlSource
    spot: Spot
    values: Mapping[str, object]
    problems: list[Problem]

    def wrong(self, key: str, what: str, remedy: str, *item: int) -> None:
        """Note a problem at `key` (and at the `item` of its list)."""
        line = self.source.line(*self.spot, key, *item)
        self.problems.append(Problem(self.source.path, line, what, remedy))

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not among `known`."""
        for key in self.values:
            if key not in known:
                self.wrong(key, f"`{key}` is not a key of this table.", nearest(key, known))

    def text(self, key: str, *, longest: int, shortest: int = 1) -> str:
        """The text at `key`, trimmed; its length in characters within bounds."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            self._missing(key, "a text in quotes")
            return ""
        text = value.strip()
        if not shortest <= len(text) <= longest:
            bounds = f"between {shortest} and {longest}"
            self.wrong(key, f"`{key}` has {len(text)} characters.", f"keep it {bounds}.")
        return text

    def key(self, form: re.Pattern[str] = KEY) -> str:
        """The table's own `key`: small letters, digits, and underscores between words (hyphens in tags)."""
        key = self.text("key", longest=60)
        if key and not form.fullmatch(key):
            joint = "_" if form is KEY else "-"
            self.wrong(
                "key", f"`{key}` is not a key.", f"use small letters, digits and {joint}, a letter first."
            )
        return key

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """The whole number at `key`, from `low` to `high`, both included."""
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self._missing(key, f"a whole number from {low} to {high}")
            return low
        if not low <= value <= high:
            self.wrong(key, f"`{key}` is {value}.", f"keep it from {low} to {high}.")
            return low
        return value

    def share(self, key: str, *, default: float) -> float:
        """The share at `key`: a number from 0 to 1."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self._missing(key, "a number from 0 to 1")
            return default
        return float(value)

    def flag(self, key: str) -> bool:
        """The yes or no at `key`; no when absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self._missing(key, "true or false")
        return value is True

    def choice(self, key: str, among: type[Choice], *, default: Choice | None = None) -> Choice:
        """The member of `among` whose value stands at `key`."""
        value = self.values.get(key, default)
        names = [choice.value for choice in among]
        if isinstance(value, str) and value in names:
            return among(value)
        if isinstance(value, str):
            self.wrong(key, f"`{value}` is not a {key}.", nearest(value, names))
        else:
            self._missing(key, f"one of: {', '.join(names)}")
        return next(iter(among))

    def listed(self, key: str) -> Iterator[tuple[int, str]]:
        """The texts listed at `key`, each with its place; none when absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self._missing(key, "a list of texts in quotes")
            return
        for place, text in enumerate(value):
            if isinstance(text, str) and text.strip():
                yield place, text.strip()
            else:
                self.wrong(
                    key, f"`{key}` lists something that is not a text.", "write texts in quotes.", place
                )

    def file(self, key: str, folder: Path, endings: Collection[str]) -> Path:
        """The file named at `key`, which must lie in `folder` and have one of `endings`."""
        name = self.text(key, longest=120)
        path = folder / name
        if not name:
            return path
        if Path(name).name != name or path.suffix.lower() not in endings:
            remedy = f"name a file in {folder.name}/, without a path, ending in {', '.join(sorted(endings))}."
            self.wrong(key, f"`{name}` cannot be used as {key}.", remedy)
        elif not path.is_file():
            there = [file.name for file in folder.glob("*")] if folder.is_dir() else []
            remedy = nearest(name, there) if there else f"put the file into {folder}."
            self.wrong(key, f"The file `{name}` is missing from {folder.name}/.", remedy)
        return path

    def _missing(self, key: str, wanted: str) -> None:
        found = "is missing" if key not in self.values else "has the wrong kind of value"
        self.wrong(key, f"`{key}` {found}.", f"give it {wanted}.")
