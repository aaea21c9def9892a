"""The punishment that followed a failed task: frozen during an appeal, released, or taken back with it."""

import uuid
from enum import StrEnum

from handlers import desk_chats, unprompted
from handlers.member.safety import thaw
from handlers.member.tasks import clock, ending, offers, telling
from handlers.rules.clock import out_of_quiet
from handlers.rules.deadlines import LEAST_TIME_LEFT
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage.enums import TaskEnd, TaskStatus
from storage.queries import appeals, forgiveness, proofs, punishments
from storage.tables import Task, TaskPlan

WHY = "made_good"
WAITING = (TaskStatus.ASSIGNED, TaskStatus.SUBMITTED)


class Followed(StrEnum):
    """What became of the punishment when its task was made good."""

    NONE = "none"
    """There was none, or none that was still to be done."""
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    """It was done, and stays with its points."""


async def hold(turn: Turn, subject: Subject, task_id: uuid.UUID) -> None:
    """Its task is under appeal: what is to be done or judged stands still, what is offered is withdrawn."""
    for offer in await punishments.offered(turn.tx, task_id):
        await offers.close(turn, subject, offer, accepted=False)
    for task, plan in await punishments.answering(turn.tx, task_id):
        if plan.ended is None and task.status in WAITING:
            freeze(turn, task, plan)
            await ending.close_message(turn, subject, task)
            await _off_the_desk(turn, task)


async def hold_if_appealed(turn: Turn, task: Task, plan: TaskPlan) -> None:
    """A punishment that has become open or unjudged again stands still if its task is under appeal - not if
    that was forgiven: then only tokens hang on the appeal."""
    if plan.punishes is None or not await appeals.is_pending(turn.tx, plan.punishes):
        return
    if await forgiveness.of_task(turn.tx, plan.punishes) is None:
        freeze(turn, task, plan)


async def _off_the_desk(turn: Turn, task: Task) -> None:
    for attempt in await proofs.attempts_of(turn.tx, task.id):
        if attempt.verdict is None:
            await desk_chats.leaves(turn, attempt.id)


def freeze(turn: Turn, task: Task, plan: TaskPlan) -> None:
    """Keep a punishment frozen until the appeal is decided; what froze it before goes on doing so."""
    plan.under_appeal = True
    if plan.frozen_at is None:
        plan.frozen_at, plan.frozen_status = turn.now, task.status.value
    plan.next_reminder_at = None


async def release(turn: Turn, subject: Subject, task_id: uuid.UUID) -> bool:
    """The appeal was denied: the punishment goes on with the time that was left, at least an hour from when
    the member hears of it. Returns whether there is one to be done."""
    to_do = False
    for task, plan in await punishments.answering(turn.tx, task_id):
        if plan.ended is not None or not plan.under_appeal:
            continue
        plan.under_appeal = False
        if turn.blocked(subject) is not None:
            continue  # A stop or a holiday holds it still; what ends that thaws it.
        thaw.thaw(subject, task, plan, turn.now, after_stop=False)
        if task.status is TaskStatus.ASSIGNED:
            to_do = True
            await _go_on(turn, subject, task, plan)
    return to_do


async def _go_on(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    least = (unprompted.earliest(turn, subject) or turn.now) + LEAST_TIME_LEFT
    until = out_of_quiet(max(task.due_at, least), quiet_of(subject), subject.zone)
    clock.move(turn, subject, task, plan, until)
    opening = turn.line("punishment_resumed", of=subject, until=spoken(until, subject.zone, turn.now))
    message = await telling.task_message(turn, subject, task, plan, opening=opening)
    delivered = "" if plan.delivered_at is not None else f"task.delivered:{task.id}"
    await unprompted.tell(turn, subject, message, ref=telling.ref_of(task), on_sent=delivered)


async def withdraw(turn: Turn, subject: Subject, task_id: uuid.UUID) -> Followed:
    """Its task is made good: what is not done yet ends free of cost; what is done stays. What is handed in is
    released and waits for its verdict: :func:`handlers.restoring.restore` gives it."""
    followed = Followed.NONE
    for offer in await punishments.offered(turn.tx, task_id):
        await offers.close(turn, subject, offer, accepted=False)
    for task, plan in await punishments.answering(turn.tx, task_id):
        if plan.ended is not None:
            continue
        if task.status is TaskStatus.ASSIGNED:
            await ending.end(turn, subject, task, plan, TaskEnd.WITHDRAWN, WHY)
            followed = Followed.WITHDRAWN
        elif task.status in (TaskStatus.SUBMITTED, TaskStatus.COMPLETED):
            followed = Followed.KEPT
    return followed
