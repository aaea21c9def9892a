"""What time brings to sessions: the reminder of an agreed one, and the end of what nobody answered."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from handlers import desk_chats
from handlers.chat.outgoing import Speaker
from handlers.feature import Due
from handlers.rules.sessions import Move, Stage, after_holiday
from handlers.rules.standing import Blocked
from handlers.sessions import closing, telling
from handlers.sessions.brief import exact
from handlers.sessions.rows import Case, case_of, open_case
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import sessions as queries
from storage.unit import UnitOfWork

WHY = {
    Stage.WAITING: closing.EXPIRED,
    Stage.PROPOSED: closing.NOT_ACCEPTED,
    Stage.DUE: closing.UNSETTLED,
}


async def find_lapsed(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Sessions that waited too long."""
    return [Due(person, str(session)) for person, session in await queries.lapsing(tx, now, limit)]


async def lapse(turn: Turn, arg: str) -> None:
    """Cancel it, if it still waits and the member can be told."""
    case = await case_of(turn, uuid.UUID(arg))
    if case is None or turn.blocked(turn.me) is not None or not _is_past(case.details.expires_at, turn.now):
        return
    if not case.allows(Move.LAPSE, turn.now):
        case.details.expires_at = None
        return
    why = WHY[case.stage(turn.now)]
    if why == closing.NOT_ACCEPTED:
        await telling.tell_operator(turn, case, "not_accepted")
    await desk_chats.leaves(turn, case.session.id)
    await closing.close(turn, case, why)
    facts = turn.text(f"session.ended.{why}", model=case.session.cam_model_name)
    if why == closing.EXPIRED:
        await telling.tell(turn, turn.me, case, f"{turn.line('session_expired')}\n\n{facts}")
    else:
        await telling.tell(turn, turn.me, case, facts, by=Speaker.COURT)


async def put_off(turn: Turn, subject: Subject) -> None:
    """Nobody could answer while the member was on holiday: there is time for it after her return."""
    case = await open_case(turn, subject)
    if case is not None and case.details.expires_at is not None:
        case.details.expires_at = after_holiday(case.details.expires_at, turn.now)
        if case.stage(turn.now) is Stage.PROPOSED:
            case.details.expires_at = min(case.details.expires_at, case.time)


async def find_reminders(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Agreed times somebody is to be reminded of."""
    return [Due(person, str(session)) for person, session in await queries.to_remind(tx, now, limit)]


async def remind(turn: Turn, arg: str) -> None:
    """Remind of an agreed time: by day or night, its hour was chosen around quiet hours before."""
    case = await case_of(turn, uuid.UUID(arg))
    if (
        case is None
        or not _is_past(case.details.remind_at, turn.now)
        or turn.blocked(turn.me) is Blocked.HELD
    ):
        return
    case.details.remind_at = None
    if case.stage(turn.now) is Stage.AGREED:
        await telling.tell(
            turn,
            turn.me,
            case,
            reminder_words(turn, case),
            choices=(telling.call_off(turn, turn.me, case, agreed=True),),
            at_once=True,
        )


def reminder_words(turn: Turn, case: Case) -> str:
    """The persona's word, and the facts."""
    when = exact(case.time, turn.me.zone)
    facts = turn.text("session.reminder", model=case.session.cam_model_name, when=when)
    return f"{turn.line('session_reminder')}\n\n{facts}"


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
