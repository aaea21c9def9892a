"""Names of methods and what does them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.world import World

Method = Callable[[World, Arguments], Awaitable[Any]]
METHODS: dict[str, Method] = {}
"""by their names in small letters: the real server does not mind capitals"""


@dataclass(frozen=True)
class Told:
    """A result that comes with a sentence."""

    result: Any
    description: str


def method(*names: str) -> Callable[[Method], Method]:
    """Register a function as these methods."""

    def register(function: Method) -> Method:
        METHODS.update({name.lower(): function for name in names})
        return function

    return register
