"""Text as Discord takes it: nothing in it is markup by accident, and no part is too long."""

import re

import discord

LONGEST = 2000
_ANGLE = re.compile(r"<(?=[@#:/]|a:|t:|id:)")
_BREAKS = ("\n\n", "\n", ". ", " ")
_AT_LEAST = 0.5


def escaped(text: str) -> str:
    """``text`` without the power of markup: names, numbers and quotes look as they were written."""
    return _ANGLE.sub(r"\\<", discord.utils.escape_markdown(text))


def length(text: str) -> int:
    """How long Discord finds a text: in UTF-16 units, so that it never counts more than we do."""
    return len(text.encode("utf-16-le", "replace")) // 2


def split(text: str, most: int = LONGEST) -> list[str]:
    """``text`` in parts of at most ``most``, broken at paragraphs, lines, sentences or words."""
    parts = []
    while length(text) > most:
        cut = _cut(text, most)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text or not parts else parts


def shortened(text: str, most: int) -> str:
    """``text`` on one line, ending in … if it was longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _cut(text: str, most: int) -> int:
    room = text[:most]
    while length(room) > most:
        room = room[: len(room) - (length(room) - most + 1) // 2]
    for mark in _BREAKS:
        found = room.rfind(mark)
        if found >= len(room) * _AT_LEAST:
            return found + len(mark.rstrip())
    # Never between an escape and what it escapes.
    backslashes = len(room) - len(room.rstrip("\\"))
    return len(room) - backslashes % 2
