"""Environment variables as settings: ``COURT_TELEGRAM__TOKEN`` is ``token`` in ``[telegram]``."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.settings.shape import Free, Leaf, Many, Shape, Spot, Table, at, leaves

PREFIX = "COURT_"
NOT_SETTINGS = ("COURT_CONFIG", "COURT_TEST_")
"""The configuration file's own path, and what the test suite reads, are no settings."""


@dataclass(slots=True)
class Environment:
    """The settings found in the environment, which variable gave which, and what was wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    names: dict[Spot, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def variable(spot: Spot) -> str:
    """The name of the variable for a setting."""
    return PREFIX + "__".join(str(step) for step in spot).upper()


def read_environment(environ: Mapping[str, str], shape: Shape) -> Environment:
    """Every ``COURT_…`` variable that is not empty, as nested settings."""
    found = Environment()
    for name, text in _ours(environ):
        spot: Spot = tuple(name.upper().removeprefix(PREFIX).lower().split("__"))
        place = at(shape, spot)
        if place is None or isinstance(place, Table | Free):
            found.problems.append(_no_such(name, shape))
            continue
        found.names[spot] = name
        _put(found.data, spot, _value(text, place))
    return found


def _ours(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in sorted(environ.items()):
        if name.upper().startswith(PREFIX) and not name.upper().startswith(NOT_SETTINGS) and text != "":
            yield name, text


def _no_such(name: str, shape: Shape) -> str:
    known = [variable(spot) for spot in leaves(shape)]
    close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    remedy = (
        f"did you mean {close[0]}?" if close else "unset it, or see config.example.toml for what there is."
    )
    return f"The environment variable {name} is no setting; {remedy}"


def _put(data: dict[str, Any], spot: Spot, value: object) -> None:
    for step in spot[:-1]:
        data = data.setdefault(str(step), {})
    data[str(spot[-1])] = value


def _value(text: str, place: Shape) -> object:
    """Text for what holds one value; for a list, TOML in brackets or items parted by commas."""
    if isinstance(place, Leaf):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        if isinstance(place, Many) and isinstance(place.item, Leaf):
            return [item.strip() for item in text.split(",") if item.strip()]
        return text
