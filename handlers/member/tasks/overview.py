"""/tasks: what is open with its bar and buttons, what waits for review, what is offered."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Style
from handlers.member.tasks import telling
from handlers.member.tasks.giving import offer_message
from handlers.member.tasks.offers import proposal_of, ref_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import OutboxClass
from storage.queries import punishments
from storage.queries import tasks as queries
from storage.tables import Task, TaskPlan

MOST = 6
PAGE = 6
LONG = 60


async def tasks(turn: Turn, _args: str) -> None:
    """/tasks."""
    await show(turn)


async def pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same by a button."""
    await show(turn)


async def show(turn: Turn) -> None:
    """Everything the member has to do, and what she can ask for."""
    open_now = await queries.open_tasks(turn.tx, turn.me.member.id)
    offers = await queries.waiting_offers(turn.tx, turn.me.member.id)
    for task, plan in open_now[:MOST]:
        await _show_task(turn, task, plan)
    for offer in offers[:MOST]:
        await turn.amend(ref_of(offer))
        message = await offer_message(turn, turn.me, offer, await proposal_of(turn, offer))
        await turn.say(message, ref=ref_of(offer))
    if not open_now and not offers:
        await turn.persona_says("no_task")
    await _footer(turn, max(0, len(open_now) - MOST))


async def _show_task(turn: Turn, task: Task, plan: TaskPlan) -> None:
    """Show a task anew below; where it stood before it loses its buttons."""
    ref = telling.ref_of(task)
    await turn.amend(ref)
    message = await telling.task_message(turn, turn.me, task, plan)
    delivered = "" if plan.delivered_at is not None else f"task.delivered:{task.id}"
    await turn.tell(turn.me, message, klass=OutboxClass.REPLY, ref=ref, on_sent=delivered)


async def _footer(turn: Turn, hidden: int) -> None:
    waiting = await queries.submitted_tasks(turn.tx, turn.me.member.id)
    lines = [turn.text("task.more", count=hidden)] if hidden else []
    for task, _ in await punishments.under_appeal(turn.tx, turn.me.member.id):
        lines.append(turn.text("appeal.standing_still", task=await telling.short(turn, task, LONG)))
    lines += [await _waiting(turn, task) for task, _ in waiting[:PAGE]]
    if len(waiting) > PAGE:
        lines.append(turn.text("task.more_waiting", count=len(waiting) - PAGE))
    choices = [
        Choice(turn.text("task.longer"), "task.longer"),
        Choice(turn.text("task.choose"), "task.choose"),
        Choice(turn.text("task.history"), "task.history"),
        Choice(turn.text("task.handed_in"), "proof.mine"),
    ]
    if turn.me.choices.last_daily_at is None:
        choices.insert(0, Choice(turn.text("task.first"), "task.first", style=Style.PRIMARY))
    await turn.say(Say("\n".join(lines) or turn.text("task.wishes"), choices=tuple(choices)))


async def _waiting(turn: Turn, task: Task) -> str:
    since = spoken(task.submitted_at or task.assigned_at, turn.me.zone, turn.now)
    return turn.text("task.waiting", task=await telling.short(turn, task, LONG), since=since)
