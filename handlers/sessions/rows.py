"""The rows of a session: itself, and what stands beside it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from handlers.rules import sessions as rules
from handlers.rules.sessions import Move, Stage
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import sessions as queries
from storage.tables import CamModel, CamModelSession, SessionDetails


@dataclass(frozen=True, slots=True)
class Case:
    """A session as it is now, with everything that is decided about it."""

    session: CamModelSession
    details: SessionDetails

    def stage(self, now: datetime) -> Stage:
        """Where it stands."""
        return rules.stage(self.session.status, self.details.scheduled_at, self.details.agreed_at, now)

    def allows(self, move: Move, now: datetime) -> bool:
        """Whether this can be done about it now."""
        return move in rules.MOVES[self.stage(now)]

    @property
    def args(self) -> dict[str, str]:
        """What a button about it carries: which it is, and in which state it was shown."""
        return {"session": str(self.session.id), "rev": str(self.details.revision)}

    @property
    def time(self) -> datetime:
        """The time that is proposed or agreed; only asked for where there is one."""
        if self.details.scheduled_at is None:
            raise LookupError("No time is proposed for this session.")
        return self.details.scheduled_at


async def case_of(turn: Turn, session_id: uuid.UUID) -> Case | None:
    """The case of this session, its rows locked; None if there is none (any more)."""
    found = await queries.now(turn.tx, session_id)
    return None if found is None else Case(*found)


async def open_case(turn: Turn, subject: Subject) -> Case | None:
    """The member's session that is not over, its rows locked, or None."""
    found = await queries.open_of(turn.tx, subject.person.id)
    return None if found is None else await case_of(turn, found[0].id)


def changed(turn: Turn, case: Case, *, by: uuid.UUID | None = None) -> None:
    """A session changes: what was shown of it before decides nothing any more."""
    case.details.revision += 1
    case.details.decided_at, case.details.decided_by = turn.now, by


def ref_of(session_id: uuid.UUID) -> str:
    """The name of the member's message about a session."""
    return f"session:{session_id}"


def may_be_asked(model: CamModel, persona: str) -> bool:
    """Whether members of this persona can ask for the model."""
    return model.retired_at is None and (not model.personas or persona in model.personas)
