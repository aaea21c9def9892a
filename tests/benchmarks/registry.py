"""Finding the benchmarks: each module of this package with a NAME and an async `run() -> Figure` is one."""

import importlib
import pkgutil
from collections.abc import Callable, Coroutine

from tests.benchmarks.measure import Figure

Benchmark = Callable[[], Coroutine[None, None, Figure]]


def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark by its name, in alphabetical order."""
    package = importlib.import_module("tests.benchmarks")
    found: dict[str, Benchmark] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith(("_", "test_")):
            continue
        loaded = importlib.import_module(f"tests.benchmarks.{module.name}")
        if hasattr(loaded, "NAME"):
            found[loaded.NAME] = loaded.run
    return dict(sorted(found.items()))
