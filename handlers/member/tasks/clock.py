"""A task's clock: when it is due, when its member is next reminded, and what moves with a deadline."""

from datetime import datetime, timedelta

from handlers.rules import deadlines
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.enums import TaskStatus
from storage.tables import Task, TaskPlan

A_MOMENT = timedelta(seconds=1)
"""The last moment of the grace time still counts."""


def due(subject: Subject, start: datetime, minutes: int) -> datetime:
    """The deadline of work that begins at ``start``: never inside the member's quiet hours."""
    return deadlines.due_at(start, minutes, quiet_of(subject), subject.zone)


def reminders(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> tuple[datetime, ...]:
    """When the member is to be reminded of a task, past moments included; never before it was delivered, nor
    once proof of it is in."""
    if plan.delivered_at is None or task.status is not TaskStatus.ASSIGNED:
        return ()
    return deadlines.reminder_times(
        plan.delivered_at,
        task.due_at,
        quiet_of(subject),
        subject.zone,
        turn.house.rules.reminder_minutes,
    )


def next_reminder(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> datetime | None:
    """When the member is next reminded of an open task, or None."""
    times = reminders(turn, subject, task, plan)
    return next((moment for moment in times if moment > turn.now), None)


def arm(turn: Turn, task: Task, plan: TaskPlan) -> None:
    """Have the deadline looked at when its grace time is over."""
    plan.check_at = deadlines.grace(task.due_at, allowance(turn)) + A_MOMENT


def allowance(turn: Turn) -> timedelta:
    """The court's grace time."""
    return timedelta(minutes=turn.house.rules.grace_minutes)


def move(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, until: datetime) -> None:
    """The task is due at ``until`` instead, and its reminders move along."""
    task.due_at = until
    arm(turn, task, plan)
    plan.next_reminder_at = next_reminder(turn, subject, task, plan)
