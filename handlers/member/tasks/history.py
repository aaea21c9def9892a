"""What is over, page by page: how each task ended, and what can still be done about it."""

import itertools
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say
from handlers.member.tasks import telling
from handlers.turn import Turn
from storage.enums import TaskStatus
from storage.queries import appeals, forgiveness, ledger
from storage.queries import tasks as queries
from storage.tables import Task, TaskPlan

PAGE = 6
LONG = 60
LABEL = 40


async def history(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of what is over, in place of the page before."""
    page = int(args.get("page", "0"))
    rows = await queries.history(turn.tx, turn.me.member.id, limit=PAGE + 1, offset=page * PAGE)
    ids = [task.id for task, _ in rows]
    forgiven = await forgiveness.among(turn.tx, ids)
    net = await ledger.net_of_tasks(turn.tx, turn.me.member.id, ids)
    lines = [
        await _line(turn, task, plan, forgiven=task.id in forgiven, net=net.get(task.id, 0))
        for task, plan in rows[:PAGE]
    ]
    text = "\n\n".join([turn.text("task.history_title"), *lines]) if lines else turn.text("task.no_history")
    ways = [await _ways(turn, task, plan, forgiven=task.id in forgiven) for task, plan in rows[:PAGE]]
    message = Say(text, choices=tuple(itertools.chain(*ways)), nav=_nav(turn, page, more=len(rows) > PAGE))
    if "page" in args and turn.pressed is not None and turn.pressed.ref is not None:
        await turn.amend(turn.pressed.ref, message)
    else:
        await turn.say(message)


def _nav(turn: Turn, page: int, *, more: bool) -> tuple[Choice, ...]:
    nav = []
    if page > 0:
        nav.append(Choice(turn.text("task.newer"), "task.history", {"page": str(page - 1)}))
    if more:
        nav.append(Choice(turn.text("task.older"), "task.history", {"page": str(page + 1)}))
    return tuple(nav)


async def _ways(turn: Turn, task: Task, plan: TaskPlan, *, forgiven: bool) -> list[Choice]:
    """What can be done about a task that counts as failed: appealed once, forgiven once. What was forgiven
    can still be appealed, for its tokens."""
    restored = plan.restored_at is not None
    if task.status is not TaskStatus.FAILED or plan.ended is not None or (restored and not forgiven):
        return []
    words, args = await telling.short(turn, task, LABEL), {"task": str(task.id)}
    ways = []
    if await appeals.result_of(turn.tx, task.id) is None:
        ways.append(Choice(turn.text("task.appeal", task=words), "appeal.begin", args))
    if not restored and telling.forgive_buttons(turn, turn.me, task):
        ways.append(Choice(turn.text("task.forgive", task=words), "forgive.begin", args))
    return ways


async def _line(turn: Turn, task: Task, plan: TaskPlan, *, forgiven: bool, net: int) -> str:
    """When it was given, what it was, how it ended, what it costs still."""
    day = f"{task.assigned_at.astimezone(turn.me.zone):%d %b}"
    how = telling.ending_of(task, plan, await appeals.result_of(turn.tx, task.id), forgiven=forgiven)
    result = turn.text(f"task.over.{how}", points=task.points_awarded)
    if net < 0:
        result = turn.text("task.over.cost", result=result, points=-net)
    return turn.text("task.line", day=day, task=await telling.short(turn, task, LONG), result=result)
