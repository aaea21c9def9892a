"""The answer to an appeal: exactly one counts, an operator's or, where none came in time, the court's yes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import deciders, desk_chats, unprompted
from handlers.appealing.rows import Case, case_of, ref_of
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.deciders import Barred
from handlers.forgiving.returning import return_tokens
from handlers.judging import restoring
from handlers.judging.appealed import keep_audio
from handlers.member.tasks import punished, telling
from handlers.member.tasks.punished import Followed
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import AppealResult
from storage.tables import Appeal

TOLD = {Followed.WITHDRAWN: "punishment_withdrawn", Followed.KEPT: "punishment_kept"}


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer stands; ``returned`` are the points it gave back."""

    task_id: uuid.UUID
    result: AppealResult
    returned: int = 0


@dataclass(frozen=True, slots=True)
class AlreadyDecided:
    """Somebody was faster."""

    by_name: str
    result: AppealResult


@dataclass(frozen=True, slots=True)
class Impossible:
    """Nothing changed; ``why`` is a key below ``appeal.undecidable``."""

    why: str


Outcome = Decided | AlreadyDecided | Impossible


async def decide(turn: Turn, appeal_id: uuid.UUID, result: AppealResult, *, reason: str = "") -> Outcome:
    """The answer of the operator whose turn it is. The first counts; nobody decides on her own appeals."""
    known = await turn.tx.get(Appeal, appeal_id)
    subject = await deciders.member_behind(turn, known.user_id if known else None)
    if isinstance(subject, Barred):
        return Impossible(subject)
    case = await case_of(turn, appeal_id)
    if case is None:
        return Impossible("gone")
    if case.appeal.result is not AppealResult.PENDING:
        return AlreadyDecided(await deciders.name_of(turn, case.review.decided_by), case.appeal.result)
    if turn.blocked(subject) is not None:
        return Impossible("away")
    reason = reason.strip()
    if result is AppealResult.DENIED and not reason:
        return Impossible("reason_missing")
    outcome = await _answer(turn, subject, case, result, reason, by=turn.me.person.id)
    await _note(turn, subject, case, reason)
    return outcome


async def lapse(turn: Turn, subject: Subject, case: Case) -> None:
    """Nobody answered in time: the member is right."""
    await _answer(turn, subject, case, AppealResult.APPROVED, "", by=None)
    await desk_chats.leaves(turn, case.appeal.id)


async def _answer(
    turn: Turn, subject: Subject, case: Case, result: AppealResult, reason: str, *, by: uuid.UUID | None
) -> Decided:
    case.appeal.result, case.review.lapses_at = result, None
    case.review.decided_at, case.review.decided_by = turn.now, by
    await turn.tx.seal(case.review, reason=reason or None)
    await keep_audio(turn, case.appeal, decided=True)
    if result is AppealResult.APPROVED:
        await _approve(turn, subject, case, reason, by)
    else:
        await _deny(turn, subject, case, reason)
    return Decided(case.task.id, result, case.review.returned)


async def _approve(turn: Turn, subject: Subject, case: Case, reason: str, by: uuid.UUID | None) -> None:
    """Told first, then booked, so that a tier regained follows what brought it back. What was forgiven for
    tokens is not made good again, nor what followed it: the tokens come back, nothing more."""
    line = turn.line("appeal_lapsed" if by is None else "appeal_approved", of=subject)
    await _tell(turn, subject, case, (line, await _given(turn, subject, case, by), reason))
    restored = await restoring.restore(turn, subject, case.task, case.plan, by=by)
    if restored is None:
        return
    case.review.restored, case.review.returned = True, restored.returned
    event = TOLD.get(restored.followed)
    if event is not None:
        await unprompted.tell(turn, subject, turn.line(event, of=subject))


async def _given(turn: Turn, subject: Subject, case: Case, by: uuid.UUID | None) -> str:
    """What an approval gives, in words."""
    if restoring.may_be_restored(case.task, case.plan):
        cost = await restoring.cost_of(turn, subject, case.task)
        return turn.text_for(subject, "appeal.returned", points=cost)
    tokens = await return_tokens(turn, subject, case.task.id, by=by)
    if tokens:
        return turn.text_for(subject, "appeal.tokens_returned", tokens=tokens)
    return turn.text_for(subject, "appeal.good_already")


async def _deny(turn: Turn, subject: Subject, case: Case, reason: str) -> None:
    line = turn.line("appeal_denied", of=subject)
    good = restoring.may_be_restored(case.task, case.plan)
    ways = telling.forgive_buttons(turn, subject, case.task) if good else ()
    await _tell(turn, subject, case, (line, turn.text_for(subject, "appeal.reason", reason=reason)), ways)
    await punished.release(turn, subject, case.task.id)


async def _tell(
    turn: Turn, subject: Subject, case: Case, parts: Sequence[str], choices: tuple[Choice, ...] = ()
) -> None:
    message = Say("\n\n".join(filter(None, parts)), by=Speaker.PERSONA, choices=choices)
    await unprompted.tell(turn, subject, message, ref=ref_of(case.appeal))


async def _note(turn: Turn, subject: Subject, case: Case, reason: str) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"appeal.{case.appeal.result.value.casefold()}",
        subject=subject.person.id,
        object_id=str(case.appeal.id),
        detail={"reason": reason},
    )
