"""A verdict on a proof: exactly one counts, by an operator, by trust, or because nobody looked in time."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers import badges, deciders, ledger, tagging, unprompted
from handlers.chat.outgoing import Say, Speaker
from handlers.deciders import Barred
from handlers.judging.words import Told, verdict_words
from handlers.member.proofs.content import blobs_in
from handlers.member.tasks import clock, outcomes, telling, withdrawing
from handlers.rules import points as point_rules
from handlers.rules import proofs as rules
from handlers.rules.clock import out_of_quiet
from handlers.rules.limits import touched
from handlers.rules.proofs import Decided, TaskState, WaitingProof
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of
from storage import log
from storage.enums import TaskStatus, Verdict
from storage.queries import proofs as queries
from storage.queries import tasks as task_queries
from storage.tables import ProofAttempt, Task, TaskPlan

AGAIN = "proof.again"
ACTS: Mapping[Verdict, str] = {
    Verdict.APPROVED: "approved",
    Verdict.TRUSTED: "trusted",
    Verdict.LAPSED: "lapsed",
    Verdict.REJECTED: "rejected",
}
"""Under which act a verdict's points are booked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict stands; ``points`` is what it gave or took, the bonus included."""

    task_id: uuid.UUID
    verdict: Verdict
    points: int


@dataclass(frozen=True, slots=True)
class AlreadyDecided:
    """Somebody was faster."""

    by_name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Impossible:
    """Nothing changed; ``why`` is a key below ``proof.undecidable``."""

    why: str


Judgement = Judged | AlreadyDecided | Impossible


async def judge(
    turn: Turn,
    attempt_id: uuid.UUID,
    verdict: Verdict,
    *,
    bonus: int = 0,
    comment: str = "",
    reason: str = "",
) -> Judgement:
    """The verdict of the operator whose turn it is. The first one counts; nobody judges her own proofs."""
    attempt = await turn.tx.get(ProofAttempt, attempt_id)
    subject = await deciders.member_behind(turn, attempt.user_id if attempt else None)
    if isinstance(subject, Barred):
        return Impossible(subject)
    words = Told(bonus=bonus, comment=comment.strip(), reason=reason.strip())
    outcome = await _decide(turn, subject, attempt_id, verdict, words, by=turn.me.person.id)
    if isinstance(outcome, Judged):
        await _note(turn, subject, attempt_id, verdict, words)
    return outcome


async def settle(turn: Turn, subject: Subject, attempt_id: uuid.UUID, verdict: Verdict) -> Judgement:
    """A verdict that no human gave: on trust, or because nobody looked in time."""
    return await _decide(turn, subject, attempt_id, verdict, Told(), by=None)


async def _decide(
    turn: Turn,
    subject: Subject,
    attempt_id: uuid.UUID,
    verdict: Verdict,
    words: Told,
    *,
    by: uuid.UUID | None,
) -> Judgement:
    attempt = await queries.attempt_now(turn.tx, attempt_id)
    found = None if attempt is None else await task_queries.with_plan(turn.tx, attempt.task_id)
    if attempt is None or found is None:
        return Impossible("gone")
    if attempt.verdict is not None:
        return AlreadyDecided(await deciders.name_of(turn, attempt.decided_by), attempt.verdict)
    task, plan = found
    if verdict is Verdict.ASKED_AGAIN and await _forbidden(turn, subject, plan):
        return Impossible("hard_limit")
    decision = rules.decide(
        _waiting(attempt, task, plan),
        verdict,
        turn.now,
        turn.house.rules,
        bonus=words.bonus,
        reason=words.reason,
    )
    if isinstance(decision, rules.Impossible):
        return Impossible(decision.why.value)
    taken = _taken(subject, decision)
    await _write(turn, attempt, verdict, words, taken=taken, base=plan.points, by=by)
    if verdict is Verdict.ASKED_AGAIN:
        await _again(turn, subject, task, plan, attempt, words)
    else:
        await _close(turn, subject, task, plan, attempt, decision, words)
    return Judged(task.id, verdict, taken)


def _waiting(attempt: ProofAttempt, task: Task, plan: TaskPlan) -> WaitingProof:
    return WaitingProof(
        state=TaskState(status=task.status, ended=plan.ended, frozen=plan.frozen_at is not None),
        points=plan.points,
        submitted_at=attempt.submitted_at,
        time_left=timedelta(seconds=attempt.remaining_seconds),
    )


def _taken(subject: Subject, decision: Decided) -> int:
    return point_rules.take(subject.member.obedience_points, decision.points)


async def _forbidden(turn: Turn, subject: Subject, plan: TaskPlan) -> bool:
    """Whether the task touches what has become a hard limit since: it must not be asked for again."""
    tags = await withdrawing.tags_of(turn, plan)
    return bool(touched(tags, await tagging.limits_of(turn, subject)).hard)


async def _write(
    turn: Turn,
    attempt: ProofAttempt,
    verdict: Verdict,
    words: Told,
    *,
    taken: int,
    base: int,
    by: uuid.UUID | None,
) -> None:
    """Write the verdict down, and when the media goes."""
    attempt.verdict, attempt.decided_by, attempt.decided_at = verdict, by, turn.now
    attempt.points = taken
    attempt.bonus = max(0, taken - base) if verdict is Verdict.APPROVED else 0
    attempt.lapses_at = None
    await turn.tx.seal(attempt, comment=words.comment or None, reason=words.reason or None)
    blobs = blobs_in(await turn.tx.open(attempt, "content"))
    keep = turn.wall + timedelta(days=turn.house.rules.retention_days)
    await turn.tx.flush()
    await queries.keep_blobs_until(turn.tx, blobs, keep)


async def _close(
    turn: Turn,
    subject: Subject,
    task: Task,
    plan: TaskPlan,
    attempt: ProofAttempt,
    decision: Decided,
    words: Told,
) -> None:
    """Completed or failed: told first, then booked, so that a new tier follows what brought it."""
    verdict = attempt.verdict or Verdict.TRUSTED
    task.status = decision.status
    task.points_awarded = max(0, attempt.points)
    said = verdict_words(turn, subject, verdict, plan.points, attempt.points, words)
    failed = decision.status is TaskStatus.FAILED
    choices = telling.failure_buttons(turn, subject, task) if failed else ()
    message = Say(said, by=Speaker.PERSONA, choices=choices)
    await unprompted.tell(turn, subject, message, ref=ref_of(attempt))
    cause = await ledger.cause_of(turn, subject, task.id, ACTS[verdict])
    await ledger.give_points(turn, subject, cause, decision.points, task_id=task.id, by=attempt.decided_by)
    await outcomes.note(turn, subject, task, plan)
    await badges.award(turn, subject)


def ref_of(attempt: ProofAttempt) -> str:
    """The name of the message that tells a verdict."""
    return f"verdict:{attempt.id}"


async def _again(
    turn: Turn, subject: Subject, task: Task, plan: TaskPlan, attempt: ProofAttempt, words: Told
) -> None:
    """Another try, with the time that was left; it runs once the member has heard of it."""
    told_at = unprompted.earliest(turn, subject) or turn.now
    left = timedelta(seconds=attempt.remaining_seconds)
    due = rules.another_try_due(left, told_at, turn.house.rules)
    task.status, task.submitted_at = TaskStatus.ASSIGNED, None
    plan.delivered_at = plan.reminded_at = plan.made_good_until = None
    clock.move(turn, subject, task, plan, out_of_quiet(due, quiet_of(subject), subject.zone))
    if subject.person.paused_at is not None:
        # On holiday nothing runs: the clock starts with the time that was left when she is back.
        plan.delivered_at = plan.frozen_at = turn.now
        plan.frozen_status, plan.next_reminder_at = task.status.value, None
    opening = verdict_words(turn, subject, Verdict.ASKED_AGAIN, plan.points, 0, words)
    message = await telling.task_message(turn, subject, task, plan, opening=opening)
    seconds = int((due - told_at).total_seconds())
    await unprompted.tell(
        turn, subject, message, ref=telling.ref_of(task), on_sent=f"{AGAIN}:{task.id}/{seconds}"
    )


async def _note(turn: Turn, subject: Subject, attempt_id: uuid.UUID, verdict: Verdict, words: Told) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"proof.{verdict.value}",
        subject=subject.person.id,
        object_id=str(attempt_id),
        detail={"bonus": str(words.bonus), "comment": words.comment, "reason": words.reason},
    )
