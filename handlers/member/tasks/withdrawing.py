"""A new hard limit ends, free of cost and at once, whatever open or offered touches it."""

import json
import uuid

from handlers.member.safety.stop import withdraw
from handlers.rules.limits import Limits, Tagged, withdrawn_by
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import tasks as queries


async def withdraw_touching(turn: Turn, subject: Subject, limits: Limits) -> int:
    """End what the limits forbid; returns how many tasks and offers that were."""
    return await _tasks(turn, subject, limits) + await _offers(turn, subject, limits)


async def _tasks(turn: Turn, subject: Subject, limits: Limits) -> int:
    found = {task.id: plan for task, plan in await queries.unsettled_tasks(turn.tx, subject.member.id)}
    tagged = [
        Tagged(task_id, frozenset(json.loads(await turn.tx.open(plan, "tags") or "[]")))
        for task_id, plan in found.items()
    ]
    gone = withdrawn_by(limits, tagged)
    for task_id in gone:
        withdraw(found[task_id], turn.now, "limit")
        await turn.amend(f"task:{task_id}", of=subject)
    return len(gone)


async def _offers(turn: Turn, subject: Subject, limits: Limits) -> int:
    offers = {offer.id: offer for offer in await queries.waiting_offers(turn.tx, subject.member.id)}
    tagged: list[Tagged] = []
    for offer_id, offer in offers.items():
        plan = json.loads(await turn.tx.open(offer, "plan") or "{}")
        tagged.append(Tagged(uuid.UUID(str(offer_id)), frozenset(plan.get("tags", ()))))
    gone = withdrawn_by(limits, tagged)
    for offer_id in gone:
        offers[offer_id].accepted, offers[offer_id].decided_at = False, turn.now
        await turn.amend(f"offer:{offer_id}", of=subject)
    return len(gone)
