"""Phrases to look for, one a line: regular expressions in which <a name> stands for a piece of one."""

import re
from collections.abc import Mapping

_PIECE = re.compile(r"<([a-z0-9' ]+)>")


def compiled(lines: str, pieces: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    """The phrases as patterns, their pieces filled in; a name without a piece raises KeyError."""
    return tuple(re.compile(filled(line.strip(), pieces)) for line in lines.splitlines() if line.strip())


def filled(phrase: str, pieces: Mapping[str, str]) -> str:
    """The phrase with every piece in its place, pieces within pieces too."""
    while _PIECE.search(phrase):
        phrase = _PIECE.sub(lambda match: f"(?:{pieces[match[1]]})", phrase)
    return phrase
