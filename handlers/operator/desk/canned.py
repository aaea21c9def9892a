"""Ready words of the member's persona, as buttons below the desk's questions: one press decides with them."""

import uuid
from dataclasses import dataclass

from handlers.chat.outgoing import Choice
from handlers.turn import Turn
from storage.enums import Verdict
from storage.queries import content as queries
from storage.tables import ProofAttempt, Task

MOST = 10
EVENTS = {
    Verdict.APPROVED: "canned_praise",
    Verdict.ASKED_AGAIN: "canned_again",
    Verdict.REJECTED: "canned_reject",
}


@dataclass(frozen=True, slots=True)
class Ready:
    """Ready words; ``own`` is the id of those that operators added."""

    words: str
    own: uuid.UUID | None = None


async def ready(turn: Turn, persona: str, event: str) -> list[Ready]:
    """A persona's ready words at an event: those of the packs, then those that operators added."""
    content = turn.house.content
    found = [Ready(words) for words in content.canned(persona, event)] if persona in content.lines else []
    return found + [Ready(row.words, row.id) for row in await queries.canned(turn.tx, persona, event)]


async def buttons(turn: Turn, attempt_id: str, verdict: Verdict) -> tuple[Choice, ...]:
    """Buttons that decide on a proof with ready words."""
    attempt = await turn.tx.get(ProofAttempt, uuid.UUID(attempt_id))
    task = await turn.tx.get(Task, attempt.task_id) if attempt else None
    if task is None:
        return ()
    return tuple(
        Choice(
            each.words,
            "desk.canned",
            {"attempt": attempt_id, "verdict": verdict.value, "words": each.words},
        )
        for each in (await ready(turn, task.domme_persona, EVENTS[verdict]))[:MOST]
    )
