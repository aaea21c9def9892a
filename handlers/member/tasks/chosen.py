"""What a member does with tasks of her own accord: begin a timed one, ask for longer work."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Say
from handlers.content.picker import Fit
from handlers.content.schema import TaskTemplate
from handlers.member.tasks import telling
from handlers.member.tasks.giving import Proposal, give
from handlers.member.tasks.picking import all_fitting, pick
from handlers.rules.limits import Refused, TaskSource
from handlers.turn import Turn
from storage.enums import TaskType
from storage.queries import tasks as queries
from storage.queries.tasks import TaskAndPlan

PAGE = 5


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
    """Longer work, as the persona picks it; one piece of it at a time."""
    if await _is_at_it(turn):
        return
    template = await pick(turn, turn.me, TaskType.SERVITUDE)
    if template is None:
        await turn.say(turn.text("task.none_fits"))
        return
    await _take(turn, template)


async def choose(turn: Turn, args: Mapping[str, str]) -> None:
    """Longer work to choose from, a page at a time; only what fits limits, tier and intensity."""
    if await _is_at_it(turn):
        return
    page = int(args.get("page", "0"))
    fits = await all_fitting(turn, turn.me, TaskType.SERVITUDE)
    shown = fits[page * PAGE : (page + 1) * PAGE]
    if not shown:
        await turn.say(turn.text("task.none_fits"))
        return
    choices = [Choice(_label(fit), "task.chosen", {"template": fit.template.key}) for fit in shown]
    nav = []
    if page > 0:
        nav.append(Choice(turn.text("common.back"), "task.choose", {"page": str(page - 1)}))
    if (page + 1) * PAGE < len(fits):
        nav.append(Choice(turn.text("common.next"), "task.choose", {"page": str(page + 1)}))
    text = "\n\n".join([turn.text("task.choose_which"), *(_row(turn, fit) for fit in shown)])
    message = Say(text, choices=tuple(choices), nav=tuple(nav))
    if "page" in args and turn.pressed is not None and turn.pressed.ref is not None:
        await turn.amend(turn.pressed.ref, message)
    else:
        await turn.say(message)


async def chosen(turn: Turn, args: Mapping[str, str]) -> None:
    """The piece that was chosen, if it still fits."""
    if await _is_at_it(turn):
        return
    fits = await all_fitting(turn, turn.me, TaskType.SERVITUDE)
    template = next((fit.template for fit in fits if fit.template.key == args["template"]), None)
    if template is None:
        await turn.say(turn.text("task.none_fits"))
        return
    await _take(turn, template)


async def _is_at_it(turn: Turn) -> bool:
    """Whether there is longer work open already; then that is said."""
    open_now = await queries.open_tasks(turn.tx, turn.me.member.id)
    found = any(task.type is TaskType.SERVITUDE for task, _ in open_now)
    if found:
        await turn.say(turn.text("task.longer_open"))
    return found


def _label(fit: Fit) -> str:
    """A piece as a button; ◇ marks what touches a soft limit, and so is asked about first."""
    return ("◇ " if fit.needs_acceptance else "") + telling.shortened(fit.template.description)


def _row(turn: Turn, fit: Fit) -> str:
    template = fit.template
    time = telling.time_in_words(turn, turn.me, timedelta(minutes=template.minutes))
    proof = turn.text(f"task.proof.{template.proof_type.value.casefold()}")
    words = turn.text(
        "task.choose_row", task=template.description, proof=proof, points=template.points, time=time
    )
    return ("◇ " if fit.needs_acceptance else "") + words


async def _take(turn: Turn, template: TaskTemplate) -> None:
    outcome = await give(turn, turn.me, Proposal.of(template, TaskSource.CHOSEN), event="task_servitude")
    if isinstance(outcome, Refused):
        await turn.say(telling.why_refused(turn, outcome))
