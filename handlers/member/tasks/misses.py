"""A deadline passed without proof: what that costs, what follows, and who is asked before it does.

By default a miss counts, and where the member agreed to that a punishment follows. Where a persona asks at a
miss, an operator decides: apply (with a punishment or without), postpone, dismiss; unanswered, dismissed."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from handlers import ledger, unprompted
from handlers.chat.outgoing import Say, Speaker
from handlers.feature import Due
from handlers.member.tasks import clock, ending, outcomes, punishing, telling
from handlers.member.tasks.deciding import (
    OVER,
    AlreadySettled,
    NotPossible,
    Settled,
    Settlement,
    decidable,
    subject_of,
)
from handlers.member.tasks.punishing import Punished
from handlers.persona_rules import rules_for
from handlers.rules import deadlines, points
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage import log
from storage.enums import TaskEnd, TaskStatus
from storage.queries import log_search
from storage.queries import tasks as queries
from storage.tables import Task, TaskPlan
from storage.unit import UnitOfWork

MISSED = "missed"
LONGEST = timedelta(hours=48)


class MissDecision(StrEnum):
    """What an operator makes of a miss; ``PUNISH`` is to apply it with a punishment."""

    APPLY = "apply"
    PUNISH = "punish"
    POSTPONE = "postpone"
    DISMISS = "dismiss"


KINDS = tuple(f"miss.{each.value}" for each in MissDecision)
"""How the log names them."""


async def missed(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    """The grace time is over: fail the task, or ask the persona's operator first."""
    rules = await rules_for(turn, task.domme_persona)
    if rules.ask_at_miss and not rules.operator_away:
        plan.missed_at, plan.next_reminder_at, plan.check_at = turn.now, None, None
        await ending.close_message(turn, subject, task)
        await unprompted.tell(turn, subject, turn.text_for(subject, "task.miss_considered"), by=Speaker.COURT)
        return
    await fail(turn, subject, task, plan)
    if not rules.ask_at_miss:  # who asks gives no punishment unasked, away or not
        await punishing.by_persona(turn, subject, task, plan)


async def fail(
    turn: Turn, subject: Subject, task: Task, plan: TaskPlan, *, by: uuid.UUID | None = None
) -> None:
    """The task is failed and costs what the rules say, as far as there are points to take."""
    asked = points.for_miss(plan.points, turn.house.rules)
    lost = -points.take(subject.member.obedience_points, asked)
    task.status, plan.next_reminder_at, plan.check_at = TaskStatus.FAILED, None, None
    await ending.close_message(turn, subject, task)
    said = turn.line("failed", of=subject, points=lost)
    message = Say(said, by=Speaker.PERSONA, choices=telling.failure_buttons(turn, subject, task))
    await unprompted.tell(turn, subject, message, ref=telling.failure_ref(task))
    cause = await ledger.cause_of(turn, subject, task.id, MISSED)
    await ledger.give_points(turn, subject, cause, asked, task_id=task.id, by=by)
    await outcomes.note(turn, subject, task, plan)


async def decide_miss(
    turn: Turn, task_id: uuid.UUID, decision: MissDecision, by: uuid.UUID | None = None
) -> Settlement:
    """An operator's decision about a miss she was asked about; the first one counts."""
    subject = await subject_of(turn, task_id)
    if subject is None:
        return NotPossible(OVER)
    found = await decidable(turn, subject, task_id)
    if isinstance(found, NotPossible):
        return found if found.why != OVER else await _settled(turn, subject, task_id)
    task, plan = found
    if plan.missed_at is None:
        return await _settled(turn, subject, task_id)
    operator = by or turn.me.person.id
    punished = await _carry_out(turn, subject, task, plan, decision, operator)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=operator,
        kind=f"miss.{decision.value}",
        subject=subject.person.id,
        object_id=str(task.id),
    )
    return Settled(task.due_at if decision is MissDecision.POSTPONE else None, punished)


async def _settled(turn: Turn, subject: Subject, task_id: uuid.UUID) -> Settlement:
    """Nothing is left to decide: who decided it stands in the log, if anybody did."""
    by = await log_search.who_did(turn.tx, subject.person.id, str(task_id), KINDS)
    return NotPossible(OVER) if by is None else AlreadySettled(by)


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Misses nobody decided for as long as a proof may wait."""
    found = await queries.misses_unanswered(tx, now - LONGEST, limit)
    return [Due(person, str(task)) for person, task in found]


async def let_go(turn: Turn, arg: str) -> None:
    """Nobody decided: the miss is dismissed."""
    found = await queries.with_plan(turn.tx, uuid.UUID(arg))
    if found is None or found[1].missed_at is None or not queries.open_now(*found):
        return
    await _carry_out(turn, turn.me, *found, MissDecision.DISMISS, None)


async def _carry_out(
    turn: Turn,
    subject: Subject,
    task: Task,
    plan: TaskPlan,
    decision: MissDecision,
    by: uuid.UUID | None,
) -> Punished | None:
    plan.missed_at = None
    match decision:
        case MissDecision.APPLY:
            await fail(turn, subject, task, plan, by=by)
        case MissDecision.PUNISH:
            await fail(turn, subject, task, plan, by=by)
            return await punishing.by_persona(turn, subject, task, plan)
        case MissDecision.POSTPONE:
            await _postpone(turn, subject, task, plan)
        case MissDecision.DISMISS:
            await ending.end(turn, subject, task, plan, TaskEnd.VOID, "dismissed")
            words = await telling.short(turn, task)
            told = turn.text_for(subject, "task.dismissed", task=words)
            await unprompted.tell(turn, subject, told, by=Speaker.COURT)
    return None


async def _postpone(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    share = turn.house.rules.extension_share
    time = max(timedelta(minutes=round(plan.minutes * share)), deadlines.LEAST_TIME_LEFT)
    until = deadlines.extension(task.due_at, time, turn.now, quiet_of(subject), subject.zone)
    clock.move(turn, subject, task, plan, until)
    when = spoken(until, subject.zone, turn.now)
    opening = turn.line("more_time_granted", of=subject, until=when)
    message = await telling.task_message(turn, subject, task, plan, opening=opening)
    await unprompted.tell(turn, subject, message, ref=telling.ref_of(task))
