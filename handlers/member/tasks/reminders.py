"""Reminders of open tasks: however many are overdue, one goes out; none in quiet hours, none too late."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers import unprompted
from handlers.chat.outgoing import Say, Speaker
from handlers.feature import Due
from handlers.member.tasks import clock, telling
from handlers.rules import deadlines
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import waking
from storage.queries import chat
from storage.queries import tasks as queries
from storage.tables import Task, TaskPlan
from storage.unit import UnitOfWork

RECEIPT = "task.reminded"


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Tasks somebody is to be reminded of."""
    return [Due(person, str(task)) for person, task in await queries.reminders_due(tx, now, limit)]


async def remind(turn: Turn, arg: str) -> None:
    """Remind of a task, unless that has become pointless."""
    found = await queries.with_plan(turn.tx, uuid.UUID(arg))
    if found is None or turn.blocked(turn.me) is not None:
        return
    task, plan = found
    if plan.next_reminder_at is None or plan.next_reminder_at > turn.now:
        return
    if not queries.open_now(task, plan) or plan.missed_at is not None:
        plan.next_reminder_at = None
        return
    awake = waking(turn.me, turn.now)
    if awake is not None:
        plan.next_reminder_at = awake if awake < task.due_at else None
        return
    await _remind(turn, turn.me, task, plan)
    plan.next_reminder_at = clock.next_reminder(turn, turn.me, task, plan)


async def reminded(turn: Turn, args: Mapping[str, str]) -> None:
    """The reminder reached the member."""
    found = await queries.with_plan(turn.tx, uuid.UUID(args["arg"]))
    if found is not None:
        found[1].reminded_at = turn.now


async def _remind(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    times = clock.reminders(turn, subject, task, plan)
    # One that was put off to the end of quiet hours is none of the usual times, but goes out all the same.
    wanted = [*times, plan.next_reminder_at] if plan.next_reminder_at else times
    if not deadlines.reminder_now(wanted, plan.reminded_at, task.due_at, turn.now):
        return
    left = telling.time_in_words(turn, subject, task.due_at - turn.now)
    text = turn.text_for(
        subject,
        "reminder.task",
        line=turn.line("reminder", of=subject, left=left),
        task=await telling.short(turn, task),
    )
    message = Say(
        text,
        by=Speaker.PERSONA,
        choices=telling.buttons(turn, subject, task, plan),
        meters=(telling.bar(turn, subject, task, plan),),
    )
    ref = telling.reminder_of(task)
    # One that never went out, as while a platform was gone, is not sent beside this one.
    await chat.cancel_named(turn.tx, subject.person.id, ref)
    await turn.amend(ref, of=subject)
    await unprompted.tell(turn, subject, message, ref=ref, on_sent=f"{RECEIPT}:{task.id}")
