"""A failed task is made good, once: what it cost returns, its date is forgiven, its punishment taken back.

The one path for appeals and for whatever else makes good. The task itself stays Failed."""

import uuid
from dataclasses import dataclass

from handlers import ledger
from handlers.judging.appealed import answered_otherwise
from handlers.judging.deciding import ACTS, ref_of, settle
from handlers.member.tasks import outcomes, punished, telling
from handlers.member.tasks.misses import MISSED
from handlers.member.tasks.punished import Followed
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import TaskStatus, Verdict
from storage.queries import ledger as ledger_queries
from storage.queries import proofs, punishments
from storage.tables import PointEntry, Task, TaskPlan

LOSSES = (MISSED, ACTS[Verdict.REJECTED])
"""The acts under which a failed task's cost is booked."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The task is made good: the points of its own that came back, and what became of the punishment."""

    returned: int
    followed: Followed


async def restore(
    turn: Turn, subject: Subject, task: Task, plan: TaskPlan, *, by: uuid.UUID | None
) -> Restored | None:
    """Make a failed task good; None if it is not failed, or was made good before."""
    if not may_be_restored(task, plan):
        return None
    plan.restored_at = turn.now
    returned = 0
    for act in LOSSES:
        cause = await ledger.cause_of(turn, subject, task.id, act)
        returned += await ledger.reverse_points(turn, subject, cause, by=by)
    await outcomes.note(turn, subject, task, plan)
    return Restored(returned, await take_back_punishment(turn, subject, task.id, by=by))


def may_be_restored(task: Task, plan: TaskPlan) -> bool:
    """Whether a task is failed and has not been made good."""
    return task.status is TaskStatus.FAILED and plan.ended is None and plan.restored_at is None


async def losses_of(turn: Turn, subject: Subject, task: Task) -> tuple[PointEntry, ...]:
    """What comes back when a failed task is made good: its own cost, and that of a failed punishment."""
    followers = await punishments.answering(turn.tx, task.id)
    failed = [each for each, plan in followers if may_be_restored(each, plan)]
    found = []
    for each in (task, *failed):
        for act in LOSSES:
            cause = await ledger.cause_of(turn, subject, each.id, act)
            found.append(await ledger_queries.point_entry(turn.tx, subject.member.id, cause))
    return tuple(entry for entry in found if entry is not None)


async def cost_of(turn: Turn, subject: Subject, task: Task) -> int:
    """The points that come back when a failed task is made good, those of a failed punishment included."""
    return -sum(entry.taken for entry in await losses_of(turn, subject, task))


async def told_in(turn: Turn, task: Task) -> tuple[str, ...]:
    """The names of the messages that told of a failure: when it is dealt with, so are their buttons."""
    attempts = await proofs.attempts_of(turn.tx, task.id)
    return (telling.failure_ref(task), *(ref_of(attempt) for attempt in attempts[-1:]))


async def act_of_failure(turn: Turn, task: Task) -> str:
    """Under which act the cost of a failed task is booked."""
    attempts = await proofs.attempts_of(turn.tx, task.id)
    rejected = bool(attempts) and attempts[-1].verdict is Verdict.REJECTED
    return ACTS[Verdict.REJECTED] if rejected else MISSED


async def take_back_punishment(
    turn: Turn, subject: Subject, task_id: uuid.UUID, *, by: uuid.UUID | None
) -> Followed:
    """What was to be done for this task is withdrawn; what was handed in or done is kept with its points;
    what was failed is made good as well."""
    followed = await punished.withdraw(turn, subject, task_id)
    for task, plan in await punishments.answering(turn.tx, task_id):
        if plan.ended is None and task.status is TaskStatus.SUBMITTED:
            await _accept(turn, subject, task, plan)
        elif may_be_restored(task, plan):
            await answered_otherwise(turn, task.id, by=by)
            await restore(turn, subject, task, plan, by=by)
            followed = Followed.WITHDRAWN
    return followed


async def _accept(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    """The proof of a punishment that should not have been needs no judge."""
    plan.under_appeal = False
    if subject.person.stopped_at is None:
        plan.frozen_at = plan.frozen_status = None
    for attempt in await proofs.attempts_of(turn.tx, task.id):
        if attempt.verdict is None:
            await settle(turn, subject, attempt.id, Verdict.TRUSTED)
