"""Gate "replay" on Telegram and Discord: the platform tells of every update three times, as the same one.

The first copies come in order, the second and third at random later places. On Discord the court also loses
its session now and then, forgets how far it has read, and reads everything back."""

import random
from collections import Counter
from dataclasses import dataclass, field

from storage.enums import Platform
from tests.acceptance.day import Act, interleaved, member_day, operator_day
from tests.acceptance.fingerprint import State, differences, fingerprint
from tests.acceptance.result import GateResult
from tests.acceptance.wire import Wire, wired
from tests.support import playing
from tests.support.court import Chatter

NAME = "replay"
MEMBERS = {False: 1, True: 16}
READ_BACK = {False: 1, True: 8}
COPIES = 3


@dataclass(slots=True)
class Again:
    """Copies that are still to come, each due after so many further acts; ``told`` and ``read`` count."""

    rng: random.Random
    due: list[tuple[int, int]] = field(default_factory=list)
    told: int = 0
    read: int = 0

    def add(self, numbers: range, now: int, total: int) -> None:
        """Two more copies of each of these updates at random later places."""
        self.due += [
            (self.rng.randint(now + 1, total), number) for number in numbers for _ in range(COPIES - 1)
        ]

    async def until(self, now: int, wire: Wire) -> None:
        """Tell again what is due by now."""
        ready = [number for at, number in self.due if at <= now]
        self.due = [(at, number) for at, number in self.due if at > now]
        for number in ready:
            await wire.tells_again(number)
        if ready:
            await wire.settle()
        self.told += len(ready)


async def run(*, full: bool, seed: int, database: str | None, platform: Platform) -> GateResult:
    """About three minutes in full size on each, six seconds in small."""
    names = [f"member{number}" for number in range(MEMBERS[full])]
    rng = random.Random(seed)
    script = interleaved(
        [*(member_day(name, rng) for name in names), operator_day("olga", 3 * len(names))], rng
    )
    again = Again(random.Random(seed))
    once = await _played(platform, script, names, seed, None, READ_BACK[full], database)
    thrice = await _played(platform, script, names, seed, again, READ_BACK[full], None)
    problems = differences(once, thrice)
    figure = f"{len(script)} acts, {again.told} repeated updates, all read back {again.read} times, "
    return GateResult(
        f"{NAME} on {platform}",
        not problems and again.told > 0,
        f"{figure}{len(problems)} differences",
        tuple(problems),
    )


async def _played(
    platform: Platform,
    script: list[Act],
    names: list[str],
    seed: int,
    again: Again | None,
    readings: int,
    database: str | None,
) -> State:
    async with wired(platform, database, seed=seed) as wire:
        chats = await _people(wire, names)
        for number, act in enumerate(script):
            before = wire.told()
            await wire.acts(chats[act.who], act)
            if again is not None:
                again.add(range(before, wire.told()), number, len(script))
                await again.until(number, wire)
                if number % max(1, len(script) // readings) == 0 and await wire.reads_again():
                    again.read += 1
                    await wire.settle()
        if again is not None:
            await again.until(len(script) + 1, wire)
        state = await fingerprint(wire.court, chats=False)
        state["chats"] = Counter(
            f"{name}: {bubble.text}" for name, anna in chats.items() for bubble in anna.bubbles
        )
        return state


async def _people(wire: Wire, names: list[str]) -> dict[str, Chatter]:
    """Members with a task each, and an operator."""
    chats = {name: await playing.member(wire.court, name) for name in names}
    for anna in chats.values():
        await playing.task_of(wire.court, anna)
    return {**chats, "olga": await playing.operator(wire.court)}
