"""/assign: a task for one member from the templates. In one's own words: ``assign_own``."""

from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.schema import TaskTemplate
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.onboarding.steps import folded_name
from handlers.member.tasks import giving
from handlers.member.tasks.giving import Given, Offered, Outcome, Proposal, Unreachable
from handlers.operator.sight import member_in_sight, note_look, private_ref
from handlers.rules.limits import Limits, Refusal, Refused, TaskSource, touched
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import TaskType
from storage.queries import people

PAGE = 8
LABEL = 56
EVENTS = {TaskType.SERVITUDE: "task_servitude", TaskType.INSPECTION: "task_inspection"}


async def assign(turn: Turn, args: str) -> None:
    """/assign NAME: choose a template for the member, or write a task."""
    user = await people.user_named(turn.tx, folded_name(args)) if args else None
    subject = await member_in_sight(turn, str(user.id)) if user else None
    if subject is None:
        await turn.say(turn.text("assign.whom"), by=Speaker.DESK)
        return
    await _choose(turn, subject, TaskType.DAILY, 0)


async def to(turn: Turn, args: Mapping[str, str]) -> None:
    """The same by a button, with the kind of task and the page."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await _choose(turn, subject, TaskType(args.get("type", TaskType.DAILY.value)), int(args.get("page", "0")))


async def _choose(turn: Turn, subject: Subject, type_: TaskType, page: int) -> None:
    """Templates that touch no hard limit, those with a soft one marked; the others are not shown."""
    limits = await tagging.limits_of(turn, subject)
    fitting = [t for t in _templates(turn, subject, type_) if not touched(t.tags, limits).hard]
    shown = fitting[page * PAGE : (page + 1) * PAGE]
    member = str(subject.member.id)
    choices = tuple(
        Choice(label_of(template, limits), "assign.preview", {"member": member, "template": template.key})
        for template in shown
    )
    kinds = [
        Choice(
            turn.text(f"task.type.{kind.value.casefold()}"),
            "assign.to",
            {"member": member, "type": kind.value},
        )
        for kind in (TaskType.DAILY, TaskType.SERVITUDE, TaskType.INSPECTION)
        if kind is not type_
    ]
    if (page + 1) * PAGE < len(fitting):
        args = {"member": member, "type": type_.value, "page": str(page + 1)}
        kinds.append(Choice(turn.text("common.next"), "assign.to", args))
    kinds.append(Choice(turn.text("assign.own"), "assign.own", {"member": member}))
    text = turn.text(
        "assign.choose",
        name=subject.member.username,
        kind=turn.text(f"task.type.{type_.value.casefold()}"),
        count=len(fitting),
    )
    await turn.say(Say(text, by=Speaker.DESK, choices=choices, nav=tuple(kinds)))


async def preview(turn: Turn, args: Mapping[str, str]) -> None:
    """Exactly what the member will get, with her own words about limits beside it."""
    subject = await member_in_sight(turn, args.get("member", ""))
    template = turn.house.content.templates.get(args.get("template", ""))
    if subject is None or template is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    shown = await preview_of(turn, subject, template, "assign.give", args)
    await turn.say(shown, ref=private_ref(subject))


async def preview_of(
    turn: Turn, subject: Subject, template: TaskTemplate, action: str, args: Mapping[str, str]
) -> Say:
    """A template as one member would get it, and the button that gives it."""
    await note_look(turn, subject, "limits")
    limits = await tagging.limits_of(turn, subject)
    text = turn.text(
        "assign.preview",
        name=subject.member.username,
        task=template.description,
        minutes=template.minutes,
        points=template.points,
        intensity=template.intensity,
        soft=tagging.labels(turn, touched(template.tags, limits).soft),
        words=limits.words or turn.text("tags.none"),
    )
    key = "assign.give_read" if limits.words.strip() else "assign.give"
    give = Choice(turn.text(key), action, dict(args), Style.PRIMARY)
    return Say(text, by=Speaker.DESK, choices=(give, Choice(turn.text("common.cancel"), "assign.cancel")))


async def give(turn: Turn, args: Mapping[str, str]) -> None:
    """Give the template; pressing says that the member's own words were read."""
    subject = await member_in_sight(turn, args.get("member", ""))
    template = turn.house.content.templates.get(args.get("template", ""))
    if subject is None or template is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    await give_to(turn, subject, Proposal.of(template, TaskSource.OPERATOR, made_by=turn.me.person.id))


async def cancelled(turn: Turn, _args: Mapping[str, str]) -> None:
    """Not given."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def give_to(
    turn: Turn, subject: Subject, proposal: Proposal, *, event: str = "", words_read: bool = True
) -> Outcome:
    """Give it and say what came of it. ``event``: the persona's line; by the kind of task if empty."""
    event = event or EVENTS.get(proposal.type, "task_given")
    outcome = await giving.give(turn, subject, proposal, event=event, words_acknowledged=words_read)
    name = subject.member.username
    match outcome:
        case Given(task=task):
            await log.append(
                turn.tx, at=turn.wall, actor=turn.me.person.id, kind="assign", subject=subject.person.id,
                object_id=str(task.id),
            )  # fmt: skip
            await turn.say(turn.text("assign.given", name=name), by=Speaker.DESK)
        case Offered(soft=soft):
            await turn.say(
                turn.text("assign.offered", name=name, soft=tagging.labels(turn, soft)), by=Speaker.DESK
            )
        case Unreachable():
            await turn.say(turn.text("members.unreachable"), by=Speaker.DESK)
        case Refused() as refused:
            await turn.say(refusal_words(turn, refused), by=Speaker.DESK)
    return outcome


def refusal_words(turn: Turn, refused: Refused) -> str:
    """Why a task cannot be given, as an operator reads it."""
    if refused.reason is Refusal.BLOCKED:
        return turn.text("assign.refused.blocked", state=turn.text(f"members.state.{refused.blocked}"))
    return turn.text(f"assign.refused.{refused.reason.value}", tags=tagging.labels(turn, refused.tags))


def _templates(turn: Turn, subject: Subject, type_: TaskType) -> list[TaskTemplate]:
    own = turn.house.content.templates_of(subject.member.domme_assigned)
    most = subject.choices.max_intensity
    return [template for template in own if template.type is type_ and template.intensity <= most]


def label_of(template: TaskTemplate, limits: Limits) -> str:
    """A template as a button; ◇ marks what touches a soft limit."""
    words = " ".join(template.description.split())
    mark = "◇ " if touched(template.tags, limits).soft else ""
    return mark + (words if len(words) <= LABEL else words[: LABEL - 1].rstrip() + "…")


FEATURE = Feature(
    commands=(CommandSpec("assign", Group.OPERATOR, Access.OPERATOR, assign),),
    actions=(
        ActionSpec("assign.to", Access.OPERATOR, to, once=False),
        ActionSpec("assign.preview", Access.OPERATOR, preview, once=False),
        ActionSpec("assign.give", Access.OPERATOR, give),
        ActionSpec("assign.cancel", Access.OPERATOR, cancelled),
    ),
)
