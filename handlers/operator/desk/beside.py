"""The media beside a thing to be decided."""

from handlers.chat.outgoing import Medium
from handlers.kept_media import media_named
from handlers.turn import Turn
from storage.enums import ProofType
from storage.tables import ProofAttempt


async def proof_media(turn: Turn, attempt: ProofAttempt) -> tuple[Medium, ...]:
    """The media of a proof that are still kept and not sealed."""
    # Words may look like the name of a blob; only what was uploaded is one.
    content = "" if attempt.kind is ProofType.TEXT else await turn.tx.open(attempt, "content") or ""
    return await media_named(turn, content)
