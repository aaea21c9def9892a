"""What people type, made harmless without changing what it says: no control characters, no half letters."""

import re

# Everything of C0 but tab and newline, DEL, and C1. They show nothing and upset terminals and databases.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALF_LETTERS = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` with newlines as ``\\n``, without control characters; half a surrogate pair becomes �."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALF_LETTERS.sub("�", _CONTROLS.sub("", text))


def clean_line(text: str, most: int) -> str:
    """``text`` on one line, at most ``most`` characters."""
    return " ".join(clean(text).split())[:most]


def file_name(name: str) -> str:
    """A file's name without any folders."""
    return clean_line(name.replace("\\", "/").rpartition("/")[2], 120)
