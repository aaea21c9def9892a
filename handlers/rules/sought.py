"""Finding a member's own safeword in a message: whole, spelled out, drawn out, torn apart, or nearly."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from handlers.rules.folding import Reading, is_unspaced, readings
from handlers.rules.stretching import StretchedWords, is_drawn_out

LEAST_LETTERS_FOR_NEAR = 5
_ONE_LETTER_WORDS = frozenset("aeiouwyzавикосуяізй0123456789")


@dataclass(frozen=True)
class Sought:
    """A safeword in one of its readings, as its words."""

    parts: tuple[str, ...]

    @cached_property
    def solid(self) -> str:
        """The words run together."""
        return "".join(self.parts)

    @cached_property
    def joints(self) -> tuple[int, ...]:
        """Where in `solid` one word ends and the next begins."""
        return tuple(accumulate(len(part) for part in self.parts[:-1]))

    @cached_property
    def drawn_out(self) -> StretchedWords:
        """The word with its letters drawn out."""
        return StretchedWords([self.solid])


def sought(safewords: Iterable[str]) -> tuple[Sought, ...]:
    """Every reading of these safewords, each once; one without a letter or digit is not looked for."""
    found = (Sought(reading.tokens) for word in safewords for reading in readings(word))
    return tuple(dict.fromkeys(found))


def says(reading: Reading, word: Sought) -> bool:
    """Whether the word stands in a message as a whole word or words, with anything or nothing between these,
    spelled out letter by letter, emphatically drawn out, or alone however torn or drawn out."""
    if reading.solid in word.drawn_out:
        return True
    if any(token in word.drawn_out and is_drawn_out(token) for token in reading.distinct):
        return True
    return _stands_whole(reading, word)


def nearly_says(reading: Reading, word: Sought, dictionary: Container[str]) -> bool:
    """Whether a message has the word (of five letters or more) with one letter wrong, missing, too many or
    swapped with its neighbour, or torn in two. Dictionary words, plurals included, are taken as meant
    in a longer message."""
    if len(word.solid) < LEAST_LETTERS_FOR_NEAR:
        return False
    return any(
        len(window) == len(reading.words) or not all(_is_known(token, dictionary) for token in window)
        for window in _near_windows(reading, word)
    )


def one_letter_off(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours leads from one to the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1]
    return one[at + 1 :] == other[at + 1 :] or swapped + one[at + 2 :] == other[at:]


def _near_windows(reading: Reading, word: Sought) -> Iterator[tuple[str, ...]]:
    """Neighbouring words of a message that together are one letter off the safeword, or are it torn apart."""
    least, most = len(word.solid) - 1, len(word.solid) + 1
    yield from (
        (token,)
        for token in reading.distinct
        if least <= len(token) <= most and one_letter_off(token, word.solid)
    )
    count = len(word.parts)
    if count > 1 and not reading.distinct.isdisjoint(word.parts):
        for size in {count - 1, count} - {1}:
            yield from (each for each in _runs(reading, size) if one_letter_off("".join(each), word.solid))
    if word.solid in reading.solid:
        yield from (each for each in _runs(reading, count + 1) if "".join(each) == word.solid)


def _runs(reading: Reading, size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(reading.words[start:] for start in range(size)), strict=False)


def _is_known(token: str, dictionary: Container[str]) -> bool:
    return token.isdigit() or token in dictionary or token.removesuffix("s") in dictionary


def _stands_whole(reading: Reading, word: Sought) -> bool:
    start = reading.solid.find(word.solid)
    while start >= 0:
        end = start + len(word.solid)
        whole = start in reading.edges and end in reading.edges
        if whole and _is_placed(reading, start, word):
            return True
        start = reading.solid.find(word.solid, start + 1)
    return False


def _is_placed(reading: Reading, start: int, word: Sought) -> bool:
    """Whether between two edges the safeword's words are each in one piece or spelled out."""
    end = start + len(word.solid)
    cuts = {place - start for place in range(start + 1, end) if place in reading.edges}
    for first, last in pairwise((0, *word.joints, len(word.solid))):
        within = set(range(first + 1, last))
        if within & cuts and not within <= cuts:
            return False
    return cuts <= set(word.joints) or _stands_free(reading, start, end)


def _stands_free(reading: Reading, start: int, end: int) -> bool:
    """Whether a spelled-out word is not a part of a longer spelled-out one: b-l-u-e-b-e-r-r-y is not blue."""
    before, after, length = start, end, end - start
    while before - 1 in reading.edges and start - before <= length:
        before -= 1
    while after + 1 in reading.edges and after - end <= length:
        after += 1
    word, left, right = reading.solid[start:end], reading.solid[before:start], reading.solid[end:after]
    return (_is_no_part(left) or left.endswith(word)) and (_is_no_part(right) or right.startswith(word))


def _is_no_part(letters: str) -> bool:
    return not letters or letters in _ONE_LETTER_WORDS or is_unspaced(letters[0])
