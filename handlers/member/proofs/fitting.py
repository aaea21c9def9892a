"""Which of a member's open tasks something can be the proof of."""

from collections.abc import Iterable

from handlers.rules.fit import OpenTask
from handlers.turn import Turn
from storage.queries import tasks as queries
from storage.queries.tasks import TaskAndPlan


async def open_now(turn: Turn) -> tuple[TaskAndPlan, ...]:
    """The member's open tasks that still wait for proof, soonest due first."""
    found = await queries.open_tasks(turn.tx, turn.me.member.id)
    return tuple((task, plan) for task, plan in found if plan.missed_at is None)


async def as_open(turn: Turn, found: TaskAndPlan) -> OpenTask:
    """A task as the rules of fitting see it."""
    task, plan = found
    return OpenTask(
        id=task.id,
        proof_type=task.proof_type_required,
        due_at=task.due_at,
        least_minutes=plan.least_minutes,
        started_at=plan.started_at,
        challenge=await turn.tx.open(plan, "challenge"),
    )


async def all_open(turn: Turn, found: Iterable[TaskAndPlan]) -> list[OpenTask]:
    """The same for several."""
    return [await as_open(turn, each) for each in found]
