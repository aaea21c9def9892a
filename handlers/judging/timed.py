"""Proofs that time decides, and the wish for another try reaching its member."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.feature import Due
from handlers.judging.deciding import settle
from handlers.member.tasks import clock
from handlers.rules import proofs as rules
from handlers.rules.clock import out_of_quiet
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.enums import Verdict
from storage.queries import proofs as queries
from storage.queries import tasks as task_queries
from storage.tables import ProofAttempt
from storage.unit import UnitOfWork


async def find_lapsing(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Proofs nobody reviewed in time."""
    return [Due(person, str(attempt)) for person, attempt in await queries.lapsing(tx, now, limit)]


async def find_trusted(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Proofs handed in to a persona who is away by now; suspicious ones wait for a human all the same."""
    return [Due(person, str(attempt)) for person, attempt in await queries.left_to_trust(tx, now, limit)]


async def accept(turn: Turn, arg: str) -> None:
    """Accept a proof at base points."""
    attempt = await turn.tx.get(ProofAttempt, uuid.UUID(arg))
    if attempt is None or attempt.verdict is not None:
        return
    late = turn.now >= rules.lapses_at(attempt.submitted_at, turn.house.rules)
    await settle(turn, turn.me, attempt.id, Verdict.LAPSED if late else Verdict.TRUSTED)


async def again_delivered(turn: Turn, args: Mapping[str, str]) -> None:
    """The wish for another try reached the member: now its time runs."""
    task_id, _, seconds = args["arg"].partition("/")
    found = await task_queries.with_plan(turn.tx, uuid.UUID(task_id))
    if found is None or not task_queries.open_now(*found) or found[1].delivered_at is not None:
        return
    task, plan = found
    plan.delivered_at = turn.now
    plan.delivered_on = None if turn.account is None else turn.account.platform
    due = out_of_quiet(turn.now + timedelta(seconds=int(seconds)), quiet_of(turn.me), turn.me.zone)
    clock.move(turn, turn.me, task, plan, due)
