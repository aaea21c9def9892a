"""A gate's work shared out over the cores: each part in a process of its own, with a court of its own."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.acceptance.quiet import silence

T = TypeVar("T")
MOST = 8


@dataclass(frozen=True, slots=True)
class Shard:
    """Which part this is: the ``number``-th (from 0) ``of`` so many, and what every part is told."""

    number: int
    of: int
    full: bool
    seed: int
    database: str | None

    @property
    def last(self) -> bool:
        """Whether this is the last part."""
        return self.number == self.of - 1


Part = Callable[[Shard], Coroutine[Any, Any, T]]


async def shared_out(part: "Part[T]", *, full: bool, seed: int, database: str | None) -> list[T]:
    """What every part came to, in order. In small size, and on a database that was named, it is one part."""
    of = min(MOST, len(os.sched_getaffinity(0))) if full and database is None else 1
    shards = [Shard(number, of, full, seed, database) for number in range(of)]
    if of == 1:
        return [await part(shards[0])]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(of, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = [loop.run_in_executor(pool, _apart, part, shard) for shard in shards]
        return list(await asyncio.gather(*parts))


def _apart(part: "Part[T]", shard: Shard) -> T:
    silence()
    return asyncio.run(part(shard))
