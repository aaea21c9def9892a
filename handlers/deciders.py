"""What every decision of an operator begins with: whether it is hers to make, and who was faster."""

import uuid
from enum import StrEnum

from handlers.subject import Subject
from handlers.turn import Turn
from storage.tables import Operator


class Barred(StrEnum):
    """Why a thing is not the operator's to decide."""

    GONE = "gone"
    OWN = "own"
    NOT_YOURS = "not_yours"


async def member_behind(turn: Turn, member_id: uuid.UUID | None) -> Subject | Barred:
    """The member, locked, about whose thing the operator whose turn it is may decide; else why not. Nobody
    decides about her own things, or about members of personas she does not run."""
    subject = None if member_id is None else await turn.subject(member_id)
    return Barred.GONE if subject is None else bar(turn, subject) or subject


def bar(turn: Turn, subject: Subject) -> Barred | None:
    """Why the operator whose turn it is may not decide about this member's things; None if she may."""
    if subject.user is None:
        return Barred.GONE
    if subject is turn.me:
        return Barred.OWN
    return None if turn.me.may_run(subject.user.domme_assigned) else Barred.NOT_YOURS


async def name_of(turn: Turn, by: uuid.UUID | None) -> str:
    """What colleagues read of whoever decided; the court itself where nobody did, or nobody is left."""
    operator = None if by is None else await turn.tx.get(Operator, by)
    return turn.text("proof.by_court") if operator is None else colleague(turn, operator)


def colleague(turn: Turn, operator: Operator) -> str:
    """An operator's name, or a short id before one is chosen."""
    return operator.name or turn.text("proof.by_colleague", id=operator.person_id.hex[:6])
