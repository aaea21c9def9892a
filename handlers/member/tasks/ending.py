"""Ending a task without a verdict: withdrawn, void or declined. It costs nothing and gives nothing."""

from handlers.member.tasks import outcomes
from handlers.member.tasks.telling import ref_of, reminder_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import TaskEnd
from storage.queries import chat
from storage.tables import Task, TaskPlan


async def end(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, how: TaskEnd, why: str) -> None:
    """End a task free of cost, frozen or not; its message is unsent or loses its buttons."""
    plan.ended, plan.ended_at, plan.ended_why = how, turn.now, why
    plan.frozen_at = plan.frozen_status = None
    plan.under_appeal = False
    plan.next_reminder_at = plan.check_at = None
    await outcomes.note(turn, subject, task, plan)
    await close_message(turn, subject, task)


async def close_message(turn: Turn, subject: Subject, task: Task) -> None:
    """What shows the task is taken back if it is still queued, else it loses its buttons; so does what
    reminded of it."""
    await turn.tx.flush()
    await chat.cancel_named(turn.tx, subject.person.id, ref_of(task))
    await turn.amend(ref_of(task), of=subject)
    await turn.amend(reminder_of(task), of=subject)
