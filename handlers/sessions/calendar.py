"""The calendar file of an agreed time. Nothing in it says what it is about."""

import uuid
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from handlers.chat.outgoing import Medium, MediumKind, Say
from handlers.feature import Errand
from handlers.rules.sessions import Stage
from handlers.sessions import telling
from handlers.sessions.rows import Case, case_of
from handlers.subject import Subject
from handlers.turn import Turn

WORK = "session.calendar"
MIME, NAME = "text/calendar", "appointment.ics"
LASTS = timedelta(hours=1)
KEPT = timedelta(days=7)


async def later(turn: Turn, subject: Subject, case: Case) -> None:
    """Have the file made and sent."""
    await turn.later(WORK, f"{case.session.id} {case.details.revision}", subject=subject)


async def send(errand: Errand) -> None:
    """Make the file and send it, if the time is still agreed as it was."""
    if errand.person_id is None:
        return
    named, _, revision = errand.args.partition(" ")
    async with errand.turn(errand.person_id) as turn:
        case = await _still(turn, uuid.UUID(named), int(revision))
        title = turn.text("session.calendar_title")
        data = (
            None if case is None else appointment(case.session.id, case.time, title, turn.now, int(revision))
        )
    if data is None:
        return
    blob = await errand.house.blobs.write(errand.person_id, data, kind="file", mime=MIME, keep=KEPT)
    async with errand.turn(errand.person_id) as turn:
        case = await _still(turn, uuid.UUID(named), int(revision))
        sent = case is not None and await _put(turn, case, blob, len(data))
    if not sent:
        await errand.house.blobs.destroy([blob])


def appointment(session_id: uuid.UUID, begins: datetime, title: str, now: datetime, sequence: int) -> bytes:
    """One appointment in iCalendar's words; one that moves replaces the one before it."""
    event = Event()
    event.add("uid", session_id.hex)
    event.add("dtstamp", now)
    event.add("dtstart", begins)
    event.add("dtend", begins + LASTS)
    event.add("sequence", sequence)
    event.add("summary", title)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


async def _still(turn: Turn, session_id: uuid.UUID, revision: int) -> Case | None:
    case = await case_of(turn, session_id)
    if case is None or case.details.revision != revision or case.stage(turn.now) is not Stage.AGREED:
        return None
    return case


async def _put(turn: Turn, case: Case, blob: uuid.UUID, size: int) -> bool:
    medium = Medium(
        MediumKind.FILE,
        blob=str(blob),
        alt=turn.text("session.calendar_alt"),
        name=NAME,
        mime=MIME,
        size=size,
    )
    message = Say(turn.text("session.calendar"), media=(medium,))
    return await telling.put(turn, turn.me, case, message, ref=telling.file_ref(case))
