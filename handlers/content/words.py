"""Word lists that ship with the court: challenge words, everyday words, a plain English dictionary.

Each is read once, when first asked for, and kept.
"""

import gzip
import random
from collections.abc import Collection
from functools import cache
from pathlib import Path

_PACKS = Path(__file__).parent / "packs"


@cache
def challenge_words() -> tuple[str, ...]:
    """Short, harmless nouns that are easy to write on a note and to speak, in alphabetical order."""
    return tuple(sorted(_listed("challenge_words.txt")))


def draw_challenge_word(rng: random.Random, *, avoid: Collection[str] = ()) -> str:
    """A challenge word not among `avoid` (the member's recent ones), as long as any other is left."""
    words = challenge_words()
    return rng.choice([word for word in words if word not in avoid] or words)


@cache
def everyday_words() -> frozenset[str]:
    """Words so common, in English or in this court, that none may be a safeword; lower case."""
    return _listed("everyday_words.txt")


@cache
def dictionary() -> frozenset[str]:
    """Some 40,000 plain English words in British and American spelling, inflections included; lower case.
    The list is SCOWL's; its licence stands beside it in the packs."""
    packed = (_PACKS / "dictionary.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("ascii").split())


def _listed(name: str) -> frozenset[str]:
    lines = (_PACKS / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
