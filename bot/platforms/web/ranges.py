"""Byte ranges of HTTP, one at a time: players seek with them."""

import re
from dataclasses import dataclass
from typing import ClassVar

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True, slots=True)
class Range:
    """From ``first`` to ``last``, both included."""

    NONE: ClassVar["Range"]

    first: int
    last: int


Range.NONE = Range(0, -1)


def wanted_range(header: str, size: int) -> Range | None:
    """What of ``size`` bytes is asked for: None for all of it, ``Range.NONE`` for what is not there.

    Several ranges, or what is no range of bytes, count as asking for all, as HTTP allows."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return Range(size - length, size - 1) if length else Range.NONE
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return Range(start, end) if start < size else Range.NONE
