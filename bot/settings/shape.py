"""The configuration's shape, read off the model: which keys there are and what each may hold."""

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

Spot = tuple[str | int, ...]
"""Where a value stands: ("rules", "ladder", 0, "name")."""

_MANY = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value of this type."""

    kind: Any


@dataclass(frozen=True, slots=True)
class Many:
    """A list of such items."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Free:
    """A table whose keys the owner chooses."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with exactly these keys."""

    keys: Mapping[str, "Shape"]


Shape = Leaf | Many | Free | Table


def shape_of(annotation: Any) -> Shape:
    """The shape of a type: a model or dataclass is a table, a tuple a list, all else a value."""
    annotation = _without_none(annotation)
    origin = get_origin(annotation) or annotation
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return Table({name: shape_of(field.annotation) for name, field in origin.model_fields.items()})
    if dataclasses.is_dataclass(origin):
        return Table({name: shape_of(hint) for name, hint in get_type_hints(origin).items()})
    if origin in _MANY:
        return Many(shape_of(get_args(annotation)[0]))
    if origin is dict:
        return Free(shape_of(get_args(annotation)[1]))
    return Leaf(annotation)


def at(shape: Shape, spot: Spot) -> Shape | None:
    """The shape at ``spot`` below ``shape``, or None if there is no such key."""
    for step in spot:
        match shape:
            case Table(keys) if isinstance(step, str) and step in keys:
                shape = keys[step]
            case Free(inner) | Many(inner):
                shape = inner
            case _:
                return None
    return shape


def leaves(shape: Shape, spot: Spot = ()) -> Iterator[Spot]:
    """Every key that holds a value, a list or a free table, in the order of the model."""
    if isinstance(shape, Table):
        for key, inner in shape.keys.items():
            yield from leaves(inner, (*spot, key))
    else:
        yield spot


def strangers(shape: Shape, data: object, spot: Spot = ()) -> Iterator[Spot]:
    """The spots in ``data`` that the shape does not know."""
    match shape, data:
        case Table(keys), dict():
            for key, value in data.items():
                if key in keys:
                    yield from strangers(keys[key], value, (*spot, key))
                else:
                    yield (*spot, key)
        case Many(item), list():
            for index, value in enumerate(data):
                yield from strangers(item, value, (*spot, index))
        case _:
            return


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else annotation
    return annotation
