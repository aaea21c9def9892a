"""``python -m tests.acceptance GATE [--full] [--platform P] [--seed N] [--database URL]``: runs a gate, its
figure last.

Exits 0 if the figure holds, 1 if it falls short, 2 for a gate that does not exist or not on that platform."""

import argparse
import asyncio
import importlib
import sys
import time

from storage.enums import Platform
from tests.acceptance.quiet import silence
from tests.acceptance.result import GateResult

WEB, MESSENGERS, EVERYWHERE = (Platform.WEB,), (Platform.TELEGRAM, Platform.DISCORD), tuple(Platform)
GATES: dict[str, tuple[Platform, ...]] = {
    "safeword": EVERYWHERE,
    "replay": EVERYWHERE,
    "two-operators": WEB,
    "stale-buttons": EVERYWHERE,
    "restore": WEB,
    "crash": WEB,
    "clock": WEB,
    "media": WEB,
    "storm": MESSENGERS,
    "one-platform-down": MESSENGERS,
    "money": (Platform.TELEGRAM,),
}
"""Each gate, and the platforms it is about; what is the same on all is proved on the web alone."""
ALL = "all"


def main(arguments: list[str] | None = None) -> int:
    """Run one gate, or ``all``."""
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance")
    parser.add_argument("gate", choices=(*GATES, ALL))
    parser.add_argument("--full", action="store_true", help="the full size; it says how long it takes")
    parser.add_argument("--platform", choices=(*Platform, ALL), help="the web where a gate knows it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a database URL; a throwaway SQLite file otherwise")
    options = parser.parse_args(arguments)
    chosen = [
        (name, platform)
        for name in (GATES if options.gate == ALL else (options.gate,))
        for platform in platforms_of(name, options.platform)
    ]
    if not chosen:
        parser.error(f"{options.gate} is not about {options.platform}")
    silence()
    results = [
        run(name, platform, full=options.full, seed=options.seed, database=options.database)
        for name, platform in chosen
    ]
    return 0 if all(result.passed for result in results) else 1


def platforms_of(gate: str, asked: str | None) -> tuple[Platform, ...]:
    """The platforms to run a gate on."""
    about = GATES[gate]
    if asked is None:
        return WEB if Platform.WEB in about else about
    return tuple(platform for platform in about if asked in (platform, ALL))


async def played(gate: str, platform: Platform, *, full: bool, seed: int, database: str | None) -> GateResult:
    """Run a gate on a platform."""
    module = importlib.import_module(f"tests.acceptance.{gate.replace('-', '_')}")
    where = {"platform": platform} if GATES[gate] != WEB else {}
    result: GateResult = await module.run(full=full, seed=seed, database=database, **where)
    return result


def run(name: str, platform: Platform, *, full: bool, seed: int, database: str | None) -> GateResult:
    """Run one gate and print what it found."""
    started = time.perf_counter()
    result = asyncio.run(played(name, platform, full=full, seed=seed, database=database))
    seconds = time.perf_counter() - started
    for line in result.details:
        print(f"  {line}")
    verdict = "holds" if result.passed else "FALLS SHORT"
    size = "full" if full else "small"
    print(f"{result.name} ({size}, seed {seed}, {seconds:.0f} s): {verdict}: {result.figure}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
