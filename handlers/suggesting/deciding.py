"""What becomes of a suggestion: a task, by the one rule that makes tasks, or a no with thanks."""

import uuid
from dataclasses import dataclass

from handlers import badges, deciders, unprompted
from handlers.deciders import Barred
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.queries import suggestions as queries
from storage.tables import Suggestion


@dataclass(frozen=True, slots=True)
class Waits:
    """It waits, locked, and the operator whose turn it is may decide it."""

    suggestion: Suggestion
    subject: Subject


@dataclass(frozen=True, slots=True)
class NoMore:
    """It cannot be decided; ``why`` is a key below ``suggest.undecidable``, ``by`` who was faster."""

    why: str
    by: str = ""


async def waiting(turn: Turn, suggestion_id: uuid.UUID) -> Waits | NoMore:
    """A suggestion to be decided: not one's own, and none of a member who has stopped or is away."""
    known = await turn.tx.get(Suggestion, suggestion_id)
    subject = await deciders.member_behind(turn, known.user_id if known else None)
    if isinstance(subject, Barred):
        return NoMore(subject)
    suggestion = await queries.now(turn.tx, suggestion_id)
    if suggestion is None or suggestion.outcome == queries.WITHDRAWN:
        return NoMore("gone")
    if suggestion.outcome != queries.OPEN:
        return NoMore("decided", await deciders.name_of(turn, suggestion.decided_by))
    return NoMore("away") if turn.blocked(subject) is not None else Waits(suggestion, subject)


async def taken(turn: Turn, found: Waits, task_id: uuid.UUID | None) -> None:
    """It became a task, or an offer of one: the member hears of it by that."""
    found.suggestion.task_id = task_id
    await _decided(turn, found, queries.TAKEN)
    await badges.award(turn, found.subject)


async def decline(turn: Turn, found: Waits, reason: str) -> None:
    """Thanked, and declined in the persona's voice, with the operator's words if there are some."""
    await turn.tx.seal(found.suggestion, reason=reason or None)
    said = turn.line("suggestion_declined", of=found.subject)
    await unprompted.tell(turn, found.subject, "\n\n".join(filter(None, (said, reason))))
    await _decided(turn, found, queries.DECLINED, reason)


async def _decided(turn: Turn, found: Waits, outcome: str, reason: str = "") -> None:
    suggestion = found.suggestion
    suggestion.outcome, suggestion.decided_at, suggestion.decided_by = outcome, turn.now, turn.me.person.id
    await turn.tx.flush()
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"suggestion.{outcome}",
        subject=found.subject.person.id,
        object_id=str(suggestion.id),
        detail={"reason": reason},
    )
