"""A desk as full as a big court's on a bad morning: many members, and something of every kind that waits."""

import itertools
from collections.abc import Iterator, Mapping
from enum import StrEnum

from bot.rehearsing.cast import Part

SIZE = 5
"""So many things wait for each member of the crowd, about."""
PERSONAS = ("octavia", "hale")
NAMES = (
    "Ada", "Ben", "Cleo", "Dora", "Eli", "Finn", "Greta", "Hugo", "Ina", "Jule", "Kai", "Lou", "Mara", "Nils",
    "Olive", "Paul", "Quinn", "Rosa", "Sven", "Tara", "Udo", "Vera", "Wim", "Xenia", "Yves", "Zoe",
)  # fmt: skip


class Deed(StrEnum):
    """One thing that somebody of the crowd does, and that then waits on the desk."""

    TEXT = "text"
    PHOTO = "photo"
    AUDIO = "audio"
    WITH_A_WORD = "with_a_word"
    """A photo that has to show a challenge word: it is looked at by itself."""
    CONFESSION = "confession"
    FLAGGED = "flagged"
    APPEAL = "appeal"
    EXTENSION = "extension"
    MISS = "miss"
    ADMISSION = "admission"
    ORDER = "order"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    SESSION = "session"


PROOFS = (Deed.TEXT, Deed.PHOTO, Deed.AUDIO, Deed.WITH_A_WORD)
SHARES: Mapping[Deed, int] = {
    Deed.TEXT: 145,
    Deed.PHOTO: 45,
    Deed.AUDIO: 18,
    Deed.WITH_A_WORD: 12,
    Deed.CONFESSION: 11,
    Deed.FLAGGED: 1,
    Deed.APPEAL: 14,
    Deed.EXTENSION: 15,
    Deed.MISS: 10,
    Deed.ADMISSION: 9,
    Deed.ORDER: 9,
    Deed.QUESTION: 3,
    Deed.SUGGESTION: 5,
    Deed.SESSION: 3,
}
"""What a desk of 300 is made of: three quarters proofs, most of them of the same few tasks."""


def deeds_of(size: int) -> list[Deed]:
    """Exactly ``size`` deeds in these shares, those of one kind together."""
    whole = sum(SHARES.values())
    counts = {deed: share * size // whole for deed, share in SHARES.items()}
    left = size - sum(counts.values())
    for deed in sorted(SHARES, key=lambda each: SHARES[each] * size % whole, reverse=True)[:left]:
        counts[deed] += 1
    return [deed for deed, count in counts.items() for _ in range(count)]


def members_of(size: int) -> list[Part]:
    """The crowd for a desk of this size, half of it with each persona."""
    parts = (
        Part(name if turn == 0 else f"{name}{turn + 1}", PERSONAS[number % 2])
        for number, (turn, name) in enumerate(_names())
    )
    return list(itertools.islice(parts, max(len(PERSONAS), -(-size // SIZE))))


def _names() -> Iterator[tuple[int, str]]:
    return ((turn, name) for turn in itertools.count() for name in NAMES)
