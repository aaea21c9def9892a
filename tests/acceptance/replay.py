"""Gate "replay": every update three times gives the same final state as once.

The first copies come in order, the second and third at random later places, with the same key."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.chat.incoming import Body
from storage.enums import Platform
from tests.acceptance.day import Act, interleaved, member_day, operator_day
from tests.acceptance.fingerprint import State, differences, fingerprint
from tests.acceptance.result import GateResult
from tests.acceptance.stage import stage
from tests.acceptance.wire import replay as wire_replay
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

NAME = "replay"
MEMBERS = {False: 3, True: 24}
COPIES = 3


@dataclass(slots=True)
class Sent:
    """An update that was sent, to be sent again."""

    who: Chatter
    key: str
    body: Body


@dataclass(slots=True)
class Again:
    """Copies that are still to come, each due after so many further updates."""

    rng: random.Random
    due: list[tuple[int, Sent]] = field(default_factory=list)

    def add(self, sent: Sent, now: int, total: int) -> None:
        """Two more copies at random later places."""
        self.due += [(self.rng.randint(now + 1, total), sent) for _ in range(COPIES - 1)]

    def until(self, now: int) -> Iterator[Sent]:
        """What is due by now."""
        ready = [sent for at, sent in self.due if at <= now]
        self.due = [(at, sent) for at, sent in self.due if at > now]
        yield from ready


async def run(
    *, full: bool, seed: int, database: str | None, platform: Platform = Platform.WEB
) -> GateResult:
    """About half a minute in full size, five seconds in small; on Telegram and Discord as ``wire.replay``
    says."""
    if platform is not Platform.WEB:
        return await wire_replay.run(full=full, seed=seed, database=database, platform=platform)
    members = [f"member{number}" for number in range(MEMBERS[full])]
    rng = random.Random(seed)
    days = [member_day(name, rng) for name in members] + [operator_day("olga", 3 * len(members))]
    script = interleaved(days, rng)
    once, _ = await _played(script, members, seed, None, database)
    thrice, copies = await _played(script, members, seed, random.Random(seed), None)
    problems = differences(once, thrice)
    figure = f"{len(script)} acts, {copies} repeated updates, {len(problems)} differences"
    return GateResult(NAME, not problems and copies > 0, figure, tuple(problems))


async def _played(
    script: list[Act], members: list[str], seed: int, again: random.Random | None, database: str | None
) -> tuple[State, int]:
    async with stage(database, seed=seed) as court:
        chats = {name: await playing.member(court, name) for name in members}
        for anna in chats.values():
            await playing.task_of(court, anna)
        chats["olga"] = await playing.operator(court)
        copies = await _sent(court, script, chats, Again(again) if again else None)
        return await fingerprint(court), copies


async def _sent(
    court: ScriptedCourt, script: list[Act], chats: dict[str, Chatter], again: Again | None
) -> int:
    copies = 0
    for number, act in enumerate(script):
        chatter = chats[act.who]
        body = act.body(chatter)
        if body is not None:
            sent = Sent(chatter, f"{act.who}-{number}", body)
            await chatter.does(body, key=sent.key)
            if again is not None:
                again.add(sent, number, len(script))
        for copy in again.until(number) if again else ():
            await copy.who.does(copy.body, key=copy.key)
            copies += 1
    for copy in again.until(len(script) + 1) if again else ():
        await copy.who.does(copy.body, key=copy.key)
        copies += 1
    return copies
