"""Alerts to the people who run the court: never a name, only what happened and a button to look privately.

Every alert is an event first. Many of a kind within minutes are not told one by one: after a few the rest
comes as one message (``handlers.watching.digest``). What needs a person at once is always told at once."""

from datetime import timedelta

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage.enums import OutboxClass, Role
from storage.queries import events, people
from storage.tables import Event, Operator, Person

AT_ONCE = frozenset({"distress", "flagged", "minor", "contact", "ban_appeal"})
"""Somebody waits for a person: told at once, however many there are."""
STORM = 5
STORM_LASTS = timedelta(minutes=10)
"""So many of a kind within this time are told one by one."""


def note(turn: Turn, kind: str, subject: Subject) -> None:
    """Count something in the figures that nobody is told of."""
    turn.tx.add(_event(turn, kind, subject))


async def alert(turn: Turn, kind: str, subject: Subject, *, owners: bool = False) -> int:
    """Tell every operator of the member's persona, or only owners, but not the member herself.

    Returns how many are told, now or with the next digest."""
    event = _event(turn, kind, subject)
    event.alert, event.owners = True, owners
    return await _told(turn, event, subject)


async def announce(turn: Turn, kind: str, *, owners: bool = False, about: str = "") -> int:
    """Tell all operators, or only owners, something about the court itself. Returns how many."""
    event = _event(turn, kind, None)
    event.alert, event.owners, event.about = True, owners, about
    return await _told(turn, event, None)


async def hearers(turn: Turn, event: Event) -> list[Subject]:
    """The operators who are to hear of an event, except whom it is about."""
    found: list[Subject] = []
    for operator in await people.operators(turn.tx):
        if not operator.alerts or operator.person_id == event.person_id or not _concerns(operator, event):
            continue
        person = await turn.tx.get(Person, operator.person_id)
        if person is not None:
            found.append(turn.me if person.id == turn.me.person.id else await load_subject(turn.tx, person))
    return found


def words_for(turn: Turn, operator: Subject, event: Event) -> str:
    """What an operator reads of an event."""
    at = f"{event.at.astimezone(operator.zone):%d %b %H:%M}"
    return turn.text_for(operator, f"alert.{event.kind}", at=at, about=event.about)


async def _told(turn: Turn, event: Event, subject: Subject | None) -> int:
    earlier = await events.lately(turn.tx, event.kind, turn.wall - STORM_LASTS)
    turn.tx.add(event)
    operators = await hearers(turn, event)
    if earlier >= STORM and event.kind not in AT_ONCE:
        return len(operators)
    event.told_at = turn.wall
    return sum([await _tell(turn, operator, event, subject) for operator in operators])


async def _tell(turn: Turn, operator: Subject, event: Event, subject: Subject | None) -> bool:
    choices: tuple[Choice, ...] = ()
    if subject is not None and subject.user is not None:
        look = turn.text_for(operator, "alert.look")
        choices = (Choice(look, "member.view", {"member": str(subject.person.id)}),)
    message = Say(words_for(turn, operator, event), by=Speaker.DESK, choices=choices)
    return await turn.tell(operator, message, klass=OutboxClass.SAFETY)


def _event(turn: Turn, kind: str, subject: Subject | None) -> Event:
    user = subject.user if subject is not None else None
    return Event(
        kind=kind,
        person_id=subject.person.id if subject is not None else None,
        persona=user.domme_assigned if user is not None else "",
        at=turn.now,
        noted_at=turn.wall,
        posted_at=None if turn.house.rooms else turn.wall,
    )


def _concerns(operator: Operator, event: Event) -> bool:
    if event.owners and operator.role is not Role.OWNER:
        return False
    return not event.persona or not operator.personas or event.persona in operator.personas
