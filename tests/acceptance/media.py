"""Gate "media": truncated, lying, huge and scripted files are refused or cleaned, within bounds.

Every file goes through the real cleaner, several at once. The kernel is asked whether anybody opened a
file that the scripts name, and what the sandbox and the court themselves took of memory and time.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from media.clean import MediaCleaner
from media.kinds import Cleaned, MediaLimits, MediaRefused
from media.sniff import sniff
from tests.acceptance.result import GateResult
from tests.media import hostile, samples
from tests.media.hostile import Attack
from tests.media.watching import measured, watched

NAME = "media"
LIMITS = MediaLimits(max_seconds=60.0, timeout_seconds=20.0)
PARALLEL = 2
DAMAGED = {False: 150, True: 3000}
LONGEST_SECONDS = LIMITS.timeout_seconds + 2.0
MOST_MEMORY = LIMITS.memory_bytes
COURT_GROWTH = 300 * 1024 * 1024
"""The court itself holds a file and what became of it, twice over, and no picture's pixels."""
SECRETS = (b"private words", b"Telltale", b"48.2082", b"ffconcat", b"canary")


@dataclass(slots=True)
class Tally:
    """What happened to the files."""

    cleaned: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_name: str = ""
    wrong: list[str] = field(default_factory=list)


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """Send every hostile file; small takes half a minute, full about five."""
    del database  # no database is involved
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.wav"
        canary.write_bytes(samples.speech())
        async with MediaCleaner(LIMITS, parallel=PARALLEL) as cleaner:
            with watched(canary) as watch, measured(cleaner.process_groups) as memory:
                await _send(cleaner, [*hostile.scripts(canary), *hostile.liars()], tally)
                before = _own_peak()
                await _send(cleaner, hostile.damaged(seed, DAMAGED[full]), tally)
                grown = _own_peak() - before
                await _send(cleaner, hostile.bombs(large=full), tally)
                await _still_works(cleaner, tally)
                opened = watch.openings()
    return _verdict(tally, opened, grown, memory.peak)


async def _send(cleaner: MediaCleaner, attacks: Iterable[Attack], tally: Tally) -> None:
    """A few at a time, so that they compete as they would in the court; made before the clock runs."""
    waiting: set[asyncio.Task[None]] = set()
    for attack in await asyncio.to_thread(list, attacks):
        waiting.add(asyncio.create_task(_try(cleaner, attack, tally)))
        if len(waiting) >= PARALLEL:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    if waiting:
        await asyncio.wait(waiting)


async def _try(cleaner: MediaCleaner, attack: Attack, tally: Tally) -> None:
    started = time.perf_counter()
    try:
        cleaned = await cleaner.clean(attack.data, declared=attack.declared)
    except MediaRefused as refusal:
        tally.refused += 1
        if refusal.reason not in attack.allowed:
            tally.wrong.append(f"{attack.name}: refused as {refusal}")
    except Exception as error:  # noqa: BLE001 - anything else is what this gate looks for
        tally.wrong.append(f"{attack.name}: {type(error).__name__}")
    else:
        tally.cleaned += 1
        tally.wrong += _faults(attack, cleaned)
    taken = time.perf_counter() - started
    if taken > tally.slowest:
        tally.slowest, tally.slowest_name = taken, attack.name


def _faults(attack: Attack, cleaned: Cleaned) -> list[str]:
    """What is wrong with the result: it should have been refused, is not ours, or tells too much."""
    faults = [] if attack.may_be_cleaned else [f"{attack.name}: cleaned"]
    found = sniff(cleaned.data).format
    if found is None or found.kind is not cleaned.kind:
        faults.append(f"{attack.name}: the result is no {cleaned.kind}")
    faults += [f"{attack.name}: {secret!r} came through" for secret in SECRETS if secret in cleaned.data]
    return faults


async def _still_works(cleaner: MediaCleaner, tally: Tally) -> None:
    """After all that, an honest photo and an honest voice note are taken."""
    for name, data in (("photo", samples.photo()), ("voice note", samples.recording("webm"))):
        try:
            await cleaner.clean(data, declared=None)
        except MediaRefused as refusal:
            tally.wrong.append(f"an honest {name} was refused afterwards: {refusal}")


def _own_peak() -> int:
    """The largest resident size of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _verdict(tally: Tally, opened: int, grown: int, sandbox: int) -> GateResult:
    faults = list(tally.wrong)
    if opened:
        faults.append(f"another file was opened {opened} times")
    if tally.slowest > LONGEST_SECONDS:
        faults.append(f"{tally.slowest_name} took {tally.slowest:.1f} s")
    if sandbox > MOST_MEMORY:
        faults.append(f"the sandbox took {sandbox >> 20} MB")
    if grown > COURT_GROWTH:
        faults.append(f"the court itself grew by {grown >> 20} MB")
    total = tally.cleaned + tally.refused
    figure = (
        f"{total} files: {tally.refused} refused, {tally.cleaned} cleaned, {len(faults)} wrong; "
        f"{opened} other files opened; slowest {tally.slowest:.1f} s, sandbox {sandbox >> 20} MB at most"
    )
    return GateResult(NAME, not faults, figure, tuple(faults))
