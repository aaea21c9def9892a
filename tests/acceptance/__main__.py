"""``python -m tests.acceptance GATE [--full] [--seed N] [--database URL]``: runs a gate, its figure last.

Exits 0 if the figure holds, 1 if it falls short, 2 for a gate that does not exist."""

import argparse
import asyncio
import importlib
import logging
import sys
import time

from tests.acceptance.result import GateResult

GATES = (
    "safeword",
    "replay",
    "two-operators",
    "stale-buttons",
    "restore",
    "crash",
    "clock",
    "media",
)


def main(arguments: list[str] | None = None) -> int:
    """Run one gate, or ``all``."""
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance")
    parser.add_argument("gate", choices=(*GATES, "all"))
    parser.add_argument("--full", action="store_true", help="the full size; it says how long it takes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a database URL; a throwaway SQLite file otherwise")
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    names = GATES if options.gate == "all" else (options.gate,)
    results = [run(name, full=options.full, seed=options.seed, database=options.database) for name in names]
    return 0 if all(result.passed for result in results) else 1


def run(name: str, *, full: bool, seed: int, database: str | None) -> GateResult:
    """Run one gate and print what it found."""
    module = importlib.import_module(f"tests.acceptance.{name.replace('-', '_')}")
    started = time.perf_counter()
    result: GateResult = asyncio.run(module.run(full=full, seed=seed, database=database))
    seconds = time.perf_counter() - started
    for line in result.details:
        print(f"  {line}")
    verdict = "holds" if result.passed else "FALLS SHORT"
    size = "full" if full else "small"
    print(f"{result.name} ({size}, seed {seed}, {seconds:.0f} s): {verdict}: {result.figure}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
