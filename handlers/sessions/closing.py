"""The end of a session without its having taken place: by either side, by time, or with everything else."""

import uuid

from handlers import desk_chats
from handlers.chat.outgoing import Speaker
from handlers.offers import offered
from handlers.rules.offers import Offer
from handlers.rules.sessions import Stage
from handlers.sessions import telling
from handlers.sessions.rows import Case, changed, open_case
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import SessionStatus
from storage.queries import people
from storage.queries import sessions as queries

STOP, PERSONA, UNLINKED = "stop", "persona", "unlinked"
TAKEN_BACK, DECLINED, CANCELLED = "taken_back", "declined", "cancelled"
EXPIRED, NOT_ACCEPTED, UNSETTLED = "expired", "not_accepted", "unsettled"


async def close(turn: Turn, case: Case, why: str, *, by: uuid.UUID | None = None, reason: str = "") -> None:
    """Cancel a session: nothing waits or is reminded of any more. Nobody is told here."""
    changed(turn, case, by=by)
    case.session.status = SessionStatus.CANCELED
    case.details.why, case.details.expires_at, case.details.remind_at = why, None, None
    await turn.tx.seal(case.details, reason=reason or None)


async def leaves_desk(turn: Turn, case: Case) -> None:
    """What stands of it in operators' chats disappears; who proposed or agreed a time hears it is off."""
    await desk_chats.leaves(turn, case.session.id)
    if case.stage(turn.now) is not Stage.WAITING:
        await telling.tell_operator(turn, case, "off")


async def end_with_persona(turn: Turn, subject: Subject) -> None:
    """Who leaves a persona leaves what was asked of, or agreed with, those who answer for her."""
    case = await open_case(turn, subject)
    if case is None:
        return
    await leaves_desk(turn, case)
    await close(turn, case, PERSONA)
    words = turn.text_for(subject, "session.ended.persona", model=case.session.cam_model_name)
    await telling.tell(turn, subject, case, words, by=Speaker.COURT)


async def end_unless_told(turn: Turn, subject: Subject) -> None:
    """Who has no chat left in which sessions may be spoken of can neither be told nor take it back."""
    accounts = await people.accounts_of(turn.tx, subject.person.id)
    if any(offered(turn.house.policy, Offer.SESSIONS, each.platform) for each in accounts):
        return
    await close_all(turn, subject, UNLINKED)


async def close_all(turn: Turn, subject: Subject, why: str) -> bool:
    """Cancel whatever of a member's is not over, without a word to her. Whether there was anything."""
    case = await open_case(turn, subject)
    if case is None:
        return False
    await leaves_desk(turn, case)
    await queries.cancel_open(turn.tx, subject.person.id, why, turn.now)
    return True
