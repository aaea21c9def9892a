"""What happens when a deadline has passed: nothing is lost by what the court failed to do."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import unprompted
from handlers.chat.outgoing import Speaker
from handlers.feature import Due
from handlers.member.tasks import clock, ending, misses, more_time, telling
from handlers.rules.deadlines import (
    AtDeadline,
    DeadlineFacts,
    Extend,
    ExtendedFor,
    Fail,
    Void,
    Wait,
    verdict_at_deadline,
)
from handlers.rules.outages import Outage
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of, spoken
from storage.enums import Platform, TaskEnd
from storage.queries import running
from storage.queries import tasks as queries
from storage.tables import Task, TaskPlan
from storage.unit import UnitOfWork

COURT = "court"
LOOK_AGAIN = timedelta(minutes=1)


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Tasks whose deadline is to be looked at."""
    return [Due(person, str(task)) for person, task in await queries.to_check(tx, now, limit)]


async def settle(turn: Turn, arg: str) -> None:
    """Decide about a task whose deadline is past; what has no deadline any more is not looked at again."""
    found = await queries.with_plan(turn.tx, uuid.UUID(arg))
    if found is None or found[1].frozen_at is not None or turn.blocked(turn.me) is not None:
        return
    task, plan = found
    if not queries.open_now(task, plan) or plan.missed_at is not None:
        plan.check_at = None
        return
    match await _verdict(turn, turn.me, task, plan):
        case Wait(until=until):
            plan.check_at = turn.now + LOOK_AGAIN if until is None else until + clock.A_MOMENT
        case Void():
            await _void(turn, turn.me, task, plan)
        case Extend(until=until, because=why):
            await _extend(turn, turn.me, task, plan, until, why)
        case Fail():
            await misses.missed(turn, turn.me, task, plan)


async def _verdict(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> AtDeadline:
    facts = DeadlineFacts(
        due_at=task.due_at,
        delivered_at=plan.delivered_at,
        platform=plan.delivered_on,
        reminded=_reminded(turn, subject, task, plan),
        more_time=more_time.pending(turn, plan),
        made_good_until=plan.made_good_until,
    )
    outages = await _outages(turn, task, plan)
    quiet, zone = quiet_of(subject), subject.zone
    return verdict_at_deadline(facts, outages, turn.now, quiet, zone, clock.allowance(turn))


def _reminded(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> bool | None:
    """Whether a reminder went out; None if none was planned since the court last made something good."""
    since = plan.made_good_until
    planned = [
        at
        for at in clock.reminders(turn, subject, task, plan)
        if at <= turn.now and (since is None or at > since)
    ]
    if not planned:
        return None
    return plan.reminded_at is not None and (since is None or plan.reminded_at >= since)


async def _outages(turn: Turn, task: Task, plan: TaskPlan) -> list[Outage]:
    places = [COURT] if plan.delivered_on is None else [COURT, plan.delivered_on.value]
    rows = await running.outages_since(turn.tx, plan.delivered_at or task.assigned_at, places)
    return [
        Outage(row.started_at, row.ended_at, None if row.place == COURT else Platform(row.place))
        for row in rows
    ]


async def _void(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    words = await telling.short(turn, task)
    await ending.end(turn, subject, task, plan, TaskEnd.VOID, "undelivered")
    await unprompted.tell(turn, subject, turn.text_for(subject, "task.void", task=words), by=Speaker.COURT)


async def _extend(
    turn: Turn, subject: Subject, task: Task, plan: TaskPlan, until: datetime, why: ExtendedFor
) -> None:
    plan.made_good_until = turn.now
    if why is ExtendedFor.NO_ANSWER:
        plan.extension_granted = True
    clock.move(turn, subject, task, plan, until)
    when = spoken(until, subject.zone, turn.now)
    key = f"task.extended.{why.value}"
    opening = turn.text_for(subject, key, until=when)
    await turn.amend(telling.ref_of(task), of=subject)
    message = await telling.task_message(turn, subject, task, plan, opening=opening)
    await unprompted.tell(turn, subject, message, ref=telling.ref_of(task))
