"""The content room's small tree of errors."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a content file: where it stands, what it is, how to mend it."""

    file: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} Remedy: {self.remedy}"


class ContentError(Exception):
    """A content pack or a catalogue of texts has mistakes; the message lists every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TextError(LookupError):
    """A text, a line or an audio file was asked for in a way the content cannot answer."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The remedy for a misspelt word: the nearest right one, or all of them when none is near."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"write `{close[0]}`."
    return f"choose one of: {', '.join(names)}."
