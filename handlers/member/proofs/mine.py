"""What a member handed in, to be looked at again: the latest proof of each task, as long as it is kept."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Medium, Say
from handlers.kept_media import media_named
from handlers.member.proofs.retention import GONE
from handlers.member.tasks import telling
from handlers.turn import Turn
from storage.enums import ProofType
from storage.queries import tasks as queries
from storage.tables import Task

PAGE = 6
LABEL = 40
LINE = 90


async def listed(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of tasks with a proof, the newest first."""
    page = int(args.get("page", "0"))
    rows = await queries.handed_in(turn.tx, turn.me.member.id, limit=PAGE + 1, offset=page * PAGE)
    choices = tuple([await _row(turn, task) for task in rows[:PAGE]])
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        nav = (Choice(turn.text("task.older"), "proof.mine", {"page": str(page + 1)}),)
    await turn.say(Say(turn.text("proof.mine" if rows else "proof.none_yet"), choices=choices, nav=nav))


async def _row(turn: Turn, task: Task) -> Choice:
    day = f"{task.assigned_at.astimezone(turn.me.zone):%d %b}"
    label = f"{day} · {await telling.short(turn, task, LABEL)}"
    return Choice(label, "proof.look", {"task": str(task.id)})


async def look(turn: Turn, args: Mapping[str, str]) -> None:
    """One proof beside its task."""
    found = await queries.with_plan(turn.tx, uuid.UUID(args["task"]))
    content = await turn.tx.open(found[0], "proof_submission") if found else None
    if found is None or content is None or found[0].user_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return
    task = await telling.short(turn, found[0], LINE)
    words, media = await _shown(turn, found[0], content)
    await turn.say(Say("\n\n".join((turn.text("proof.of", task=task), words)).strip(), media=media))


async def _shown(turn: Turn, task: Task, content: str) -> tuple[str, tuple[Medium, ...]]:
    """Words as they were written; of media what is still kept."""
    if task.proof_type_required is ProofType.TEXT:
        return content, ()
    media = () if content == GONE else await media_named(turn, content)
    return "" if media else turn.text(GONE), media
