"""/forgive, and the buttons beside a failure: which task, what it costs and gives, and a yes."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Style
from handlers.forgiving import buying, preview
from handlers.forgiving.preview import Fate, Offer
from handlers.member.tasks import outcomes, telling
from handlers.rules.forgiveness import ForgivenessObstacle, may_forgive
from handlers.turn import Turn
from storage.queries import forgiveness as queries
from storage.queries import tasks as task_queries
from storage.queries.tasks import TaskAndPlan
from storage.tables import Task

PAGE = 6
LABEL = 44


async def forgive(turn: Turn, _args: str) -> None:
    """/forgive: the failed tasks that can be forgiven, each with its price."""
    await turn.say(await _page(turn, 0))


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """Another page of them, in place of this one."""
    message = await _page(turn, int(args["page"]))
    if turn.pressed is not None and turn.pressed.ref is not None:
        await turn.amend(turn.pressed.ref, message)
    else:
        await turn.say(message)


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """A failed task was picked: its price and what it gives, before anything is paid."""
    found = await _found(turn, args)
    if not isinstance(found, ForgivenessObstacle):
        await turn.say(await _offered(turn, found[0], await preview.offer(turn, *found)))
        return
    await turn.say(turn.text(f"forgive.obstacle.{found.value}"))


async def yes(turn: Turn, args: Mapping[str, str]) -> None:
    """She said yes to a price. If it is another one now, she is asked anew."""
    found = await _found(turn, args)
    if isinstance(found, ForgivenessObstacle):
        await turn.say(turn.text(f"forgive.obstacle.{found.value}"))
        return
    offer = await preview.offer(turn, *found)
    if offer.price != int(args["price"]):
        await turn.say(turn.text("forgive.price_changed"))
    elif await buying.forgive(turn, *found, offer):
        return
    await turn.say(await _offered(turn, found[0], offer))


async def no(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("forgive.left"))


async def _found(turn: Turn, args: Mapping[str, str]) -> TaskAndPlan | ForgivenessObstacle:
    """The task a button names, if the presser can have it forgiven."""
    found = await task_queries.with_plan(turn.tx, uuid.UUID(args["task"]))
    if found is None or found[0].user_id != turn.me.person.id:
        return ForgivenessObstacle.NOT_FAILED
    task, plan = found
    return may_forgive(task.status, plan.ended, restored=plan.restored_at is not None) or found


async def _page(turn: Turn, number: int) -> Say:
    rows = await queries.forgivable(turn.tx, turn.me.member.id, limit=PAGE + 1, offset=number * PAGE)
    choices = [
        Choice(await _label(turn, task), "forgive.begin", {"task": str(task.id)}) for task, _ in rows[:PAGE]
    ]
    nav = [Choice(turn.text("forgive.past_button"), "forgive.past")]
    if number > 0:
        nav.append(Choice(turn.text("task.newer"), "forgive.page", {"page": str(number - 1)}))
    if len(rows) > PAGE:
        nav.append(Choice(turn.text("task.older"), "forgive.page", {"page": str(number + 1)}))
    words = turn.text("forgive.which" if choices else "forgive.nothing", tokens=turn.me.member.token_balance)
    return Say(words, choices=tuple(choices), nav=tuple(nav))


async def _label(turn: Turn, task: Task) -> str:
    words = await telling.short(turn, task, LABEL)
    return turn.text("forgive.label", task=words, price=await preview.price_of(turn, task))


async def _offered(turn: Turn, task: Task, offer: Offer) -> Say:
    held = turn.me.member.token_balance
    parts = [
        turn.text("forgive.offer", task=await telling.short(turn, task, 90), price=offer.price, held=held),
        await _gives(turn, offer),
    ]
    if offer.fate is not Fate.NONE:
        parts.append(turn.text(f"forgive.punishment.{offer.fate.value}"))
    if offer.appealed:
        parts.append(turn.text("forgive.appeal_waits"))
    if held < offer.price:
        parts.append(turn.text("forgive.too_few", missing=offer.price - held))
        choices = [Choice(turn.text("forgive.to_tokens"), "tokens.show", style=Style.PRIMARY)]
    else:
        args = {"task": str(task.id), "price": str(offer.price)}
        choices = [Choice(turn.text("forgive.yes", price=offer.price), "forgive.yes", args, Style.PRIMARY)]
    choices.append(Choice(turn.text("forgive.no"), "forgive.no"))
    return Say("\n\n".join(parts), choices=tuple(choices))


async def _gives(turn: Turn, offer: Offer) -> str:
    """What comes back: points, streak, and the tier if that moves."""
    days = (await outcomes.streak_of(turn, turn.me)).current
    lines = [turn.text("forgive.points", points=offer.points)]
    if offer.streak != days:
        lines.append(turn.text("forgive.streak", before=days, after=offer.streak))
    if offer.tier != turn.me.member.tier_status:
        lines.append(turn.text("forgive.tier", tier=offer.tier))
    return "\n".join(lines)
