"""Alerts to the people who run the court: never a name, only what happened and a button to look privately."""

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage.enums import OutboxClass, Role
from storage.queries import people
from storage.tables import Person


async def alert(turn: Turn, kind: str, subject: Subject, *, owners: bool = False) -> int:
    """Tell every operator of the member's persona, or only owners, but not the member herself.

    Returns how many."""
    told = 0
    for operator in await people.operators(turn.tx):
        if operator.person_id == subject.person.id or not operator.alerts:
            continue
        if owners and operator.role is not Role.OWNER:
            continue
        persona = subject.user.domme_assigned if subject.user else ""
        if persona and operator.personas and persona not in operator.personas:
            continue
        person = await turn.tx.get(Person, operator.person_id)
        if person is not None:
            told += await _tell(turn, await load_subject(turn.tx, person), kind, subject)
    return told


async def tell_owner(turn: Turn, kind: str, **values: object) -> None:
    """Tell the owner whose turn it is something about the court itself: that the safety journal cannot be
    written, that a platform refuses the court."""
    words = turn.text(f"alert.{kind}", at=f"{turn.now.astimezone(turn.me.zone):%d %b %H:%M}", **values)
    await turn.tell(turn.me, words, by=Speaker.DESK, klass=OutboxClass.SAFETY)


async def _tell(turn: Turn, operator: Subject, kind: str, subject: Subject) -> bool:
    look = Choice(turn.text_for(operator, "alert.look"), "member.view", {"member": str(subject.person.id)})
    at = f"{turn.now.astimezone(operator.zone):%d %b %H:%M}"
    words = turn.text_for(operator, f"alert.{kind}", at=at)
    message = Say(words, by=Speaker.DESK, choices=(look,) if subject.user else ())
    return await turn.tell(operator, message, klass=OutboxClass.SAFETY)
