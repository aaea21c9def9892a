"""The rows of an appeal: itself, what stands behind it, and the task it is about."""

import uuid
from dataclasses import dataclass

from handlers.turn import Turn
from storage.queries import appeals as queries
from storage.queries import tasks as task_queries
from storage.tables import Appeal, AppealReview, Task, TaskPlan


@dataclass(frozen=True, slots=True)
class Case:
    """An appeal as it is now, with everything that is decided about it."""

    appeal: Appeal
    review: AppealReview
    task: Task
    plan: TaskPlan


async def case_of(turn: Turn, appeal_id: uuid.UUID) -> Case | None:
    """The case of this appeal, its row locked; None if there is none (any more)."""
    appeal = await queries.appeal_now(turn.tx, appeal_id)
    found = None if appeal is None else await task_queries.with_plan(turn.tx, appeal.task_id)
    if appeal is None or found is None:
        return None
    review = await turn.tx.get(AppealReview, appeal.id)
    return None if review is None else Case(appeal, review, *found)


def ref_of(appeal: Appeal) -> str:
    """The name of the message that tells what became of an appeal."""
    return f"appeal:{appeal.id}"
