"""After a rejection: an operator may answer it with a punishment, of the persona's that fit the member."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Access, ActionSpec
from handlers.member.tasks import picking, punishing
from handlers.member.tasks.giving import Given, Offered, Unreachable
from handlers.member.tasks.punishing import NotPunished, Punished
from handlers.operator.assign import label_of, preview_of, refusal_words
from handlers.operator.sight import member_in_sight, private_ref
from handlers.rules.limits import Refused
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import TaskType
from storage.queries import tasks as queries
from storage.queries.tasks import TaskAndPlan

MOST = 8


async def button(turn: Turn, subject: Subject, task_id: uuid.UUID) -> tuple[Choice, ...]:
    """The button that leads here, if this failed task can be answered by a punishment at all."""
    found = await queries.with_plan(turn.tx, task_id)
    if found is None or not subject.choices.punishments_a_day or punishing.is_punishment(found[0]):
        return ()
    if await punishing.obstacle_to(turn, *found) is not None:
        return ()
    return (Choice(turn.text("desk.punish"), "desk.punish", {"task": str(task_id)}),)


async def choose(turn: Turn, args: Mapping[str, str]) -> None:
    """The punishments that fit, those with a soft limit marked."""
    seen = await _seen(turn, args)
    if seen is None:
        return
    subject, (task, _) = seen
    fits = await picking.all_fitting(turn, subject, TaskType.PUNISHMENT)
    limits = await tagging.limits_of(turn, subject)
    choices = tuple(
        Choice(
            label_of(fit.template, limits),
            "desk.punish_preview",
            {"task": str(task.id), "template": fit.template.key},
        )
        for fit in fits[:MOST]
    )
    key = "desk.punish_which" if choices else "punishment.not.none_fits"
    text = turn.text(key, name=subject.member.username)
    await turn.say(Say(text, by=Speaker.DESK, choices=choices))


async def preview(turn: Turn, args: Mapping[str, str]) -> None:
    """Exactly what the member will get."""
    seen = await _seen(turn, args)
    template = turn.house.content.templates.get(args.get("template", ""))
    if seen is not None and template is not None:
        shown = await preview_of(turn, seen[0], template, "desk.punish_give", args)
        await turn.say(shown, ref=private_ref(seen[0]))


async def give(turn: Turn, args: Mapping[str, str]) -> None:
    """Give it; pressing says that the member's own words were read."""
    seen = await _seen(turn, args)
    template = turn.house.content.templates.get(args.get("template", ""))
    if seen is None or template is None:
        return
    subject, found = seen
    punished = await punishing.by_operator(turn, subject, *found, template)
    if isinstance(punished, Given | Offered):
        await log.append(
            turn.tx,
            at=turn.wall,
            actor=turn.me.person.id,
            kind="punish",
            subject=subject.person.id,
            object_id=str(found[0].id),
        )
    await turn.say(outcome_words(turn, subject, punished), by=Speaker.DESK)


def outcome_words(turn: Turn, subject: Subject, punished: Punished) -> str:
    """What came of a punishment, for the operator."""
    match punished:
        case Given():
            return turn.text("punishment.given")
        case Offered(soft=soft):
            soft_labels = tagging.labels(turn, soft)
            return turn.text("punishment.offered", name=subject.member.username, soft=soft_labels)
        case NotPunished():
            return turn.text(f"punishment.not.{punished.value}")
        case Unreachable():
            return turn.text("members.unreachable")
        case Refused():
            return turn.text("punishment.refused", why=refusal_words(turn, punished))


async def _seen(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, TaskAndPlan] | None:
    """The member and her failed task, if the operator may decide on her; else it is said why not."""
    task_id = uuid.UUID(args["task"])
    found = await queries.with_plan(turn.tx, task_id)
    subject = None if found is None else await member_in_sight(turn, str(found[0].user_id))
    found = await queries.with_plan(turn.tx, task_id)
    if found is None or subject is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return None
    obstacle = await punishing.obstacle_to(turn, *found)
    if obstacle is not None:
        await turn.say(turn.text(f"punishment.not.{obstacle.value}"), by=Speaker.DESK)
        return None
    return subject, found


ACTIONS = (
    ActionSpec("desk.punish", Access.OPERATOR, choose, once=False),
    ActionSpec("desk.punish_preview", Access.OPERATOR, preview, once=False),
    ActionSpec("desk.punish_give", Access.OPERATOR, give),
)
