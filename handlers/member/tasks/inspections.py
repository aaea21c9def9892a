"""Inspections: proof asked for within minutes, at a random moment of hours that the member allowed."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.feature import Due
from handlers.member.tasks.giving import Proposal, give
from handlers.member.tasks.picking import pick
from handlers.rules import stopping
from handlers.rules.clock import MINUTES_A_DAY, at_local, clock_time, in_quiet, local, local_date
from handlers.rules.limits import TaskSource
from handlers.standing import standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.enums import TaskType
from storage.queries import tasks as queries
from storage.unit import UnitOfWork

SOONEST_DAYS = 2
LATEST_DAYS = 5
TRIES = 50
LATE = timedelta(minutes=15)
"""An inspection the court is later for than this does not take place: its moment was chosen, not this one."""


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Members whose inspection is due."""
    return [Due(each) for each in await queries.inspections_due(tx, now, limit)]


async def inspect(turn: Turn, _arg: str) -> None:
    """Inspect, if the member still allows it, and choose the moment of the next time."""
    settings = turn.me.settings
    if settings is None or settings.next_inspection_at is None or settings.next_inspection_at > turn.now:
        return
    chosen = settings.next_inspection_at
    plan_next(turn, turn.me)
    if settings.inspections and turn.now - chosen <= LATE and _may_now(turn, turn.me):
        await _inspect(turn, turn.me)


def begin(turn: Turn, subject: Subject) -> None:
    """Choose the first moment for a member who allows inspections and has none ahead."""
    if subject.choices.inspections and subject.choices.next_inspection_at is None:
        plan_next(turn, subject)


def plan_next(turn: Turn, subject: Subject) -> None:
    """Choose the next moment, or none if the member allows no inspections. Ask after every change of it."""
    settings = subject.choices
    settings.next_inspection_at = _draw(turn.rng, subject, turn.now) if settings.inspections else None


def _draw(rng: random.Random, subject: Subject, now: datetime) -> datetime | None:
    """A random minute of the allowed hours some days ahead; None if all of them are quiet."""
    settings = subject.choices
    length = (settings.inspect_to - settings.inspect_from) % MINUTES_A_DAY or MINUTES_A_DAY
    today = local_date(now, subject.zone)
    for _ in range(TRIES):
        day = today + timedelta(days=rng.randint(SOONEST_DAYS, LATEST_DAYS))
        minute = (settings.inspect_from + rng.randrange(length)) % MINUTES_A_DAY
        moment = at_local(day, clock_time(minute), subject.zone)
        if not in_quiet(moment, quiet_of(subject), subject.zone):
            return moment
    return None


def _may_now(turn: Turn, subject: Subject) -> bool:
    settings, shown = subject.choices, local(turn.now, subject.zone)
    length = (settings.inspect_to - settings.inspect_from) % MINUTES_A_DAY or MINUTES_A_DAY
    since = (shown.hour * 60 + shown.minute - settings.inspect_from) % MINUTES_A_DAY
    quiet = in_quiet(turn.now, quiet_of(subject), subject.zone)
    blocked = stopping.new_tasks_allowed(standing_of(subject.person), turn.now)
    return since < length and not quiet and blocked is None


async def _inspect(turn: Turn, subject: Subject) -> None:
    template = await pick(turn, subject, TaskType.INSPECTION, with_offers=False)
    if template is None:
        return
    rules = turn.house.rules
    minutes = min(max(template.minutes, rules.inspection_least_minutes), rules.inspection_most_minutes)
    proposal = Proposal.of(template, TaskSource.INSPECTION).lasting(minutes)
    await give(turn, subject, proposal, event="task_inspection")
