"""One request for more time per task: asked by the member, granted by an operator with one tap.

Where the persona is away, or nobody has answered when the deadline comes, it is granted by itself: what the
court was too slow to answer costs the member nothing."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers import unprompted
from handlers.member.tasks import clock, telling
from handlers.member.tasks.chosen import mine
from handlers.member.tasks.deciding import (
    OVER,
    AlreadySettled,
    NotPossible,
    Settled,
    Settlement,
    decidable,
    subject_of,
)
from handlers.persona_rules import rules_for
from handlers.rules import deadlines
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage import log
from storage.enums import OutboxClass
from storage.tables import Task, TaskPlan


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The member wants more time."""
    found = await mine(turn, args)
    if found is None or extra(turn, found[1]) <= timedelta():
        await turn.say(turn.text("common.stale_button"))
        return
    task, plan = found
    allowance = clock.allowance(turn)
    asked_before = plan.extension_asked_at is not None
    if not deadlines.may_ask_for_time(task.due_at, turn.now, asked_before=asked_before, allowance=allowance):
        await turn.say(turn.text("task.asked_already" if asked_before else "task.too_late_to_ask"))
        return
    plan.extension_asked_at = turn.now
    if (await rules_for(turn, task.domme_persona)).operator_away:
        await grant(turn, turn.me, task, plan, by=None)
        return
    await redraw(turn, turn.me, task, plan)
    await turn.persona_says("more_time_asked")


def extra(turn: Turn, plan: TaskPlan) -> timedelta:
    """How much time a request is for: a share of what was first given."""
    return timedelta(minutes=round(plan.minutes * turn.house.rules.extension_share))


def pending(turn: Turn, plan: TaskPlan) -> timedelta | None:
    """The time asked for that nobody has answered; None if there is no such request."""
    open_request = plan.extension_asked_at is not None and plan.extension_granted is None
    return extra(turn, plan) if open_request else None


async def decide_extension(
    turn: Turn, task_id: uuid.UUID, granted: bool, by: uuid.UUID | None = None
) -> Settlement:
    """An operator's answer to a request for more time; the first one counts. ``by``: on whose behalf."""
    subject = await subject_of(turn, task_id)
    if subject is None:
        return NotPossible(OVER)
    found = await decidable(turn, subject, task_id)
    if isinstance(found, NotPossible):
        return found
    task, plan = found
    if plan.extension_granted is not None:
        return AlreadySettled(plan.extension_by)
    if plan.extension_asked_at is None:
        return NotPossible("not_asked")
    operator = by or turn.me.person.id
    if granted:
        await grant(turn, subject, task, plan, by=operator)
    else:
        plan.extension_granted, plan.extension_by = False, operator
        await unprompted.tell(turn, subject, turn.line("more_time_refused", of=subject))
    kind = "extension.granted" if granted else "extension.refused"
    await log.append(
        turn.tx, at=turn.wall, actor=operator, kind=kind, subject=subject.person.id, object_id=str(task.id)
    )
    return Settled(task.due_at if granted else None)


async def grant(turn: Turn, subject: Subject, task: Task, plan: TaskPlan, *, by: uuid.UUID | None) -> None:
    """The deadline moves; the member is told until when."""
    until = deadlines.extension(task.due_at, extra(turn, plan), turn.now, quiet_of(subject), subject.zone)
    plan.extension_granted, plan.extension_by = True, by
    clock.move(turn, subject, task, plan, until)
    await redraw(turn, subject, task, plan)
    when = spoken(until, subject.zone, turn.now)
    await unprompted.tell(turn, subject, turn.line("more_time_granted", of=subject, until=when))


async def redraw(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    """The message that shows the task gets its new bar and buttons; what reminded of it is outdated."""
    message = await telling.task_message(turn, subject, task, plan)
    klass = OutboxClass.REPLY if unprompted.answers(turn, subject) else OutboxClass.GAME
    await turn.amend(telling.ref_of(task), message, of=subject, klass=klass)
    if plan.reminded_at is not None:
        await turn.amend(telling.reminder_of(task), of=subject)
