"""The daily task: at the member's own hour, once per local date; a date without one is excused."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from handlers import unprompted
from handlers.feature import Due
from handlers.member.tasks import inspections, outcomes, overview, telling
from handlers.member.tasks.giving import Given, Offered, Outcome, Proposal, Unreachable, give
from handlers.member.tasks.picking import pick
from handlers.rules import days, stopping
from handlers.rules.clock import clock_time, local_date
from handlers.rules.limits import Refusal, Refused, TaskSource
from handlers.rules.stopping import Blocked
from handlers.rules.streaks import DayOutcome
from handlers.standing import standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage.enums import TaskType
from storage.queries import tasks as queries
from storage.unit import UnitOfWork


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Members whose hour has come."""
    return [Due(each) for each in await queries.dailies_due(tx, now, limit)]


async def give_daily(turn: Turn, _arg: str) -> None:
    """Give today's task, unless the hour has been moved, or excuse the date."""
    settings = turn.me.settings
    if settings is None or settings.next_daily_at is None or settings.next_daily_at > turn.now:
        return
    blocked = stopping.new_tasks_allowed(standing_of(turn.me.person), turn.now)
    if blocked is Blocked.HELD:  # decided within minutes, one way or the other
        return
    inspections.begin(turn, turn.me)
    moment = next_moment(turn, turn.me)
    if moment > turn.now:
        settings.next_daily_at = moment
        return
    await _give_for(turn, turn.me, "task_daily", local_date(moment, turn.me.zone))


async def give_first(turn: Turn, _args: Mapping[str, str]) -> None:
    """The first task, right after the welcome, whose words stand above it."""
    if turn.me.choices.last_daily_at is not None:
        await overview.show(turn)
        return
    outcome = await _give_for(turn, turn.me, "", local_date(turn.now, turn.me.zone))
    if isinstance(outcome, Refused):
        await turn.say(telling.why_refused(turn, outcome))
    elif outcome is None:
        await turn.say(turn.text("task.none_fits"))


def next_moment(turn: Turn, subject: Subject) -> datetime:
    """When the member's next daily is due; not after now, if it is to be given at once."""
    settings = subject.choices
    return days.next_daily(
        settings.last_daily_at,
        settings.last_daily_date,
        clock_time(settings.daily_at),
        subject.zone,
        turn.now,
        quiet=quiet_of(subject),
        since=subject.person.resumed_at or subject.member.created_at,
        gap=timedelta(hours=turn.house.rules.daily_gap_hours),
    )


def plan_next(turn: Turn, subject: Subject) -> None:
    """Hour, zone or quiet hours were changed: plan the next daily anew, if there ever was a first."""
    if subject.choices.next_daily_at is not None:
        subject.choices.next_daily_at = next_moment(turn, subject)


async def _give_for(turn: Turn, subject: Subject, event: str, day: date) -> Outcome | None:
    """Give the daily of a local date or excuse the date, and plan the next. A daily due just before midnight
    is given just after it, and still is that of the date before."""
    settings = subject.choices
    outcome = await _given(turn, subject, event, day)
    if isinstance(outcome, Given | Offered):
        settings.last_daily_at = turn.now
    else:
        await outcomes.excuse(turn, subject, day, _excuse(turn, subject, outcome))
    settings.last_daily_date = day
    settings.next_daily_at = next_moment(turn, subject)
    return outcome


async def _given(turn: Turn, subject: Subject, event: str, day: date) -> Outcome | None:
    blocked = stopping.new_tasks_allowed(standing_of(subject.person), turn.now)
    if blocked is not None:
        return Refused(Refusal.BLOCKED, blocked=blocked)
    prompted = unprompted.answers(turn, subject)
    template = await pick(turn, subject, TaskType.DAILY, with_offers=not prompted)
    template = template or await pick(turn, subject, TaskType.DAILY)
    if template is None:
        return None
    proposal = Proposal.of(template, TaskSource.DAILY, day=day)
    return await give(turn, subject, proposal, event=event)


def _excuse(turn: Turn, subject: Subject, outcome: Outcome | None) -> DayOutcome:
    if isinstance(outcome, Unreachable):
        return DayOutcome.VOID
    blocked = stopping.new_tasks_allowed(standing_of(subject.person), turn.now)
    if blocked is Blocked.PAUSED:
        return DayOutcome.HOLIDAY
    return DayOutcome.SKIPPED if blocked is None else DayOutcome.FROZEN
