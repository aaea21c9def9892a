"""A punishment for a failed task: by the persona where the member agreed to that, or by an operator's choice.

Both go through ``giving.give``, where limits, intensity, caps and consent are asked. A failed task is
answered once at most, a failed punishment never."""

from enum import StrEnum

from handlers import drops
from handlers.content.schema import TaskTemplate
from handlers.member.tasks.giving import Given, Outcome, Proposal, give
from handlers.member.tasks.picking import pick
from handlers.rules.limits import TaskSource
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import TaskStatus, TaskType
from storage.queries import appeals, punishments
from storage.tables import Task, TaskPlan

EVENT = "punishment_assigned"
NOTICE = "punishment_notice"
"""The event whose voice drop, "Punishment Notice", goes with a punishment, if the persona has one."""


class NotPunished(StrEnum):
    """Why a task is not answered by a punishment; keys below ``punishment.not``."""

    NOT_FAILED = "not_failed"
    MADE_GOOD = "made_good"
    UNDER_APPEAL = "under_appeal"
    ANSWERED = "answered"
    NONE_FITS = "none_fits"


Punished = Outcome | NotPunished


async def by_persona(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> Punished:
    """The automatic punishment: one of the persona's templates that fits; nothing without consent."""
    obstacle = await obstacle_to(turn, task, plan)
    if obstacle is not None:
        return obstacle
    template = await _template(turn, subject)
    if template is None:
        return NotPunished.NONE_FITS
    return await _give(turn, subject, task, Proposal.of(template, TaskSource.PUNISHMENT))


async def by_operator(
    turn: Turn, subject: Subject, task: Task, plan: TaskPlan, template: TaskTemplate
) -> Punished:
    """The template that the operator whose turn it is chose; she has read the member's own words."""
    obstacle = await obstacle_to(turn, task, plan)
    if obstacle is not None:
        return obstacle
    proposal = Proposal.of(template, TaskSource.OPERATOR, made_by=turn.me.person.id)
    return await _give(turn, subject, task, proposal)


async def obstacle_to(turn: Turn, task: Task, plan: TaskPlan) -> NotPunished | None:
    """Why this very task cannot be answered by a punishment now; None if it can."""
    if task.status is not TaskStatus.FAILED or plan.ended is not None:
        return NotPunished.NOT_FAILED
    if plan.restored_at is not None:
        return NotPunished.MADE_GOOD
    if await appeals.is_pending(turn.tx, task.id):
        return NotPunished.UNDER_APPEAL
    return NotPunished.ANSWERED if await punishments.any_for(turn.tx, task.id) else None


def is_punishment(task: Task) -> bool:
    """Whether a task is a punishment: failing it never makes another."""
    return task.type is TaskType.PUNISHMENT or task.auto_punishment_flag


async def _template(turn: Turn, subject: Subject) -> TaskTemplate | None:
    """What touches no soft limit first: a punishment that has to be accepted is one that can be declined."""
    plain = await pick(turn, subject, TaskType.PUNISHMENT, with_offers=False)
    return plain or await pick(turn, subject, TaskType.PUNISHMENT)


async def _give(turn: Turn, subject: Subject, task: Task, proposal: Proposal) -> Outcome:
    outcome = await give(
        turn,
        subject,
        proposal.answering(task.id),
        event=EVENT,
        words_acknowledged=True,
        answers_punishment=is_punishment(task),
    )
    if isinstance(outcome, Given):
        await drops.by_event(turn, subject, NOTICE)
    return outcome
