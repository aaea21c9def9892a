"""Taking the answer to an appeal back: a denial always, an approval only at once. The appeal waits again."""

import uuid

from handlers import ledger, unprompted
from handlers.appealing.rows import Case, case_of, ref_of
from handlers.chat.outgoing import Speaker
from handlers.judging import restoring
from handlers.judging.appealed import keep_audio
from handlers.member.tasks import outcomes, punished, telling
from handlers.rules import undo as rules
from handlers.rules.appeals import lapses_at
from handlers.rules.points import Entry, cause
from handlers.rules.undo import Booked, Decision, NotUndone
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import AppealResult, TaskStatus
from storage.queries import chat, forgiveness
from storage.tables import Appeal


async def undo(turn: Turn, appeal_id: uuid.UUID) -> str:
    """Take an answer back, if the rules allow it. Returns the sentence for the operator whose turn it is.

    A punishment that an approval withdrew is not brought back by it."""
    known = await turn.tx.get(Appeal, appeal_id)
    subject = None if known is None else await turn.subject(known.user_id)
    if subject is None or subject is turn.me or not turn.me.may_run(subject.member.domme_assigned):
        return turn.text("proof.undo.not_yours")
    case = await case_of(turn, appeal_id)
    if case is None or case.appeal.result is AppealResult.PENDING:
        return turn.text("proof.undo.already_undone")
    if case.review.withdrawn or case.task.status is not TaskStatus.FAILED:
        return turn.text("proof.undo.gone_on")
    if case.appeal.result is AppealResult.APPROVED and _made_good_elsewhere(case):
        return turn.text("appeal.not_undone")
    stopped = subject.person.stopped_at is not None
    forgiven = await forgiveness.of_task(turn.tx, case.task.id) is not None
    verdict = rules.undo(
        _decision(subject, case, forgiven=forgiven), turn.now, turn.house.rules, stopped=stopped
    )
    if isinstance(verdict, NotUndone):
        return turn.text(f"proof.undo.{verdict.why.value}")
    if case.review.restored:
        await _take_again(turn, subject, case)
    await _reopen(turn, subject, case)
    return turn.text("appeal.undone")


def _made_good_elsewhere(case: Case) -> bool:
    """Whether something else than this appeal made the task good. Tokens that an approval returned for that
    stay where they are."""
    return case.plan.restored_at is not None and not case.review.restored


def _decision(subject: Subject, case: Case, *, forgiven: bool) -> Decision:
    """What the answer gave, as a decision to be undone. Made good another way since, nothing is undone; but
    what was forgiven for tokens may be looked at again, and return them."""
    review, appeal = case.review, case.appeal
    decided = review.decided_at or appeal.submitted_at
    gave = Entry(cause("appeal", appeal.id, "approved"), review.returned, review.returned, decided)
    return Decision(
        direction=rules.undoing(appeal.result),
        decided_at=decided,
        booked=(Booked((gave,), subject.member.obedience_points),) if review.returned else (),
        undone=_made_good_elsewhere(case) and not forgiven,
    )


async def _take_again(turn: Turn, subject: Subject, case: Case) -> None:
    """The task costs again exactly what was given back, under a cause of its own."""
    act = await restoring.act_of_failure(turn, case.task)
    case.plan.restored_at = None
    name = await ledger.cause_of(turn, subject, case.task.id, act)
    by = turn.me.person.id
    await ledger.give_points(turn, subject, name, -case.review.returned, task_id=case.task.id, by=by)
    await outcomes.note(turn, subject, case.task, case.plan)
    case.review.restored, case.review.returned = False, 0


async def _reopen(turn: Turn, subject: Subject, case: Case) -> None:
    was = case.appeal.result
    case.appeal.result = AppealResult.PENDING
    case.review.lapses_at = lapses_at(turn.now, turn.house.rules)
    case.review.decided_at = case.review.decided_by = case.review.reason = None
    await keep_audio(turn, case.appeal, decided=False)
    if restoring.may_be_restored(case.task, case.plan):
        await punished.hold(turn, subject, case.task.id)
    if not await chat.cancel_named(turn.tx, subject.person.id, ref_of(case.appeal)):
        words = turn.text_for(subject, "appeal.reopened", task=await telling.short(turn, case.task))
        await unprompted.tell(turn, subject, words, by=Speaker.COURT)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="appeal.undone",
        subject=subject.person.id,
        object_id=str(case.appeal.id),
        detail={"result": was.value},
    )
