"""Gate "two operators": simultaneous decisions of one thing; exactly one wins, the other is told who did."""

import asyncio

from sqlmodel import col, select

from handlers.chat.incoming import FormAnswer, Press
from handlers.chat.outgoing import Form
from handlers.rules.court_rules import CourtRules
from storage.tables import PointEntry, ProofAttempt
from tests.acceptance.result import GateResult
from tests.acceptance.stage import stage
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

NAME = "two-operators"
DECISIONS = {False: 10, True: 1000}
MEMBERS = 10
PROOF = "I did it exactly as told, and I am proud of the result."


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """About five minutes in full size, five seconds in small."""
    problems: list[str] = []
    async with stage(database, seed=seed, rules=CourtRules(newcomer_proofs=1000)) as court:
        olga = await playing.operator(court, "olga")
        otto = await playing.operator(court, "otto")
        members = [
            await playing.member(court, f"member{number}", tasks_a_day=10_000) for number in range(MEMBERS)
        ]
        for number in range(DECISIONS[full]):
            anna = members[number % MEMBERS]
            await playing.task_of(court, anna)
            await anna.says(f"{PROOF} It was the {number}th time.")
            problems += await _decided_at_once(court, olga, otto, reject=number % 3 == 0)
        problems += await _ledger(court, DECISIONS[full])
    figure = f"{DECISIONS[full]} simultaneous decisions, {len(problems)} problems"
    return GateResult(NAME, not problems, figure, tuple(problems[:20]))


async def _decided_at_once(court: ScriptedCourt, olga: Chatter, otto: Chatter, *, reject: bool) -> list[str]:
    for operator in (olga, otto):
        court.platform.chat(operator.address).clear()
        await operator.says("/desk")
    bodies = [olga.button("Approve").token, otto.button("Approve").token]
    if reject:
        await otto.presses("Reject")
    second = otto.does(Press(bodies[1]), settle=False) if not reject else _reject(otto)
    await asyncio.gather(olga.does(Press(bodies[0]), settle=False), second)
    await court.engine.settle()
    heard = [olga.heard, otto.heard]
    problems = []
    if sum("was first" in each for each in heard) != 1:
        problems.append(f"not exactly one was told who was first: {heard}")
    return problems


async def _reject(otto: Chatter) -> None:
    forms = [b.message for b in otto.bubbles if isinstance(b.message, Form) and not b.closed]
    await otto.does(FormAnswer(forms[-1].submit.token, {"reason": ("Not as asked.",)}), settle=False)


async def _ledger(court: ScriptedCourt, decisions: int) -> list[str]:
    """One verdict a proof, at most one booking a proof."""
    async with court.storage.read() as tx:
        undecided = await tx.all(select(ProofAttempt).where(col(ProofAttempt.verdict).is_(None)))
        entries = await tx.all(select(PointEntry.task_id))
    problems = [f"{len(undecided)} proofs stayed undecided"] if undecided else []
    if len(set(entries)) != len(entries):
        problems.append("a task was booked twice")
    if len(entries) > decisions:
        problems.append(f"{len(entries)} bookings for {decisions} decisions")
    return problems
