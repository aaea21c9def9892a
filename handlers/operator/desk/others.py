"""What waits on the desk beside proofs: requests for more time, misses, people at the door."""

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.tasks import punishing
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import member_in_sight, note_look
from handlers.rules.review import DeskKind
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import desk as queries
from storage.tables import Task

MISSES = ("apply", "punish", "postpone", "dismiss")


async def show_task(turn: Turn, item: Item) -> None:
    """A task whose member asks for more time, or missed it."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    task = await turn.tx.get(Task, item.waiting.id)
    if subject is None or task is None:
        return
    await note_look(turn, subject, "task", str(task.id))
    text = turn.text(
        f"desk.{item.kind.value}",
        name=subject.member.username,
        task=await turn.tx.open(task, "description") or "",
        due=spoken(task.due_at, turn.me.zone, turn.now),
    )
    await turn.say(
        Say(text, by=Speaker.DESK, choices=_choices(turn, item, subject, task), nav=_next(turn, item)),
        ref=ref_of(task.id),
    )


async def show_admission(turn: Turn, item: Item) -> None:
    """Somebody at the door."""
    account = await queries.persons_account(turn.tx, item.waiting.id)
    platform = account.platform.value if account else "?"
    since = spoken(item.waiting.since, turn.me.zone, turn.wall)
    args = {"person": str(item.waiting.id)}
    choices = (
        Choice(turn.text("desk.admit"), "desk.admit", args, Style.PRIMARY),
        Choice(turn.text("desk.turn_away"), "desk.turn_away", args),
    )
    text = turn.text("desk.admission", platform=platform, since=since)
    message = Say(text, by=Speaker.DESK, choices=choices, nav=_next(turn, item))
    await turn.say(message, ref=ref_of(item.waiting.id))


def _choices(turn: Turn, item: Item, subject: Subject, task: Task) -> tuple[Choice, ...]:
    args = {"task": str(item.waiting.id)}
    if item.kind is DeskKind.MISS:
        punishable = subject.choices.auto_punishment and not punishing.is_punishment(task)
        return tuple(
            Choice(turn.text(f"desk.miss_{how}"), "desk.miss", {**args, "how": how})
            for how in MISSES
            if how != "punish" or punishable
        )
    return (
        Choice(turn.text("desk.grant"), "desk.grant", args, Style.PRIMARY),
        Choice(turn.text("desk.refuse"), "desk.refuse", args),
    )


def _next(turn: Turn, item: Item) -> tuple[Choice, ...]:
    return (Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),)
