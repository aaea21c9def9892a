"""What pydantic found wrong, in sentences for people."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

_PLAIN = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotes",
    "path_type": "must be a path in quotes",
    "is_instance_of": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "tuple_type": "must be a list, written [ … ]",
    "list_type": "must be a list, written [ … ]",
    "frozen_set_type": "must be a list, written [ … ]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "dataclass_type": "must be a table",
    "missing": "is missing",
}
_WITH_FIGURES = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
}


def sentence(error: ErrorDetails, *, secret: bool) -> str:
    """What is wrong with a value, without naming the setting; a secret's value is never repeated."""
    context: Mapping[str, Any] = error.get("ctx", {})
    kind = error["type"]
    if kind == "value_error":
        return str(context.get("error", error["msg"])).rstrip(".")
    said = _PLAIN.get(kind) or _WITH_FIGURES.get(kind, "").format_map(_Gaps(context))
    said = said or error["msg"][:1].lower() + error["msg"][1:]
    given = error["input"]
    if secret or kind == "missing" or not isinstance(given, str | int | float | bool):
        return said
    return f"{said}, not {given!r}" if not isinstance(given, bool) else f"{said}, not {str(given).lower()}"


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
