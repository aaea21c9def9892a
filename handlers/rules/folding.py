"""Reading a message as the eye does, so that no spelling hides a word.

A message is folded to words of plain small letters: case, accents, full-width and decorated letters,
invisible characters and markup disappear; punctuation, symbols and spaces part words, and so does the step
between letters and digits. What can be read in more than one way is folded in each of them.

Only single characters are ever normalised: a heap of marks makes that slow, by its square, over a whole text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from handlers.rules.letters import (
    CIRCLES,
    INVISIBLE,
    KEPT_MARK_CLASSES,
    LATIN,
    LOOKALIKES,
    UMLAUTS,
    UNSPACED,
    decorated_letters,
)

_MARKUP = re.compile(r"[*_~`|]+")
_MENTION = re.compile(r"[@＠]\w+|<@[!&]?\d+>")
_UMLAUT = re.compile("[äöüåøÄÖÜÅØ]")
_TAKEN_APART = re.compile("[aouAOU]\u0308|[aA]\u030a")
_FOREIGN = re.compile("[\u0370-\u052f\U0001d6a8-\U0001d7cb]")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile("[0-9]+|[^ 0-9]+")
_BETWEEN_SINGLES = re.compile(rf"(?<= [^\W\d_{UNSPACED.brackets}]) (?=[^\W\d_{UNSPACED.brackets}] )")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘`´ʼʻ＇"), "'")
_NOT_SEEN = re.compile(rf"[\u0300-\u036f\u0483-\u0489\u20dd-\u20e4{INVISIBLE.brackets}]")
_MEMORY = 20_000


class _Table(dict[int, str]):
    """A translation table that learns each character when it first meets it, up to a bound."""

    def __init__(self, fold: Callable[[str], str], known: dict[int, str]) -> None:
        super().__init__(known)
        self._fold = fold

    def __missing__(self, code: int) -> str:
        folded = self._fold(chr(code))
        if len(self) < _MEMORY:
            self[code] = folded
        return folded


class _Folding:
    """How one character is folded. `read_as`: letters that are read in a way of their own."""

    def __init__(self, read_as: dict[str, str]) -> None:
        self._read_as = read_as

    def fold(self, char: str) -> str:
        """What a character becomes: letters, digits, a space, or nothing."""
        if char in self._read_as:
            return self._read_as[char]
        if INVISIBLE.contains(char):
            return ""
        if UNSPACED.contains(char):
            return f" {unicodedata.normalize('NFKC', char)} "
        return "".join(self._piece(piece) for piece in unicodedata.normalize("NFKD", char))

    def _piece(self, char: str) -> str:
        if char in self._read_as:
            return self._read_as[char]
        small = unicodedata.normalize("NFKD", char.casefold())
        return "".join(self._small(each) for each in small)

    def _small(self, char: str) -> str:
        category = unicodedata.category(char)
        if category[0] == "L":
            return self._read_as.get(char) or LATIN.get(char, char)
        if category[0] == "M":
            return char if unicodedata.combining(char) in KEPT_MARK_CLASSES and category != "Me" else ""
        if category[0] == "N":
            digit = unicodedata.digit(char, None)
            return " " if digit is None else str(digit)
        if category in ("Cc", "Cf") and not char.isspace():
            return ""
        return f" {char} " if char in CIRCLES else " "


def _soft(char: str) -> str:
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return _NOT_SEEN.sub("", small)


_PLAIN = _Table(_Folding({}).fold, decorated_letters())
_BY_LOOKS = _Table(_Folding(LOOKALIKES).fold, decorated_letters())
_SPELT_OUT = _Table(_Folding(UMLAUTS).fold, decorated_letters())
_SOFT = _Table(_soft, _APOSTROPHES)


@dataclass(frozen=True)
class Reading:
    """One way to read a message: its words in order. What follows from them is worked out when asked for."""

    tokens: tuple[str, ...]

    @cached_property
    def solid(self) -> str:
        """All words run together."""
        return "".join(self.tokens)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words with every run of single letters ("s t o p") put together."""
        return tuple(_BETWEEN_SINGLES.sub("", f" {' '.join(self.tokens)} ").split())

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words).union(self.tokens)

    @cached_property
    def edges(self) -> frozenset[int]:
        """Where in `solid` words begin and end."""
        return frozenset(accumulate(map(len, self.tokens), initial=0))


def normalise(text: str) -> str:
    """The plain reading of a text: folded words with one space between, "" if there is no word in it."""
    return " ".join(_tokens(text, _PLAIN))


def readings(text: str) -> Iterator[Reading]:
    """Every different way to read a text, the plain one first; one that holds no word is left out.

    Markup is read both as a gap and as nothing, a mention both as words and as nothing, ä both as a and as
    ae, and letters of other scripts also as the Latin ones they look like.
    """
    seen: set[tuple[str, ...]] = set()
    whole = _TAKEN_APART.sub(lambda umlaut: unicodedata.normalize("NFC", umlaut[0]), _whole(text))
    for spelling in dict.fromkeys((whole, _MARKUP.sub("", whole), _MENTION.sub(" ", whole))):
        for table in _tables(spelling):
            tokens = _tokens(spelling, table)
            if tokens and tokens not in seen:
                seen.add(tokens)
                yield Reading(tokens)


def soften(text: str) -> str:
    """The text in small letters without accents and invisible characters, its punctuation kept, runs of space
    made one; apostrophes of every kind are plain ones. For patterns over whole sentences."""
    return " ".join(_whole(text).translate(_SOFT).split())


def is_unspaced(char: str) -> bool:
    """Whether a letter belongs to a script that puts no spaces between words."""
    return UNSPACED.contains(char)


def _tokens(text: str, table: _Table) -> tuple[str, ...]:
    folded = text.translate(table)
    return tuple(_WORD.findall(folded) if _DIGIT.search(folded) else folded.split())


def _tables(text: str) -> Iterator[_Table]:
    yield _PLAIN
    if _UMLAUT.search(text):
        yield _SPELT_OUT
    if _FOREIGN.search(text):
        yield _BY_LOOKS


def _whole(text: str) -> str:
    """The text with surrogate pairs joined; half a pair becomes a replacement character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
