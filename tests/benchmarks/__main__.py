"""python -m tests.benchmarks NAME [--json], or `all`: prints the figure last, exits 1 when it falls short."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from tests.benchmarks.measure import Figure
from tests.benchmarks.registry import benchmarks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark or all of them; the exit code says whether every figure is good enough."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=[*known, "all"], metavar="NAME", help=", ".join([*known, "all"]))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args(arguments)
    names = list(known) if chosen.name == "all" else [chosen.name]
    figures = []
    for name in names:
        figure = asyncio.run(known[name]())
        figures.append(figure)
        _show(figure, as_json=chosen.json)
    if len(figures) > 1 and not chosen.json:
        print(*(figure.sentence() for figure in figures), sep="\n")
    return 0 if all(figure.passed for figure in figures) else 1


def _show(figure: Figure, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({**asdict(figure), "passed": figure.passed}), flush=True)
        return
    for line in figure.details:
        print(f"  {line}")
    print(figure.sentence(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
