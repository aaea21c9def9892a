"""After a stop: quiet for longer, a person to write, a check-in a day later, and what time brings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.alerts import alert
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Due
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import OutboxClass
from storage.queries import safety as queries
from storage.unit import UnitOfWork

MINOR_ANSWER = timedelta(days=1)


async def longer(turn: Turn, args: Mapping[str, str]) -> None:
    """Keep it quiet for longer; it only ever gets longer."""
    after = stopping.longer_cooloff(standing_of(turn.me.person), turn.now, int(args["hours"]))
    set_standing(turn.me.person, after)
    until = spoken(after.cooloff_until, turn.me.zone, turn.now) if after.cooloff_until else ""
    await turn.say(_safety(turn.text("safety.longer_set", until=until)), klass=OutboxClass.SAFETY)


async def contact(turn: Turn, _args: Mapping[str, str]) -> None:
    """The member would like a person to write: only then operators may."""
    turn.me.person.contact_wanted_at = turn.now
    await alert(turn, "contact", turn.me)
    await turn.say(_safety(turn.text("safety.contact_noted")), klass=OutboxClass.SAFETY)


async def check_in(turn: Turn, _arg: str) -> None:
    """Ask once, plainly, how somebody is; no answer is needed."""
    person = turn.me.person
    if person.check_in_due_at is None or person.check_in_due_at > turn.now:
        return
    person.check_in_due_at = None
    if not turn.me.choices.check_in:
        return
    key = "safety.check_in" if person.stopped_at is not None else "safety.check_in_yellow"
    choices = (Choice(turn.text("safety.contact"), "safety.contact"),)
    message = Say(turn.text(key), by=Speaker.SAFETY, choices=choices)
    await turn.tell(turn.me, message, klass=OutboxClass.SAFETY, veiled=True)


async def find_held(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Holds that nobody answered."""
    return [Due(each) for each in await queries.held_since(tx, now - stopping.HOLD_LASTS, limit)]


async def find_check_ins(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Check-ins that are due."""
    return [Due(each) for each in await queries.check_ins_due(tx, now, limit)]


async def find_unanswered_minors(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Questions for the age that nobody answered for a day."""
    return [Due(each) for each in await queries.minors_unanswered(tx, now - MINOR_ANSWER, limit)]


def _safety(text: str) -> Say:
    return Say(text, by=Speaker.SAFETY)
