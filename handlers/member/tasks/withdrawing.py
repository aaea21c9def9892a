"""A new hard limit ends, free of cost and at once, whatever open or offered touches it."""

import json

from handlers.member.tasks import ending, offers
from handlers.member.tasks.giving import Proposal
from handlers.rules.limits import Limits, Tagged, withdrawn_by
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import TaskEnd, TaskStatus
from storage.queries import tasks as queries
from storage.tables import TaskPlan

WHY = "limit"


async def withdraw_touching(turn: Turn, subject: Subject, limits: Limits) -> int:
    """End what the limits forbid; returns how many tasks and offers that were.

    A proof already handed in is still judged: the work is done, and withdrawing it would cost its points."""
    return await _tasks(turn, subject, limits) + await _offers(turn, subject, limits)


async def tags_of(turn: Turn, plan: TaskPlan) -> frozenset[str]:
    """The tags a task touches."""
    return frozenset(json.loads(await turn.tx.open(plan, "tags") or "[]"))


async def _tasks(turn: Turn, subject: Subject, limits: Limits) -> int:
    found = {
        task.id: (task, plan)
        for task, plan in await queries.unsettled_tasks(turn.tx, subject.member.id)
        if task.status is TaskStatus.ASSIGNED
    }
    tagged = [Tagged(task_id, await tags_of(turn, plan)) for task_id, (_, plan) in found.items()]
    gone = withdrawn_by(limits, tagged)
    for task_id in gone:
        await ending.end(turn, subject, *found[task_id], TaskEnd.WITHDRAWN, WHY)
    return len(gone)


async def _offers(turn: Turn, subject: Subject, limits: Limits) -> int:
    found = {offer.id: offer for offer in await queries.waiting_offers(turn.tx, subject.member.id)}
    tagged: list[Tagged] = []
    for offer in found.values():
        proposal = Proposal.from_text(await turn.tx.open(offer, "plan") or "{}")
        tagged.append(Tagged(offer.id, proposal.tags))
    gone = withdrawn_by(limits, tagged)
    for offer_id in gone:
        await offers.close(turn, subject, found[offer_id], accepted=False)
    return len(gone)
