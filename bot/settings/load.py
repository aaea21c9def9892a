"""Reading the configuration: a TOML file, the environment over it, and one clear sentence per mistake."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.settings.environment import Environment, read_environment
from bot.settings.errors import SettingsError
from bot.settings.model import Settings
from bot.settings.sentences import sentence
from bot.settings.shape import Leaf, Shape, Spot, Table, at, leaves, shape_of, strangers
from handlers.content.errors import ContentError
from handlers.content.toml_source import TomlSource, read_toml

SHAPE: Shape = shape_of(Settings)


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings in the file at ``path`` (None: the defaults), overridden by ``environ``.

    Relative paths count from the file's folder, or from the working directory without one.
    Raises :class:`SettingsError`, which lists every mistake with its place."""
    file = _read(path) if path is not None else None
    given = dict(file.data) if file is not None else {}
    environment = read_environment(environ, SHAPE)
    problems = [*(_wrong_keys(file) if file is not None else ()), *environment.problems]
    if problems:
        raise SettingsError(problems)
    try:
        settings = Settings(**_merged(given, environment.data))
    except ValidationError as error:
        places = _Places(file, environment)
        raise SettingsError([places.say(each) for each in error.errors()]) from None
    return settings.based_on(path.absolute().parent if path is not None else Path.cwd())


def _read(path: Path) -> TomlSource:
    try:
        return read_toml(path)
    except ContentError as error:
        raise SettingsError([str(problem) for problem in error.problems]) from error


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` wins; tables are merged key by key."""
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merged(old, value) if both and isinstance(old, dict) else value
    return merged


def _wrong_keys(file: TomlSource) -> list[str]:
    problems = [
        f"{file.path}:{file.line(*spot)}: There is no setting {_named(spot)}; {_remedy(spot)}"
        for spot in strangers(SHAPE, file.data)
    ]
    keys = file.data.get("keys")
    if isinstance(keys, dict) and "text" in keys:
        place = f"{file.path}:{file.line('keys', 'text')}"
        problems.append(
            f"{place}: A key is never written here; use COURT_KEYS__TEXT, or name its [keys] file."
        )
    return problems


def _remedy(spot: Spot) -> str:
    """The nearest right key: in the same table, else one of that name elsewhere."""
    word, around = str(spot[-1]), at(SHAPE, spot[:-1])
    siblings = list(around.keys) if isinstance(around, Table) else []
    close = difflib.get_close_matches(word, siblings, n=1, cutoff=0.55)
    if close:
        return f"did you mean {_named((*spot[:-1], close[0]))}?"
    everywhere = {str(known[-1]): known for known in reversed(list(leaves(SHAPE)))}
    close = difflib.get_close_matches(word, everywhere, n=1, cutoff=0.75)
    if close:
        return f"did you mean {_named(everywhere[close[0]])}?"
    return f"here there are: {', '.join(siblings)}."


def _named(spot: Spot) -> str:
    """A setting as it is written in the file."""
    words = [str(step) for step in spot if isinstance(step, str)]
    if len(words) == 1:
        return f"[{words[0]}]" if isinstance(at(SHAPE, spot), Table) else f'"{words[0]}"'
    return f'"{words[-1]}" in [{".".join(words[:-1])}]'


@dataclass(frozen=True, slots=True)
class _Places:
    """Tells where a wrong value came from."""

    file: TomlSource | None
    environment: Environment

    def say(self, error: ErrorDetails) -> str:
        spot = _without_tags(error["loc"])
        said = sentence(error, secret=_is_secret(spot))
        spot = _named_within(spot, said)
        wrong = f"{_named(spot)}{':' if error['type'] == 'value_error' else ''} {said}."
        variable = next((n for s, n in self.environment.names.items() if spot[: len(s)] == s), None)
        if variable is not None:
            return f"The environment variable {variable} is wrong: {wrong}"
        return wrong if self.file is None else f"{self.file.path}:{self.file.line(*spot)}: {wrong}"


def _without_tags(loc: tuple[int | str, ...]) -> Spot:
    """The spot without what pydantic adds to tell the branches of a union."""
    spot: Spot = ()
    for step in loc:
        if at(SHAPE, (*spot, step)) is None:
            break
        spot = (*spot, step)
    return spot


def _named_within(spot: Spot, said: str) -> Spot:
    """A check of a whole table names the key it is about first."""
    around = at(SHAPE, spot)
    first = said.split(" ", 1)[0]
    return (*spot, first) if isinstance(around, Table) and first in around.keys else spot


def _is_secret(spot: Spot) -> bool:
    place = at(SHAPE, spot)
    return isinstance(place, Leaf) and place.kind is SecretStr
