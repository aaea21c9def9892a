"""What a local date meant for the streak: written when a daily task is settled or excused."""

from datetime import date

from handlers import unprompted
from handlers.rules import streaks
from handlers.rules.streaks import Day, DayOutcome, Streak
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import ledger, tasks
from storage.tables import DayOutcome as DayRow
from storage.tables import Task, TaskPlan

MILESTONES = frozenset({3, 7, 14, 21, 30, 50, 75})
EVERY = 100


async def note(turn: Turn, subject: Subject, task: Task, plan: TaskPlan) -> None:
    """Write what a daily task's state means for its date; nothing while it is open, or if it is no daily."""
    if plan.local_date is None:
        return
    outcome = streaks.outcome_of(task.status, plan.ended, restored=plan.restored_at is not None)
    row = await tasks.outcome_on(turn.tx, subject.member.id, plan.local_date)
    if outcome is not None:
        await _write(turn, subject, plan.local_date, outcome, row, task)
    elif row is not None and row.task_id == task.id:
        await turn.tx.delete(row)
    await turn.tx.flush()
    if outcome is DayOutcome.DONE:
        await _tell_streak(turn, subject)


async def excuse(turn: Turn, subject: Subject, day: date, outcome: DayOutcome) -> None:
    """No daily task was given for a date, through no fault of the member."""
    if await tasks.outcome_on(turn.tx, subject.member.id, day) is None:
        turn.tx.add(DayRow(user_id=subject.member.id, local_date=day, outcome=outcome.value))
        await turn.tx.flush()


async def streak_of(turn: Turn, subject: Subject) -> Streak:
    """The member's streak, from history."""
    rows = await ledger.day_outcomes(turn.tx, subject.member.id)
    return streaks.streak(Day(row.local_date, DayOutcome(row.outcome)) for row in rows)


async def _write(
    turn: Turn, subject: Subject, day: date, outcome: DayOutcome, row: DayRow | None, task: Task
) -> None:
    if row is None:
        turn.tx.add(DayRow(user_id=subject.member.id, local_date=day, outcome=outcome.value, task_id=task.id))
    else:
        row.outcome, row.task_id = outcome.value, task.id


async def _tell_streak(turn: Turn, subject: Subject) -> None:
    days = (await streak_of(turn, subject)).current
    if days in MILESTONES or (days and days % EVERY == 0):
        await unprompted.tell(turn, subject, turn.line("streak", of=subject, days=days))
