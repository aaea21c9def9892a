"""A suggestion is made by its member, and taken back: by her, or by whatever ends what she asked for."""

from handlers import desk_chats
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import ProofType
from storage.queries import suggestions as queries
from storage.tables import Suggestion


async def room(turn: Turn) -> bool:
    """Whether the member whose turn it is may suggest something more."""
    waiting = await queries.open_of(turn.tx, turn.me.member.id)
    return len(waiting) < turn.house.rules.suggestions_waiting


async def make(turn: Turn, words: str, proof_type: ProofType) -> Suggestion | None:
    """Keep a suggestion for whoever runs the member's persona; None if too many wait already."""
    if not await room(turn):
        return None
    member = turn.me.member
    suggestion = Suggestion(
        user_id=member.id,
        domme_persona=member.domme_assigned,
        proof_type=proof_type,
        suggested_at=turn.now,
    )
    turn.tx.add(await turn.tx.seal(suggestion, words=words))
    await turn.tx.flush()
    return suggestion


async def withdraw(turn: Turn, suggestion: Suggestion) -> None:
    """It waits no more, and leaves the desk."""
    suggestion.outcome, suggestion.decided_at = queries.WITHDRAWN, turn.now
    await turn.tx.flush()
    await desk_chats.leaves(turn, suggestion.id)


async def withdraw_all(turn: Turn, subject: Subject) -> None:
    """After a stop or with another persona, nothing is made of what was wished for before."""
    for suggestion in await queries.open_of(turn.tx, subject.member.id):
        await withdraw(turn, suggestion)
