"""What a member has had forgiven: on which day, which task, and for how many tokens."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say
from handlers.member.tasks import telling
from handlers.turn import Turn
from storage.queries import forgiveness as queries
from storage.tables import Task, TributeForgiveness

PAGE = 6
LABEL = 44


async def listed(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of it, the latest first."""
    page = int(args.get("page", "0"))
    rows = await queries.forgiven(turn.tx, turn.me.member.id, limit=PAGE + 1, offset=page * PAGE)
    choices = tuple([await _row(turn, *row) for row in rows[:PAGE]])
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        nav = (Choice(turn.text("task.older"), "forgive.past", {"page": str(page + 1)}),)
    words = turn.text("forgive.past" if rows else "forgive.none_past")
    await turn.say(Say(words, choices=choices, nav=nav))


async def _row(turn: Turn, row: TributeForgiveness, task: Task) -> Choice:
    label = f"{_day(turn, row)} · {await telling.short(turn, task, LABEL)}"
    return Choice(label, "forgive.look", {"forgiveness": str(row.id)})


async def look(turn: Turn, args: Mapping[str, str]) -> None:
    """One of them, with its task in full."""
    row = await turn.tx.get(TributeForgiveness, uuid.UUID(args["forgiveness"]))
    task = await turn.tx.get(Task, row.task_id) if row is not None else None
    if row is None or task is None or row.user_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return
    words = await turn.tx.open(task, "description") or ""
    about = turn.text("forgive.look", day=_day(turn, row), tokens=row.tokens_spent, task=words)
    await turn.say(about)


def _day(turn: Turn, row: TributeForgiveness) -> str:
    return f"{row.processed_at.astimezone(turn.me.zone):%d %b}"
