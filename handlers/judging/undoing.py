"""Taking a verdict back: in the member's favour always, against it only at once."""

import uuid
from datetime import timedelta

from handlers import ledger, unprompted
from handlers.chat.outgoing import Speaker
from handlers.forgiving.returning import take_away
from handlers.judging.appealed import answered_otherwise
from handlers.judging.deciding import ACTS, ref_of
from handlers.judging.restoring import take_back_punishment
from handlers.member.proofs.content import blobs_in
from handlers.member.tasks import ending, outcomes, punished, telling
from handlers.rules import undo as rules
from handlers.rules.undo import Booked, Decision, NotUndone
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, TaskStatus, Verdict
from storage.queries import chat, forgiveness
from storage.queries import proofs as queries
from storage.queries import tasks as task_queries
from storage.queries.tasks import TaskAndPlan
from storage.tables import ProofAttempt, TaskPlan


async def undo(turn: Turn, attempt_id: uuid.UUID) -> str:
    """Take a verdict back, if the rules allow it; the proof waits for review again.

    Returns the sentence for the operator whose turn it is."""
    known = await turn.tx.get(ProofAttempt, attempt_id)
    subject = None if known is None else await turn.subject(known.user_id)
    if subject is None or subject is turn.me or not turn.me.may_run(subject.member.domme_assigned):
        return turn.text("proof.undo.not_yours")
    attempt = await queries.attempt_now(turn.tx, attempt_id)
    found = None if attempt is None else await task_queries.with_plan(turn.tx, attempt.task_id)
    if attempt is None or found is None or attempt.verdict is None:
        return turn.text("proof.undo.already_undone")
    if await _gone_on(turn, attempt, found):
        return turn.text("proof.undo.gone_on")
    forgiven = await forgiveness.of_task(turn.tx, attempt.task_id) is not None
    was, cause = attempt.verdict, await _cause(turn, subject, attempt)
    decision = await _decision(turn, subject, attempt, found, cause, forgiven=forgiven)
    stopped = subject.person.stopped_at is not None
    verdict = rules.undo(decision, turn.now, turn.house.rules, stopped=stopped)
    if isinstance(verdict, NotUndone):
        return turn.text(f"proof.undo.{verdict.why.value}")
    if forgiven:
        await _unforgiven(turn, subject, found[1])
    await _reopen(turn, subject, attempt, found)
    if cause is not None:
        await ledger.reverse_points(turn, subject, cause, by=turn.me.person.id)
    if was is Verdict.REJECTED:
        await answered_otherwise(turn, attempt.task_id, by=turn.me.person.id, taken_back=True)
        await take_back_punishment(turn, subject, attempt.task_id, by=turn.me.person.id)
    return turn.text("proof.undo.done")


async def _gone_on(turn: Turn, attempt: ProofAttempt, found: TaskAndPlan) -> bool:
    """Whether something has happened since that an undo cannot jump over."""
    task, plan = found
    attempts = await queries.attempts_of(turn.tx, task.id)
    is_last = attempts[-1].id == attempt.id
    open_still = attempt.verdict is not Verdict.ASKED_AGAIN or task.status is TaskStatus.ASSIGNED
    return not is_last or not open_still or plan.ended is not None


async def _cause(turn: Turn, subject: Subject, attempt: ProofAttempt) -> str | None:
    act = ACTS.get(attempt.verdict) if attempt.verdict is not None else None
    return None if act is None else await ledger.cause_of(turn, subject, attempt.task_id, act)


async def _unforgiven(turn: Turn, subject: Subject, plan: TaskPlan) -> None:
    """What was paid for the forgiveness of this very rejection comes back; a new one costs and is forgiven
    anew."""
    plan.restored_at = None
    tokens = await take_away(turn, subject, plan.task_id, by=turn.me.person.id)
    if tokens:
        words = turn.text_for(subject, "forgive.tokens_back", tokens=tokens)
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT, veiled=True)


async def _decision(
    turn: Turn,
    subject: Subject,
    attempt: ProofAttempt,
    found: TaskAndPlan,
    cause: str | None,
    *,
    forgiven: bool,
) -> Decision:
    if attempt.verdict is None:
        raise LookupError("Nothing has been decided.")
    entries = await ledger.entries_of(turn, subject)
    booked = tuple(entry for entry in entries if entry.cause == cause)
    return Decision(
        direction=rules.undoing(attempt.verdict),
        decided_at=attempt.decided_at or attempt.submitted_at,
        booked=(Booked(booked, subject.member.obedience_points),),
        undone=found[1].restored_at is not None and not forgiven,
    )


async def _reopen(turn: Turn, subject: Subject, attempt: ProofAttempt, found: TaskAndPlan) -> None:
    task, plan = found
    was = attempt.verdict
    blobs = blobs_in(await turn.tx.open(attempt, "content"))
    attempt.verdict = attempt.decided_by = attempt.decided_at = None
    attempt.points = attempt.bonus = 0
    attempt.comment = attempt.reason = None
    attempt.lapses_at = turn.now + timedelta(hours=turn.house.rules.auto_accept_hours)
    task.status, task.points_awarded, task.submitted_at = TaskStatus.SUBMITTED, 0, attempt.submitted_at
    plan.next_reminder_at = None
    if subject.person.stopped_at is not None:
        plan.frozen_at, plan.frozen_status = turn.now, task.status.value
    await punished.hold_if_appealed(turn, task, plan)
    await turn.tx.flush()
    await queries.keep_blobs_until(turn.tx, blobs, None)
    await outcomes.note(turn, subject, task, plan)
    await ending.close_message(turn, subject, task)
    if not await chat.cancel_named(turn.tx, subject.person.id, ref_of(attempt)):
        words = turn.text_for(subject, "proof.undone", task=await telling.short(turn, task))
        await turn.amend(ref_of(attempt), of=subject)
        await unprompted.tell(turn, subject, words, by=Speaker.COURT)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="proof.undone",
        subject=subject.person.id,
        object_id=str(attempt.id),
        detail={"verdict": "" if was is None else was.value},
    )
