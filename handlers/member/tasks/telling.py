"""Tasks in words: the message that gives one, its bar, its buttons, its reminders."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.chat.outgoing import Choice, Meter, Say, Speaker, Style
from handlers.rules import deadlines
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage.tables import Task, TaskPlan

if TYPE_CHECKING:
    from handlers.member.tasks.giving import Proposal

NAMED_EVENTS = frozenset({"first_task", "task_daily", "task_given", "task_servitude", "task_inspection"})


def name_for(event: str, subject: Subject) -> Mapping[str, str]:
    """The values a task's opening line needs."""
    return {"name": subject.member.username} if event in NAMED_EVENTS else {}


def described(turn: Turn, subject: Subject, proposal: "Proposal") -> str:
    """A proposal as a member reads it before accepting."""
    details = turn.text_for(
        subject,
        "task.details",
        proof=turn.text_for(subject, f"task.proof.{proposal.proof_type.value.casefold()}"),
        points=proposal.points,
    )
    return f"{proposal.description}\n\n{details}"


async def task_message(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, *, opening: str = "") -> Say:
    """A task as its member sees it, with time left and buttons."""
    description = await turn.tx.open(task, "description") or ""
    details = turn.text_for(
        subject,
        "task.details",
        proof=turn.text_for(subject, f"task.proof.{task.proof_type_required.value.casefold()}"),
        points=plan.points,
    )
    parts = [opening, description, details]
    word = await turn.tx.open(plan, "challenge")
    if word:
        parts.append(turn.line("challenge", of=subject, word=word))
    if plan.least_minutes:
        parts.append(turn.text_for(subject, "task.timed", minutes=plan.least_minutes))
    text = "\n\n".join(part for part in parts if part)
    return Say(
        text,
        by=Speaker.PERSONA,
        choices=buttons(turn, subject, task, plan),
        meters=(bar(turn, subject, task, plan),),
    )


def buttons(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> tuple[Choice, ...]:
    """What can be done with an open task by pressing."""
    args = {"task": str(task.id)}
    choices = []
    if plan.least_minutes and plan.started_at is None:
        choices.append(Choice(turn.text_for(subject, "task.start"), "task.start", args, Style.PRIMARY))
    if plan.extension_asked_at is None:
        choices.append(Choice(turn.text_for(subject, "task.more_time"), "task.more_time", args))
    return tuple(choices)


def bar(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> Meter:
    """The time left of a task."""
    begun = plan.delivered_at or task.assigned_at
    whole = (task.due_at - begun).total_seconds()
    left = (task.due_at - turn.now).total_seconds()
    share = min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0
    until = spoken(task.due_at, subject.zone, turn.now)
    return Meter(
        turn.text_for(subject, "task.time_left"),
        share,
        turn.text_for(subject, "task.until", until=until),
        turn.house.clock.wall_at(task.due_at),
    )


def next_reminder(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> datetime | None:
    """When the member is next reminded of an open task, or None."""
    times = deadlines.reminder_times(
        plan.delivered_at or task.assigned_at,
        task.due_at,
        quiet_of(subject),
        subject.zone,
        turn.house.rules.reminder_minutes,
    )
    return next((moment for moment in times if moment > turn.now), None)
