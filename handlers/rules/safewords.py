"""Recognising red: the one place that decides whether words stop the court, or hold it, or do neither."""

import re
import unicodedata
from collections.abc import Collection, Container, Iterable
from enum import StrEnum

from handlers.rules.folding import Reading, normalise, readings
from handlers.rules.sought import Sought, nearly_says, says, sought
from handlers.rules.stopwords import only_stops

SHORTEST = 3
LONGEST = 40
LONGEST_TYPED = 4 * LONGEST
"""What is longer before accents are put on their letters is too long in any case."""

_NEAR_MISS_READS = 16_384
_MARKUP = re.compile(r"[<>\[\]{}`*_~|\\@#\n\r\t]|://|\bwww\.", re.IGNORECASE)


class Signal(StrEnum):
    """What a message means for safety."""

    RED = "red"
    NEAR_MISS = "near_miss"
    NONE = "none"


class SafewordProblem(StrEnum):
    """Why a word cannot be a safeword."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LOOKS_LIKE_MARKUP = "looks_like_markup"
    DIGITS_ONLY = "digits_only"
    TOO_FEW_LETTERS = "too_few_letters"
    STOPS_ANYWAY = "stops_anyway"
    EVERYDAY = "everyday"
    COMMAND = "command"
    NAME = "name"


def signal(text: str, safewords: Iterable[str], dictionary: Container[str]) -> Signal:
    """What a message, caption, argument or form field means. The one entry for everything that is read.

    `safewords`: the member's own, the present one and those replaced in the last 30 days. `dictionary`: words
    folded by `normalise`, for `near_miss`. Takes time in proportion to the text and never raises.
    """
    seen, own = tuple(readings(text)), sought(safewords)
    if any(only_stops(reading) for reading in seen) or _says_any(seen, own):
        return Signal.RED
    start = seen if len(text) <= _NEAR_MISS_READS else tuple(readings(text[:_NEAR_MISS_READS]))
    return Signal.NEAR_MISS if _nearly_says_any(start, own, dictionary) else Signal.NONE


def is_plain_stop(text: str) -> bool:
    """Whether the message is only stop, red, safeword (in a shipped language), 🔴 or 🛑, and courtesies."""
    return any(only_stops(reading) for reading in readings(text))


def contains_safeword(text: str, safewords: Iterable[str]) -> bool:
    """Whether one of the member's own safewords stands anywhere in the text as a whole word."""
    return _says_any(readings(text), sought(safewords))


def near_miss(text: str, safewords: Iterable[str], dictionary: Container[str]) -> bool:
    """Whether the text comes so close to a safeword of five letters or more that it should be held.

    A word one letter off counts unless it is in the dictionary and the message is longer than it; alone it
    counts in any case. Only the first 16,384 characters are looked at.
    """
    return _nearly_says_any(readings(text[:_NEAR_MISS_READS]), sought(safewords), dictionary)


def same_safeword(one: str, other: str) -> bool:
    """Whether two spellings are the same safeword, as when it is typed a second time."""
    return normalise(one) != "" and normalise(one).replace(" ", "") == normalise(other).replace(" ", "")


def check_new_safeword(
    word: str, *, everyday: Container[str], commands: Collection[str], names: Collection[str]
) -> SafewordProblem | None:
    """What is wrong with a new safeword, the plainest reason first; None if it will do.

    `everyday`: words folded by `normalise`. `names`: of personas and members; a word that such a name, or a
    command, holds as a whole word would stop the court whenever it is written.
    """
    problem = _shape_problem(word.strip())
    if problem is not None:
        return problem
    if is_plain_stop(word):
        return SafewordProblem.STOPS_ANYWAY
    own = sought([word])
    if any(_says_any(readings(command), own) for command in commands):
        return SafewordProblem.COMMAND
    if _is_everyday(word, everyday):
        return SafewordProblem.EVERYDAY
    if any(_says_any(readings(name), own) for name in names):
        return SafewordProblem.NAME
    return None


def _shape_problem(word: str) -> SafewordProblem | None:
    if len(word) > LONGEST_TYPED:
        return SafewordProblem.TOO_LONG
    word = unicodedata.normalize("NFC", word)
    solid = normalise(word).replace(" ", "")
    if len(word) < SHORTEST:
        return SafewordProblem.TOO_SHORT
    if len(word) > LONGEST:
        return SafewordProblem.TOO_LONG
    if word.startswith("/"):
        return SafewordProblem.COMMAND
    if _MARKUP.search(word) or not word.isprintable():
        return SafewordProblem.LOOKS_LIKE_MARKUP
    if solid.isdigit():
        return SafewordProblem.DIGITS_ONLY
    if sum(1 for char in solid if char.isalpha()) < SHORTEST:
        return SafewordProblem.TOO_FEW_LETTERS
    return None


def _is_everyday(word: str, everyday: Container[str]) -> bool:
    """A phrase is everyday if all its words are: it could come up in any talk. So is one letter repeated."""
    words = normalise(word).split()
    solid = "".join(words)
    return (
        solid in everyday or len(set(solid)) == 1 or all(each.isdigit() or each in everyday for each in words)
    )


def _says_any(seen: Iterable[Reading], own: tuple[Sought, ...]) -> bool:
    return any(says(reading, word) for reading in seen for word in own)


def _nearly_says_any(seen: Iterable[Reading], own: tuple[Sought, ...], dictionary: Container[str]) -> bool:
    return any(nearly_says(reading, word, dictionary) for reading in seen for word in own)
