"""Telegram's HTML: plain words escaped, and cut where a reader would cut them, before any markup."""

import html
import re

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_BREAKS = ("\n\n", "\n", ". ", " ")
_TAG = re.compile(r"<[^>]*>")


def escape(text: str) -> str:
    """Words as they read, whatever they contain."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """Words in bold."""
    return f"<b>{escape(text)}</b>"


def quote(text: str, *, folded: bool = False) -> str:
    """Words as a quotation, folded up if it is long."""
    return f"<blockquote{' expandable' if folded else ''}>{escape(text)}</blockquote>"


def plain(marked: str) -> str:
    """What is read of a marked-up text: for the day Telegram does not take the markup."""
    return html.unescape(_TAG.sub("", marked))


def length(text: str) -> int:
    """How long Telegram takes a text to be: in UTF-16 units, the strictest way to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_length(marked: str) -> int:
    """How long a marked-up text is once its markup is read."""
    return length(plain(marked))


def split(text: str, most: int = LONGEST_TEXT) -> list[str]:
    """``text`` in pieces of at most ``most`` units: cut at paragraphs, else lines, sentences, words."""
    pieces: list[str] = []
    rest = text
    while length(rest) > most:
        at = _cut(rest, most)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [piece for piece in (*pieces, rest) if piece]


def _cut(text: str, most: int) -> int:
    """Where to cut: never inside a letter of two units, and not so early that a piece is nearly empty."""
    end = _units(text, most)
    for mark in _BREAKS:
        found = text.rfind(mark, end // 3, end)
        if found > 0:
            return found + len(mark)
    return end


def _units(text: str, most: int) -> int:
    """How many characters of ``text`` fit into ``most`` units."""
    used = 0
    for number, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1  # noqa: PLR2004 - beyond it a letter takes two units
        if used > most:
            return number
    return len(text)
