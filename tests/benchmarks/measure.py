"""Measuring side by side: ratios of medians over alternating rounds, so that a busy machine is fair."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ROUNDS = 9

Contender = Callable[[], Awaitable[object]]


class Goal(StrEnum):
    """Which way the figure has to go."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a benchmark found, in times of what it is measured against."""

    name: str
    figure: float
    threshold: float
    goal: Goal = Goal.AT_MOST
    unit: str = "x"
    details: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the figure is good enough."""
        if self.goal is Goal.AT_MOST:
            return self.figure <= self.threshold
        return self.figure >= self.threshold

    def sentence(self) -> str:
        """The one line that is printed last."""
        verdict = "ok" if self.passed else "SHORT"
        return f"{self.name}: {self.figure:.3g} {self.unit} ({self.goal} {self.threshold:g}) {verdict}"


async def medians(contenders: Mapping[str, Contender], rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each contender; one round to warm up, then they take turns."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            start = time.perf_counter()
            await contender()
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def in_milliseconds(taken: Mapping[str, float]) -> tuple[str, ...]:
    """One line for each contender."""
    return tuple(f"{name}: {seconds * 1000:.1f} ms" for name, seconds in taken.items())
