"""What forgiving a task costs and gives, worked out before anything is paid."""

from dataclasses import dataclass
from enum import StrEnum

from handlers import ledger
from handlers.judging import restoring
from handlers.member.tasks import outcomes
from handlers.member.tasks.punished import WAITING
from handlers.rules import forgiveness, streaks
from handlers.rules.streaks import Day, DayOutcome
from handlers.turn import Turn
from storage.enums import TaskStatus
from storage.queries import appeals, punishments
from storage.queries import ledger as ledger_queries
from storage.tables import Task, TaskPlan


class Fate(StrEnum):
    """What becomes of the punishment that followed: a key below ``forgive.punishment``."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    """It is done or handed in, and stays with its points."""
    MADE_GOOD = "made_good"
    """It failed too, and is made good as well."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The price in tokens, the points that come back, streak (days) and tier afterwards, what becomes of the
    punishment, and whether an appeal waits that might give the same for nothing, and returns the price."""

    price: int
    points: int
    streak: int
    tier: str
    fate: Fate
    appealed: bool


async def offer(turn: Turn, task: Task, plan: TaskPlan) -> Offer:
    """What forgiving this task means for the member whose turn it is."""
    losses = await restoring.losses_of(turn, turn.me, task)
    back = -sum(entry.taken for entry in losses)
    return Offer(
        price=forgiveness.price(back, turn.house.rules),
        points=back,
        streak=await _streak(turn, plan),
        tier=await ledger.tier_without(turn, turn.me, frozenset(entry.cause for entry in losses)),
        fate=await _fate(turn, task),
        appealed=await appeals.is_pending(turn.tx, task.id),
    )


async def price_of(turn: Turn, task: Task) -> int:
    """The price alone, in tokens."""
    return forgiveness.price(await restoring.cost_of(turn, turn.me, task), turn.house.rules)


async def _streak(turn: Turn, plan: TaskPlan) -> int:
    """The streak with this task's date forgiven."""
    if plan.local_date is None:
        return (await outcomes.streak_of(turn, turn.me)).current
    rows = await ledger_queries.day_outcomes(turn.tx, turn.me.member.id)
    days = [Day(row.local_date, DayOutcome(row.outcome)) for row in rows if row.task_id != plan.task_id]
    return streaks.streak([*days, Day(plan.local_date, DayOutcome.FORGIVEN)]).current


async def _fate(turn: Turn, task: Task) -> Fate:
    followers = await punishments.answering(turn.tx, task.id)
    if any(restoring.may_be_restored(*each) for each in followers):
        return Fate.MADE_GOOD
    states = {each.status for each, plan in followers if plan.ended is None}
    if TaskStatus.ASSIGNED in states or await punishments.offered(turn.tx, task.id):
        return Fate.WITHDRAWN
    return Fate.KEPT if states & {TaskStatus.COMPLETED, *WAITING} else Fate.NONE
