"""Writing TOML: as much of it as documents of content need. What is written reads back equal."""

import json
from collections.abc import Iterable, Mapping

Value = str | int | bool | list[str]


def string(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for the one character JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def value(given: Value) -> str:
    """A value; a list of texts stands on lines of its own."""
    match given:
        case bool():
            return "true" if given else "false"
        case int():
            return str(given)
        case str():
            return string(given)
        case _:
            return "[" + "".join(f"\n  {string(each)}," for each in given) + ("\n]" if given else "]")


def table(header: str, values: Mapping[str, Value]) -> str:
    """A table below its header, such as ``[pack]`` or ``[[task]]``."""
    return "\n".join([header, *(f"{key} = {value(given)}" for key, given in values.items())]) + "\n"


def document(tables: Iterable[str], *, comment: str = "") -> str:
    """A whole document."""
    head = [f"# {line}".rstrip() for line in comment.splitlines()]
    return "\n".join(["\n".join(head) + "\n" if head else "", *tables]).lstrip("\n")
