"""Answering for a model: each thing once, and never about what has changed since it was shown."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers import deciders
from handlers.deciders import Barred
from handlers.rules.sessions import Move, Stage, TimeProblem, problem_with
from handlers.rules.standing import Blocked
from handlers.sessions import agreeing, closing, requesting, telling
from handlers.sessions.rows import Case, case_of, changed
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import SessionStatus
from storage.tables import CamModelSession, Operator

ON_HOLIDAY = frozenset({Move.CANCEL, Move.COMPLETE})
"""What is settled also while its member is on holiday."""


@dataclass(frozen=True, slots=True)
class Decided:
    """It stands. ``told``: whether the member could be told."""

    move: Move
    told: bool


@dataclass(frozen=True, slots=True)
class AlreadyDecided:
    """Somebody was faster."""

    by_name: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """Nothing changed; ``why`` is a key below ``session.undecidable``."""

    why: str


Outcome = Decided | AlreadyDecided | Impossible
Act = Callable[[Subject, Case], Awaitable[bool | Impossible]]


async def propose(turn: Turn, session_id: uuid.UUID, revision: int, moment: datetime, words: str) -> Outcome:
    """Propose a time; the member has to accept it."""
    problem = problem_with(moment, turn.now)
    if problem is not None:
        return Impossible(problem.value)

    async def act(subject: Subject, case: Case) -> bool:
        return await agreeing.propose(turn, subject, case, moment, words, by=turn.me.person.id)

    return await _decide(turn, session_id, revision, Move.PROPOSE, act)


async def agree(turn: Turn, session_id: uuid.UUID, revision: int, number: int) -> Outcome:
    """One of the member's own times is agreed at once."""

    async def act(subject: Subject, case: Case) -> bool | Impossible:
        times = (await requesting.wishes_of(turn, case)).times
        moment = times[number] if number < len(times) else turn.now
        if problem_with(moment, turn.now) is not None:
            return Impossible(TimeProblem.SOON.value)
        return await agreeing.agree(turn, subject, case, moment, by=turn.me.person.id)

    return await _decide(turn, session_id, revision, Move.AGREE, act)


async def end(turn: Turn, session_id: uuid.UUID, revision: int, move: Move, reason: str) -> Outcome:
    """Decline a request, or call off what was proposed or agreed; the member reads the reason."""
    declined = move is Move.DECLINE
    why = closing.DECLINED if declined else closing.CANCELLED

    async def act(subject: Subject, case: Case) -> bool:
        await closing.close(turn, case, why, by=turn.me.person.id, reason=reason)
        line = turn.line("session_declined" if declined else "session_cancelled", of=subject)
        facts = turn.text_for(
            subject, f"session.ended.{why}", model=case.session.cam_model_name, reason=reason
        )
        return await telling.tell(turn, subject, case, f"{line}\n\n{facts}")

    return await _decide(turn, session_id, revision, move, act, detail={"reason": reason})


async def complete(turn: Turn, session_id: uuid.UUID, revision: int) -> Outcome:
    """It took place."""

    async def act(subject: Subject, case: Case) -> bool:
        changed(turn, case, by=turn.me.person.id)
        case.session.status, case.session.completed_at = SessionStatus.COMPLETED, turn.now
        case.details.expires_at = case.details.remind_at = None
        line = turn.line("session_completed", of=subject)
        facts = turn.text_for(subject, "session.ended.completed", model=case.session.cam_model_name)
        return await telling.tell(turn, subject, case, f"{line}\n\n{facts}")

    return await _decide(turn, session_id, revision, Move.COMPLETE, act)


async def _decide(
    turn: Turn,
    session_id: uuid.UUID,
    revision: int,
    move: Move,
    act: Act,
    *,
    detail: dict[str, str] | None = None,
) -> Outcome:
    known = await turn.tx.get(CamModelSession, session_id)  # its member is locked first, as in her own turns
    subject = await deciders.member_behind(turn, known.user_id if known else None)
    if isinstance(subject, Barred):
        return Impossible(subject)
    case = await case_of(turn, session_id)
    problem = None if case is None else await _obstacle(turn, subject, case, revision, move)
    if case is None or problem is not None:
        return problem or Impossible("gone")
    told = await act(subject, case)
    if isinstance(told, Impossible):
        return told
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"session.{move.value}",
        subject=subject.person.id,
        object_id=str(session_id),
        detail=detail,
    )
    return Decided(move, told)


async def _obstacle(
    turn: Turn, subject: Subject, case: Case, revision: int, move: Move
) -> AlreadyDecided | Impossible | None:
    over = case.stage(turn.now) is Stage.OVER
    if over or case.details.revision != revision:
        first = await _who_was_first(turn, case)
        return AlreadyDecided(first) if first else Impossible("over" if over else "changed")
    if not case.allows(move, turn.now):
        return Impossible("changed")
    blocked = turn.blocked(subject)
    if blocked is not None and not (blocked is Blocked.PAUSED and move in ON_HOLIDAY):
        return Impossible("away")
    return None


async def _who_was_first(turn: Turn, case: Case) -> str:
    """The colleague who decided; nobody if it was the member who changed something, or a limit of hers."""
    details = case.details
    operator = await turn.tx.get(Operator, details.decided_by) if details.decided_by else None
    later = details.limits_changed_at is not None and details.limits_changed_at >= (
        details.decided_at or details.limits_changed_at
    )
    if operator is None or later or operator.person_id == turn.me.person.id:
        return ""
    return deciders.colleague(turn, operator)
