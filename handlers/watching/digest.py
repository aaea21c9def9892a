"""What operators hear together: the rest of a storm in one message, and everything in their room."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import structlog

from handlers import alerts
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Due, Errand
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import events, people, running
from storage.tables import Event
from storage.unit import UnitOfWork

POST = "alerts.post"
START = "alerts"
"""What the room's button says to the court in an operator's own chat."""
MOST = 500
log = structlog.get_logger(__name__)


async def find_untold(tx: UnitOfWork, _now: datetime, wall: datetime, _limit: int) -> Sequence[Due]:
    """Somebody who runs the court, if something has been kept back long enough."""
    waiting = await events.untold(tx, wall - alerts.STORM_LASTS, 1)
    return await _somebody(tx) if waiting else ()


async def tell(turn: Turn, _arg: str) -> None:
    """Tell every operator in one message what was kept back."""
    waiting = await events.untold(turn.tx, turn.wall - alerts.STORM_LASTS, MOST)
    heard: dict[uuid.UUID, tuple[Subject, list[Event]]] = {}
    for event in waiting:
        event.told_at = turn.wall
        for operator in await alerts.hearers(turn, event):
            heard.setdefault(operator.person.id, (operator, []))[1].append(event)
    for operator, theirs in heard.values():
        view = Choice(turn.text_for(operator, "alert.view"), "alerts.view")
        words = turn.text_for(operator, "alert.digest", what=summary(turn, operator, theirs))
        message = Say(words, by=Speaker.DESK, choices=(view,))
        await turn.tell(operator, message, klass=OutboxClass.SAFETY)


def summary(turn: Turn, reader: Subject, theirs: Sequence[Event]) -> str:
    """Events in words without a name, each kind once: how many, and the latest."""
    kinds: dict[tuple[str, str], list[Event]] = {}
    for event in theirs:
        kinds.setdefault((event.kind, event.about), []).append(event)
    lines = []
    for several in kinds.values():
        words = alerts.words_for(turn, reader, several[-1])
        many = len(several)
        lines.append(words if many == 1 else turn.text_for(reader, "alert.several", count=many, latest=words))
    return "\n\n".join(lines)


# -- the room --------------------------------------------------------------------------------------


async def find_unposted(tx: UnitOfWork, _now: datetime, _wall: datetime, _limit: int) -> Sequence[Due]:
    """Somebody who runs the court, if the room has not heard of something."""
    return await _somebody(tx) if await events.unposted(tx, 1) else ()


async def queue_post(turn: Turn, _arg: str) -> None:
    """Have it posted, as soon as a room can be reached; where there is none, nothing waits."""
    rooms = turn.house.rooms.values()
    if not rooms:
        for event in await events.unposted(turn.tx, MOST):
            event.posted_at = turn.wall
    elif any(room.ready for room in rooms) and not await running.is_under_way(turn.tx, POST):
        await turn.later(POST)


async def post(errand: Errand) -> None:
    """Post to the operators' rooms what they have not heard of: no name, and a button to one's own chat."""
    ready = [room for room in errand.house.rooms.values() if room.ready]
    if errand.person_id is None or not ready:
        return
    async with errand.turn(errand.person_id) as turn:
        waiting = await events.unposted(turn.tx, MOST)
        words, button = summary(turn, turn.me, waiting), turn.text("alert.view")
    for room in ready if waiting else ():
        await room.post(words, button, START)
    async with errand.turn(errand.person_id) as turn:
        for event in waiting:
            kept = await turn.tx.get(Event, event.id)
            if kept is not None:
                kept.posted_at = turn.wall


async def _somebody(tx: UnitOfWork) -> Sequence[Due]:
    """One of those who run the court: a turn is always somebody's."""
    return [Due(each.person_id) for each in list(await people.operators(tx))[:1]]
