"""An appeal as its operator sees it: the task, its proof, and the member's history beside it."""

from handlers.appealing.rows import Case, case_of
from handlers.boundary import PROOFS, Boundary, boundary_of
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.kept_media import media_named
from handlers.member.tasks import outcomes, telling
from handlers.operator.desk.beside import proof_media
from handlers.operator.desk.queue import Item, ref_of
from handlers.operator.sight import limits_beside, member_in_sight, note_look
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import ProofType
from storage.queries import forgiveness, proofs, punishments
from storage.queries import tasks as task_queries
from storage.tables import ProofAttempt

LONGEST_SHOWN = 2000
LATEST = 5


async def show_appeal(turn: Turn, item: Item) -> None:
    """One appeal with everything that speaks for and against it."""
    subject = await member_in_sight(turn, str(item.waiting.member_id))
    case = await case_of(turn, item.waiting.id)
    if subject is None or case is None:
        return
    await note_look(turn, subject, "appeal", str(case.appeal.id))
    sight = await boundary_of(turn, subject)
    attempts = await proofs.attempts_of(turn.tx, case.task.id)
    closed = bool(attempts) and not sight.opens(PROOFS, attempts[-1].decided_at)
    attempts = [] if closed else attempts
    spoken_words = await media_named(turn, await turn.tx.open(case.appeal, "appeal_audio_url") or "")
    shown = await proof_media(turn, attempts[-1]) if attempts else ()
    args = {"appeal": str(case.appeal.id)}
    message = Say(
        await _text(turn, subject, case, sight, attempts[-1] if attempts else None, closed=closed),
        by=Speaker.DESK,
        media=(*spoken_words, *shown),
        choices=(
            Choice(turn.text("desk.approve"), "desk.appeal_approve", args, Style.PRIMARY),
            Choice(turn.text("desk.comment"), "desk.appeal_comment", args),
            Choice(turn.text("desk.appeal_deny"), "desk.appeal_deny", args, Style.DANGER),
        ),
        nav=(Choice(turn.text("desk.next"), "desk.next", {"after": item.name}),),
    )
    await turn.say(message, ref=ref_of(case.appeal.id))


async def _text(
    turn: Turn, subject: Subject, case: Case, sight: Boundary, attempt: ProofAttempt | None, *, closed: bool
) -> str:
    zone = turn.me.zone
    words = await turn.tx.open(case.appeal, "appeal_text")
    lapses = case.review.lapses_at or case.appeal.submitted_at
    lines = [
        turn.text(
            "desk.appeal_head",
            name=subject.member.username,
            tier=subject.member.tier_status,
            since=spoken(case.appeal.submitted_at, zone, turn.now),
            until=spoken(lapses, zone, turn.now),
        ),
        turn.text("desk.task", task=await turn.tx.open(case.task, "description") or ""),
        turn.text("desk.appeal_closed") if closed else await _failure(turn, case, attempt),
    ]
    if words:
        lines.append(turn.text("desk.appeal_words", words=words[:LONGEST_SHOWN]))
    lines += [await _forgiven(turn, case), await _punishment(turn, case)]
    lines.append(await _history(turn, subject, sight))
    lines.append(await limits_beside(turn, subject))
    return "\n\n".join(line for line in lines if line)


async def _failure(turn: Turn, case: Case, attempt: ProofAttempt | None) -> str:
    """How the task failed: its deadline passed, or its proof was rejected for a reason."""
    if attempt is None:
        return turn.text("desk.appeal_missed", due=spoken(case.task.due_at, turn.me.zone, turn.now))
    reason = await turn.tx.open(attempt, "reason") or ""
    parts = [turn.text("desk.appeal_rejected", reason=reason)]
    content = await turn.tx.open(attempt, "content")
    if content and attempt.kind is ProofType.TEXT:
        parts.append(turn.text("desk.words", words=content[:LONGEST_SHOWN]))
    return "\n".join(parts)


async def _forgiven(turn: Turn, case: Case) -> str:
    """What the member paid to have it forgiven meanwhile, if she did: that is all an approval returns."""
    row = await forgiveness.of_task(turn.tx, case.task.id)
    return "" if row is None else turn.text("desk.appeal_forgiven", tokens=row.tokens_spent)


async def _punishment(turn: Turn, case: Case) -> str:
    """What the failure brought, if it brought anything."""
    found = await punishments.answering(turn.tx, case.task.id)
    words = [await telling.short(turn, task) for task, plan in found if plan.ended is None]
    return turn.text("desk.appeal_punishment", task="; ".join(words)) if words else ""


async def _history(turn: Turn, subject: Subject, sight: Boundary) -> str:
    """The latest that is over and open to whoever looks, and the streak as it stands now."""
    rows = [
        (task, plan)
        for task, plan in await task_queries.history(turn.tx, subject.member.id, limit=LATEST)
        if sight.opens(PROOFS, task.submitted_at or plan.ended_at or task.due_at)
    ]
    lines = [
        turn.text(
            "task.line",
            day=f"{task.assigned_at.astimezone(turn.me.zone):%d %b}",
            task=await telling.short(turn, task),
            result=turn.text(f"task.over.{telling.ending_of(task, plan)}", points=task.points_awarded),
        )
        for task, plan in rows
    ]
    run = await outcomes.streak_of(turn, subject)
    head = turn.text("desk.appeal_history", days=run.current, best=run.best)
    return "\n".join([head, *lines])
