"""One item of the desk as its operator sees it."""

import json

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.desk import confessions
from handlers.operator.desk.appeals import show_appeal
from handlers.operator.desk.beside import proof_media
from handlers.operator.desk.money import show_order, show_question
from handlers.operator.desk.others import show_admission, show_task
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.desk.sessions import show_session
from handlers.operator.desk.suggestions import show_suggestion
from handlers.operator.sight import limits_beside, member_in_sight, note_look
from handlers.rules.review import DeskKind
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import ProofType
from storage.queries import desk as queries
from storage.tables import ProofAttempt, Task, TaskPlan

BONUSES = (5, 10)
LONGEST_PROOF = 3000


async def show(turn: Turn, item: Item) -> None:
    """Show an item."""
    await take_back(turn, ref_of(item.waiting.id))
    match item.kind:
        case DeskKind.PROOF:
            await _proof(turn, item)
        case DeskKind.EXTENSION | DeskKind.MISS:
            await show_task(turn, item)
        case DeskKind.TOKEN_REQUEST:
            await show_order(turn, item)
        case DeskKind.PAYSUPPORT:
            await show_question(turn, item)
        case DeskKind.CONFESSION | DeskKind.FLAGGED:
            await confessions.show(turn, item)
        case DeskKind.APPEAL:
            await show_appeal(turn, item)
        case DeskKind.SESSION:
            await show_session(turn, item)
        case DeskKind.SUGGESTION:
            await show_suggestion(turn, item)
        case _:
            await show_admission(turn, item)


async def take_back(turn: Turn, ref: str) -> None:
    """Shown again, an item stands in the operator's chat only once."""
    if turn.me.person.id in await queries.chats_showing(turn.tx, ref):
        await turn.remove(ref)
        await queries.forget_desk_message(turn.tx, turn.me.person.id, ref)


async def _proof(turn: Turn, item: Item) -> None:
    attempt = await turn.tx.get(ProofAttempt, item.waiting.id)
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    task = await turn.tx.get(Task, attempt.task_id) if attempt else None
    plan = await turn.tx.get(TaskPlan, attempt.task_id) if attempt else None
    if attempt is None or subject is None or task is None or plan is None:
        return
    await note_look(turn, subject, "proof", str(attempt.id))
    text = await _proof_text(turn, subject, attempt, task, plan)
    message = Say(
        text,
        by=Speaker.DESK,
        media=await proof_media(turn, attempt),
        choices=await _proof_choices(turn, attempt),
        nav=(Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),),
    )
    await turn.say(message, ref=ref_of(attempt.id))


async def _proof_text(turn: Turn, subject: Subject, attempt: ProofAttempt, task: Task, plan: TaskPlan) -> str:
    content, caption = await turn.tx.open(attempt, "content"), await turn.tx.open(attempt, "caption")
    head = turn.text(
        "desk.proof_head",
        name=subject.member.username,
        tier=subject.member.tier_status,
        points=plan.points,
        number=attempt.number,
        since=spoken(attempt.submitted_at, turn.me.zone, turn.now),
    )
    lines = [head, turn.text("desk.task", task=await turn.tx.open(task, "description") or "")]
    word = await turn.tx.open(plan, "challenge")
    if word:
        lines.append(turn.text("desk.challenge", word=word))
    if content and attempt.kind is ProofType.TEXT:
        lines.append(turn.text("desk.words", words=content[:LONGEST_PROOF]))
    if caption:
        lines.append(turn.text("desk.caption", caption=caption[:LONGEST_PROOF]))
    if attempt.late:
        lines.append(turn.text("desk.late"))
    lines += await _hints(turn, attempt)
    lines.append(await limits_beside(turn, subject))
    return "\n\n".join(lines)


async def _hints(turn: Turn, attempt: ProofAttempt) -> list[str]:
    hints = json.loads(await turn.tx.open(attempt, "hints") or "{}")
    found = []
    if hints.get("same_picture_on"):
        found.append(turn.text("desk.hint.same_picture", on=hints["same_picture_on"]))
    if hints.get("taken_days"):
        found.append(turn.text("desk.hint.taken_earlier", days=hints["taken_days"]))
    if hints.get("silent"):
        found.append(turn.text("desk.hint.silent"))
    return found


async def _proof_choices(turn: Turn, attempt: ProofAttempt) -> tuple[Choice, ...]:
    args = {"attempt": str(attempt.id)}
    choices = [Choice(turn.text("desk.approve"), "desk.approve", args, Style.PRIMARY)]
    choices += [
        Choice(turn.text("desk.bonus", bonus=bonus), "desk.approve", {**args, "bonus": str(bonus)})
        for bonus in BONUSES
        if bonus <= turn.house.rules.max_bonus
    ]
    choices.append(Choice(turn.text("desk.comment"), "desk.comment", args))
    choices.append(Choice(turn.text("desk.again"), "desk.again", args))
    choices.append(Choice(turn.text("desk.reject"), "desk.reject", args, Style.DANGER))
    if attempt.group_key:
        personas = turn.me.operator.personas if turn.me.operator else []
        alike = await queries.proofs(turn.tx, personas, turn.me.person.id, 50, group=attempt.group_key)
        if len(alike) > 1:
            label = turn.text("desk.similar", count=len(alike))
            args = {"group": attempt.group_key, "attempts": " ".join(str(each.id) for each in alike)}
            choices.append(Choice(label, "desk.similar", args))
    return tuple(choices)
