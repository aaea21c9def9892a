"""Drawn-out words: "reeed", "STOOOP", "redred" are still red and stop."""

import re
from collections.abc import Iterable
from itertools import groupby

_DRAWN_OUT = re.compile(r"(.)\1\1")


class StretchedWords:
    """A set of folded words that also contains them with letters drawn out, and several times over.

    A letter may be repeated, never missing: "reed" is in the set of "red", "rod" is not in that of "rood".
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._least: dict[str, list[tuple[int, ...]]] = {}
        for word in self._words:
            letters, lengths = _runs(word)
            self._least.setdefault(letters, []).append(lengths)
        self._ends = frozenset((word[:1], word[-1:]) for word in self._words)
        self._most_letters = max((len(set(word)) for word in self._words), default=0)

    def __contains__(self, text: str) -> bool:
        return text in self._words or self._stretched(text)

    def _stretched(self, text: str) -> bool:
        if (text[:1], text[-1:]) not in self._ends or len(set(text)) > self._most_letters:
            return False
        letters, lengths = _runs(text)
        period = (letters + letters).find(letters, 1)
        return any(_at_least(lengths, least) for least in self._least.get(letters[:period], ()))


def is_drawn_out(text: str) -> bool:
    """Whether some letter stands three times in a row, as in no ordinary word."""
    return _DRAWN_OUT.search(text) is not None


def _runs(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with every run of a letter made one, and how long each run was."""
    runs = [(letter, sum(1 for _ in run)) for letter, run in groupby(text)]
    return "".join(letter for letter, _ in runs), tuple(length for _, length in runs)


def _at_least(lengths: tuple[int, ...], least: tuple[int, ...]) -> bool:
    return all(length >= least[place % len(least)] for place, length in enumerate(lengths))
