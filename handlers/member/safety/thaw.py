"""Bringing frozen tasks back: later by the time they were frozen, never straight before a deadline."""

from datetime import datetime

from handlers.member.tasks import clock, ending
from handlers.rules import appeals, days, stopping
from handlers.rules.clock import clock_time, out_of_quiet
from handlers.sessions import timed as sessions
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.enums import TaskEnd
from storage.queries import appeals as appeal_queries
from storage.queries import tasks as task_queries
from storage.tables import Task, TaskPlan


async def frozen_tasks(turn: Turn, subject: Subject) -> list[tuple[Task, TaskPlan]]:
    """Everything a stop or a pause froze."""
    found = await task_queries.unsettled_tasks(turn.tx, subject.member.id)
    return [(task, plan) for task, plan in found if plan.frozen_at is not None]


def must_close(task: Task, plan: TaskPlan) -> bool:
    """Whether a frozen task cannot be kept after a stop."""
    return stopping.closes_on_resume(
        task.type, timed=plan.least_minutes > 0, started=plan.started_at is not None
    )


def thaw(subject: Subject, task: Task, plan: TaskPlan, now: datetime, *, after_stop: bool) -> None:
    """The task goes on; its deadline moves by the time it was frozen."""
    if plan.frozen_at is None:
        return
    frozen_for = now - plan.frozen_at
    if after_stop:
        due = stopping.deadline_after_stop(task.due_at, frozen_for, now)
    else:
        due = _not_soon_after_resume(subject, task.due_at + frozen_for)
    task.due_at = out_of_quiet(due, quiet_of(subject), subject.zone)
    plan.frozen_at = plan.frozen_status = None


def _not_soon_after_resume(subject: Subject, due: datetime) -> datetime:
    """A pause that ends soon after a resume brings nothing due within the day that a resume keeps free."""
    resumed = subject.person.resumed_at
    return due if resumed is None else max(due, resumed + stopping.NOTHING_DUE_AFTER_RESUME)


async def after_stop(turn: Turn, subject: Subject, keep: frozenset[str]) -> int:
    """Keep the ticked tasks, close the others free of cost; returns how many go on. While a pause is on, or
    an appeal waits for its answer, what is kept stays frozen until that ends."""
    kept = 0
    for task, plan in await frozen_tasks(turn, subject):
        if str(task.id) not in keep or must_close(task, plan):
            await ending.end(turn, subject, task, plan, TaskEnd.WITHDRAWN, "resume")
        else:
            kept += 1
            if subject.person.paused_at is None and not plan.under_appeal:
                thaw(subject, task, plan, turn.now, after_stop=True)
                plan.next_reminder_at = clock.next_reminder(turn, subject, task, plan)
    await put_off_appeals(turn, subject)
    reschedule(turn, subject)
    return kept


async def after_pause(turn: Turn, subject: Subject) -> None:
    """Everything frozen goes on, but what an appeal keeps still."""
    for task, plan in await frozen_tasks(turn, subject):
        if plan.under_appeal:
            continue
        thaw(subject, task, plan, turn.now, after_stop=False)
        plan.next_reminder_at = clock.next_reminder(turn, subject, task, plan)
    await put_off_appeals(turn, subject)
    await sessions.put_off(turn, subject)
    reschedule(turn, subject)


async def put_off_appeals(turn: Turn, subject: Subject) -> None:
    """Nobody could answer an appeal while its member was away: there is time for it after her return."""
    for review in await appeal_queries.reviews_waiting(turn.tx, subject.member.id):
        if review.lapses_at is not None:
            review.lapses_at = appeals.put_off(review.lapses_at, turn.now)


def reschedule(turn: Turn, subject: Subject) -> None:
    """The next daily is one that lies ahead: what the absence missed is not made up for."""
    settings = subject.choices
    settings.next_daily_at = days.next_daily(
        settings.last_daily_at,
        settings.last_daily_date,
        clock_time(settings.daily_at),
        subject.zone,
        turn.now,
        quiet=quiet_of(subject),
        since=turn.now,
    )
