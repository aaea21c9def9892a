"""A time: proposed for the model and accepted by the member, or one of hers taken at once."""

import uuid
from datetime import datetime, timedelta

from handlers.rules import sessions as rules
from handlers.sessions import calendar, telling
from handlers.sessions.brief import exact
from handlers.sessions.rows import Case, changed
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import quiet_of


async def propose(
    turn: Turn, subject: Subject, case: Case, moment: datetime, words: str, *, by: uuid.UUID
) -> bool:
    """Propose a time; what was agreed before counts no more. Whether the member could be told."""
    changed(turn, case, by=by)
    details = case.details
    details.scheduled_at, details.agreed_at, details.remind_at = moment, None, None
    details.expires_at = rules.accept_by(turn.now, moment, turn.house.rules.session_answer_hours)
    await turn.tx.seal(details, words=words or None)
    await turn.tx.flush()
    text = "\n\n".join(
        (turn.line("session_proposed", of=subject), *_facts(turn, subject, case, "session.proposed", words))
    )
    return await telling.tell(turn, subject, case, text, choices=telling.accept(turn, subject, case))


async def agree(
    turn: Turn, subject: Subject, case: Case, moment: datetime, words: str = "", *, by: uuid.UUID | None
) -> bool:
    """A time is agreed: reminded of, and sent as a calendar file. Whether the member could be told."""
    changed(turn, case, by=by or case.details.decided_by)
    details, settings = case.details, turn.house.rules
    details.scheduled_at, details.agreed_at = moment, turn.now
    details.expires_at = rules.settle_by(moment, settings.session_answer_hours)
    lead = timedelta(minutes=settings.session_reminder_minutes)
    details.remind_at = rules.reminder_at(turn.now, moment, lead, quiet_of(subject), subject.zone)
    await turn.tx.flush()
    text = "\n\n".join(
        (turn.line("session_agreed", of=subject), *_facts(turn, subject, case, "session.agreed", words))
    )
    choices = (telling.call_off(turn, subject, case, agreed=True),)
    told = await telling.tell(turn, subject, case, text, choices=choices)
    if told:
        await calendar.later(turn, subject, case)
    return told


def _facts(turn: Turn, subject: Subject, case: Case, key: str, words: str) -> tuple[str, ...]:
    when = exact(case.time, subject.zone)
    facts = turn.text_for(subject, key, model=case.session.cam_model_name, when=when)
    return (facts, words) if words else (facts,)
