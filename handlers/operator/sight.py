"""What an operator may see: members of her or his personas, never her- or himself."""

import uuid

from handlers import tagging
from handlers.prompts import new_prompt_id
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log


async def member_in_sight(turn: Turn, text: str) -> Subject | None:
    """The member of this id, locked, if the operator may see and decide on her; else None."""
    try:
        member_id = uuid.UUID(text)
    except ValueError:
        return None
    if member_id == turn.me.person.id:
        return None
    subject = await turn.subject(member_id)
    if subject is None or subject.user is None or not turn.me.may_run(subject.user.domme_assigned):
        return None
    return subject


def private_ref(subject: Subject) -> str:
    """A name for a message about a member: it goes with the desk's after a day, and when sight is lost."""
    return f"desk:{new_prompt_id()}:{subject.person.id}"


async def note_look(turn: Turn, subject: Subject, what: str, object_id: str = "") -> None:
    """Every look at private material is logged."""
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"look.{what}",
        subject=subject.person.id,
        object_id=object_id,
    )


async def limits_beside(turn: Turn, subject: Subject) -> str:
    """The member's limits, as they stand beside everything that is decided."""
    limits = await tagging.limits_of(turn, subject)
    return turn.text(
        "desk.limits",
        hard=tagging.labels(turn, limits.hard),
        soft=tagging.labels(turn, limits.soft),
        words=limits.words or turn.text("tags.none"),
    )
