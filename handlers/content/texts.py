"""The catalogue of system texts: every sentence the court says in its own voice, by language.

`texts/<language>/<feature>.toml` holds the texts of one feature; a key is `feature.key`, tables
inside a file add a part (`feature.table.key`). A value is one sentence or a list of variants.
English is the original: every other language may leave a text out, never add one or change its gaps.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.content.errors import ContentError, Problem, TextError, nearest
from handlers.content.phrases import fill, placeholders
from handlers.content.toml_source import Spot, TomlSource, read_toml

SHIPPED = Path(__file__).parent / "texts"
ORIGINAL = "en"
_RESERVED = frozenset({"language"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One text as it stands in a file; `listed` tells variants from a single sentence."""

    variants: tuple[str, ...]
    listed: bool
    gaps: frozenset[str]
    file: Path
    line: int


class Texts:
    """The system texts of every language, checked; made by `load_texts`."""

    def __init__(self, entries: Mapping[str, Mapping[str, _Entry]]) -> None:
        self._entries = entries

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have texts, English first."""
        return (ORIGINAL, *sorted(language for language in self._entries if language != ORIGINAL))

    @property
    def keys(self) -> frozenset[str]:
        """Every key there is."""
        return frozenset(self._entries[ORIGINAL])

    def get(self, key: str, /, language: str = ORIGINAL, **values: object) -> str:
        """The text of `key`, in English where `language` lacks it. Raises TextError for an unknown
        key, a missing value, or a text that has variants (ask those with `pick`)."""
        entry = self._entry(key, language)
        if entry.listed:
            raise TextError(f"`{key}` has variants; ask for it with pick() and a source of randomness")
        return fill(entry.variants[0], values, asked_as=key)

    def pick(self, key: str, rng: random.Random, /, language: str = ORIGINAL, **values: object) -> str:
        """One variant of `key`, chosen by `rng`; a single sentence is its only variant."""
        entry = self._entry(key, language)
        return fill(rng.choice(entry.variants), values, asked_as=key)

    def has(self, key: str, /) -> bool:
        """Whether there is a text of this key."""
        return key in self._entries[ORIGINAL]

    def _entry(self, key: str, language: str) -> _Entry:
        found = self._entries.get(language, {}).get(key) or self._entries[ORIGINAL].get(key)
        if found is None:
            raise TextError(f"there is no text `{key}`; {nearest(key, self._entries[ORIGINAL])}")
        return found


def load_texts(directories: Sequence[Path] = (), *, shipped: Path = SHIPPED) -> Texts:
    """The shipped texts, with the court's own over them: each of `directories` holds
    `<language>/<feature>.toml` and may reword a text or add a language, not add keys.
    Raises ContentError with every mistake found."""
    problems: list[Problem] = []
    entries: dict[str, dict[str, _Entry]] = {ORIGINAL: {}}
    for root in (shipped, *directories):
        for language, file in _files(root, problems):
            known = entries.setdefault(language, {})
            for key, entry in _read(file, problems).items():
                original = entries[ORIGINAL].get(key)
                may_add = language == ORIGINAL and root == shipped
                if may_add or _fits(key, entry, original, entries[ORIGINAL], problems):
                    known[key] = entry
    if problems:
        raise ContentError(problems)
    return Texts(entries)


def _files(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """The language and path of every file, the original's first: the others are measured by it."""
    if not root.is_dir():
        problems.append(
            Problem(root, 1, "There is no such directory of texts.", "create it or correct the path.")
        )
        return
    languages = sorted(
        (entry for entry in root.iterdir() if entry.is_dir()), key=lambda e: (e.name != ORIGINAL, e.name)
    )
    for directory in languages:
        for file in sorted(directory.glob("*.toml")):
            yield directory.name, file


def _read(file: Path, problems: list[Problem]) -> dict[str, _Entry]:
    try:
        source = read_toml(file)
    except ContentError as error:
        problems.extend(error.problems)
        return {}
    found: dict[str, _Entry] = {}
    for spot, value in _leaves(source.data):
        entry = _entry(source, spot, value, problems)
        if entry is not None:
            found[".".join((file.stem, *(str(part) for part in spot)))] = entry
    return found


def _leaves(table: Mapping[str, object], spot: Spot = ()) -> Iterator[tuple[Spot, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*spot, key))
        else:
            yield (*spot, key), value


def _entry(source: TomlSource, spot: Spot, value: object, problems: list[Problem]) -> _Entry | None:
    listed = isinstance(value, list)
    variants = value if isinstance(value, list) else [value]
    texts = [variant for variant in variants if isinstance(variant, str) and variant.strip()]
    line = source.line(*spot)
    if not texts or len(texts) != len(variants):
        what = f"`{spot[-1]}` is neither a sentence nor a list of sentences."
        problems.append(Problem(source.path, line, what, "write text in quotes, none of it empty."))
        return None
    gaps = [_gaps(source.path, source.line(*spot, index), text, problems) for index, text in enumerate(texts)]
    known_gaps = [each for each in gaps if each is not None]
    if len(set(known_gaps)) > 1:
        what = f"The variants of `{spot[-1]}` have different placeholders."
        problems.append(Problem(source.path, line, what, "give every variant the same ones."))
    if len(known_gaps) != len(texts):
        return None
    return _Entry(tuple(texts), listed, known_gaps[0], source.path, line)


def _gaps(file: Path, line: int, text: str, problems: list[Problem]) -> frozenset[str] | None:
    try:
        gaps = placeholders(text)
    except ValueError as error:
        remedy = "write {name}, or {{ and }} for braces that are meant to be read."
        problems.append(Problem(file, line, f"A placeholder is broken: {error}.", remedy))
        return None
    reserved = sorted(gaps & _RESERVED)
    problems.extend(
        Problem(file, line, f"{{{name}}} is reserved.", f"call it {{{name}_name}}.") for name in reserved
    )
    return gaps


def _fits(
    key: str, entry: _Entry, original: _Entry | None, known: Mapping[str, _Entry], problems: list[Problem]
) -> bool:
    """Whether a reworded or translated text may stand for the original; what is wrong is noted."""
    if original is None:
        problems.append(Problem(entry.file, entry.line, f"There is no text `{key}`.", nearest(key, known)))
        return False
    if entry.listed != original.listed:
        kind = "a list of variants" if original.listed else "one sentence"
        problems.append(
            Problem(entry.file, entry.line, f"`{key}` must be {kind}.", "write it as the original does.")
        )
        return False
    if entry.gaps != original.gaps:
        right = ", ".join(f"{{{name}}}" for name in sorted(original.gaps)) or "none"
        what = f"`{key}` has other placeholders than the original."
        problems.append(Problem(entry.file, entry.line, what, f"use exactly: {right}."))
        return False
    return True
