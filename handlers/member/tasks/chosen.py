"""What a member does with tasks of her own accord: begin a timed one, ask for longer work."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers.member.tasks import telling
from handlers.member.tasks.giving import Proposal, give
from handlers.member.tasks.picking import pick
from handlers.rules.limits import Refused, TaskSource
from handlers.turn import Turn
from storage.enums import TaskType
from storage.queries import tasks as queries
from storage.queries.tasks import TaskAndPlan


async def mine(turn: Turn, args: Mapping[str, str]) -> TaskAndPlan | None:
    """The open task a button names, if it is the presser's."""
    found = await queries.with_plan(turn.tx, uuid.UUID(args["task"]))
    if found is None or found[0].user_id != turn.me.person.id:
        return None
    return found if queries.open_now(*found) else None


async def start(turn: Turn, args: Mapping[str, str]) -> None:
    """Begin a timed task: its least duration runs from now."""
    found = await mine(turn, args)
    if found is None or found[1].started_at is not None or not found[1].least_minutes:
        await turn.say(turn.text("common.stale_button"))
        return
    task, plan = found
    plan.started_at = turn.now
    await turn.amend(telling.ref_of(task), await telling.task_message(turn, turn.me, task, plan))
    await telling.close_pressed(turn, task)
    await turn.persona_says("timed_started", minutes=plan.least_minutes)
    if turn.now + timedelta(minutes=plan.least_minutes) > task.due_at:
        await turn.say(turn.text("task.starts_late"))


async def longer(turn: Turn, _args: Mapping[str, str]) -> None:
    """Longer work, chosen by the member; one piece of it at a time."""
    open_now = await queries.open_tasks(turn.tx, turn.me.member.id)
    if any(task.type is TaskType.SERVITUDE for task, _ in open_now):
        await turn.say(turn.text("task.longer_open"))
        return
    template = await pick(turn, turn.me, TaskType.SERVITUDE)
    if template is None:
        await turn.say(turn.text("task.none_fits"))
        return
    outcome = await give(turn, turn.me, Proposal.of(template, TaskSource.CHOSEN), event="task_servitude")
    if isinstance(outcome, Refused):
        await turn.say(telling.why_refused(turn, outcome))
