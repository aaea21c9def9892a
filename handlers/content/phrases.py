"""Sentences with gaps: plain `{name}` placeholders and nothing else of str.format's powers.

Packs are written by operators. Attribute access, indexing, conversions and format specifications
are refused, so that no phrase can reach into the values it is given.
"""

from collections.abc import Mapping
from string import Formatter

from handlers.content.errors import TextError


def placeholders(text: str) -> frozenset[str]:
    """The names of the gaps in `text`. Raises ValueError, with a sentence, when a brace is broken."""
    names: set[str] = set()
    for _, field, specification, conversion in Formatter().parse(text):
        if field is None:
            continue
        if specification or conversion or not field.isidentifier():
            raise ValueError(f"{{{field}}} is not a plain placeholder")
        names.add(field)
    return frozenset(names)


def fill(text: str, values: Mapping[str, object], *, asked_as: str) -> str:
    """`text` with its gaps filled. Raises TextError, naming `asked_as`, when a value is missing."""
    try:
        return text.format_map(values)
    except KeyError as missing:
        raise TextError(f"`{asked_as}` needs a value for {{{missing.args[0]}}}") from None
