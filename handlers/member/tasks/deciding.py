"""What operators decide about open tasks, and what comes back to the desk."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import deciders
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import tasks as queries
from storage.queries.tasks import TaskAndPlan

if TYPE_CHECKING:
    from handlers.member.tasks.punishing import Punished

OVER = "over"
"""Why nothing is left to decide."""


@dataclass(frozen=True, slots=True)
class Settled:
    """It is decided; ``until`` is a new deadline and ``punished`` what came of a punishment, or None."""

    until: datetime | None = None
    punished: "Punished | None" = None


@dataclass(frozen=True, slots=True)
class AlreadySettled:
    """Somebody was faster: ``by`` is the operator, None the court itself."""

    by: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class NotPossible:
    """Nothing changed; ``why`` is a key below ``task.undecided``."""

    why: str


Settlement = Settled | AlreadySettled | NotPossible


async def subject_of(turn: Turn, task_id: uuid.UUID) -> Subject | None:
    """The member of a task, locked; None if there is no such task."""
    found = await queries.with_plan(turn.tx, task_id)
    return None if found is None else await turn.subject(found[0].user_id)


async def decidable(turn: Turn, subject: Subject, task_id: uuid.UUID) -> TaskAndPlan | NotPossible:
    """The open task as it is now that its member is locked, if this operator may decide about it."""
    barred = deciders.bar(turn, subject)
    if barred is not None:
        return NotPossible(barred)
    found = await queries.with_plan(turn.tx, task_id)
    if found is None or not queries.open_now(*found):
        return NotPossible(OVER)
    return found
