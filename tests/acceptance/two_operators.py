"""Gate "two operators": simultaneous decisions of one thing; exactly one wins, the others hear who did."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from handlers.chat.incoming import Body, FormAnswer, Press
from handlers.operator.desk.run import CLAIM
from handlers.rules.court_rules import CourtRules
from storage.tables import AdminLog, PointEntry, ProofAttempt
from tests.acceptance.kinds import KINDS, Kind, furnished
from tests.acceptance.result import GateResult
from tests.acceptance.shards import Shard, shared_out
from tests.acceptance.stage import stage
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scripted import Bubble

NAME = "two-operators"
DECISIONS = {False: 10, True: 1000}
CROWD = {False: 5, True: 50}
"""How many decide one thing at the same time, in the end."""
MEMBERS = 10
PROOF = "I did it exactly as told, and I am proud of the result."
SECOND = timedelta(seconds=1)


EACH = {False: 1, True: 25}
SEVERAL = {False: 3, True: 8}
"""So many of every other kind, each decided by so many at the same time."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the gate came to."""

    proofs: int
    others: Counter[str]
    problems: list[str]


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """Some minutes in full size on two cores, half a minute in small."""
    parts = await shared_out(_part, full=full, seed=seed, database=database)
    problems = [problem for part in parts for problem in part.problems]
    others = sum((part.others for part in parts), Counter[str]())
    listed = ", ".join(f"{others[name]} {name}" for name in KINDS)
    figure = (
        f"{sum(part.proofs for part in parts)} proofs decided by two at once, one by {CROWD[full]}; "
        f"by {SEVERAL[full]} at once {listed}; {len(problems)} problems"
    )
    return GateResult(NAME, not problems, figure, tuple(problems[:20]))


async def _part(shard: Shard) -> Part:
    """This part's decisions: everybody hands in a proof, both operators go through them, and again; then
    several go through everything else a desk decides."""
    problems: list[str] = []
    decisions = len(range(shard.number, DECISIONS[shard.full], shard.of))
    async with stage(shard.database, seed=shard.seed, rules=CourtRules(newcomer_proofs=1000)) as court:
        operators = [await playing.operator(court, "olga"), await playing.operator(court, "otto")]
        members = [await playing.member(court, f"member{n}", tasks_a_day=10_000) for n in range(MEMBERS)]
        for start in range(0, decisions, MEMBERS):
            numbers = range(start, min(decisions, start + MEMBERS))
            await _hand_in(court, members, numbers)
            for number in numbers:
                problems += await _decided_at_once(court, operators, reject=number % 3 == 0)
        if shard.last:
            problems += await _crowd(court, members[0], CROWD[shard.full])
        problems += await _ledger(court, decisions + shard.last)
        others = await _others(court, operators, shard, problems)
    return Part(decisions, others, problems)


async def _others(
    court: ScriptedCourt, two: Sequence[Chatter], shard: Shard, problems: list[str]
) -> Counter[str]:
    """Everything that is no proof: each kind some times, each time decided by several at once."""
    await furnished(court)
    more = [await playing.operator(court, f"colleague{n}") for n in range(SEVERAL[shard.full] - len(two))]
    operators, counts = [*two, *more], Counter[str]()
    for name, kind in KINDS.items():
        for number in range(shard.number, EACH[shard.full], shard.of):
            await kind.brought(court, f"{kind.log.replace('.', '-')}-{number}")
            problems += [f"{name}: {each}" for each in await _one_of_several(court, operators, kind)]
            counts[name] += 1
        async with court.storage.read() as tx:
            noted = await tx.all(select(AdminLog.id).where(col(AdminLog.kind) == kind.log))
        if len(noted) != counts[name]:
            problems.append(f"{name}: {len(noted)} decisions in the log, {counts[name]} were made")
    return counts


async def _one_of_several(court: ScriptedCourt, operators: Sequence[Chatter], kind: Kind) -> list[str]:
    """All of them have it before them, and decide it at the same time."""
    bodies = []
    for operator in operators:
        court.clock.advance_wall(CLAIM)
        await operator.says("/desk")
        bodies.append(await kind.decided(operator))
    before = {operator.name: len(operator.bubbles) for operator in operators}
    acts = zip(operators, bodies, strict=True)
    await asyncio.gather(*(operator.does(body, settle=False) for operator, body in acts))
    await court.engine.settle()
    problems = _told(operators, before)
    for operator in operators:
        operator.bubbles[:] = [bubble for bubble in operator.bubbles if bubble.buttons]
    return problems


async def _hand_in(court: ScriptedCourt, members: Sequence[Chatter], numbers: Sequence[int]) -> None:
    for anna, number in zip(members, numbers, strict=False):
        await playing.task_of(court, anna)
        # One after the other, so that both operators find the same one on top.
        court.clock.advance(SECOND)
        await anna.says(f"{PROOF} It was the {number}th time.")


async def _decided_at_once(court: ScriptedCourt, operators: Sequence[Chatter], *, reject: bool) -> list[str]:
    olga, otto = operators
    shown = [await _on_top(operator) for operator in operators]
    if shown[0].ref != shown[1].ref:
        return [f"two operators saw different things: {shown}"]
    bodies: list[Body] = [Press(operator.button("Approve").token) for operator in operators]
    if reject:
        await otto.presses("Reject")
        assert otto.form is not None, otto.last
        bodies[1] = FormAnswer(otto.form.submit.token, {"reason": ("Not as asked.",)})
    before = {operator.name: len(operator.bubbles) for operator in operators}
    await asyncio.gather(olga.does(bodies[0], settle=False), otto.does(bodies[1], settle=False))
    await court.engine.settle()
    problems = _told(operators, before)
    for operator in operators:
        operator.bubbles[:] = [bubble for bubble in operator.bubbles if bubble.buttons]
    return problems


async def _on_top(operator: Chatter) -> Bubble:
    """The most urgent of the desk, though a colleague has it open: her claim has lapsed meanwhile."""
    operator.court.clock.advance_wall(CLAIM)
    await operator.says("/desk")
    return next(b for b in reversed(operator.bubbles) if any(c.label == "Approve" for c in b.buttons))


def _told(operators: Sequence[Chatter], before: dict[str, int]) -> list[str]:
    """All but one are told who was first, and it was the one who is not."""
    heard = {operator.name: operator.since(before[operator.name]) for operator in operators}
    first = [name for name, text in heard.items() if "was first" not in text]
    if len(first) != 1:
        return [f"not exactly one won: {heard}"]
    if not all(f"{first[0]} was first" in text for name, text in heard.items() if name != first[0]):
        return [f"somebody was told of the wrong winner: {heard}"]
    return []


async def _crowd(court: ScriptedCourt, anna: Chatter, count: int) -> list[str]:
    """Many operators decide one proof at the same time."""
    crowd = [await playing.operator(court, f"operator{number:02}") for number in range(count)]
    await _hand_in(court, [anna], [DECISIONS[True]])
    for operator in crowd:
        await _on_top(operator)
    before = {operator.name: len(operator.bubbles) for operator in crowd}
    presses = [operator.does(Press(operator.button("Approve").token), settle=False) for operator in crowd]
    await asyncio.gather(*presses)
    await court.engine.settle()
    return _told(crowd, before)


async def _ledger(court: ScriptedCourt, decisions: int) -> list[str]:
    """One verdict a proof, at most one booking a proof."""
    async with court.storage.read() as tx:
        attempts = await tx.all(select(ProofAttempt.verdict))
        entries = await tx.all(select(PointEntry.task_id))
    undecided = sum(verdict is None for verdict in attempts)
    problems = [f"{undecided} proofs stayed undecided"] if undecided else []
    if len(attempts) != decisions:
        problems.append(f"{len(attempts)} proofs for {decisions} decisions")
    if len(set(entries)) != len(entries):
        problems.append("a task was booked twice")
    if len(entries) > decisions:
        problems.append(f"{len(entries)} bookings for {decisions} decisions")
    return problems
