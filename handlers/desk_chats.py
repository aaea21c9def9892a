"""What stands of the desk in operators' chats: taken away when it is settled, or may not be seen any more."""

import uuid
from collections.abc import Callable

from handlers.chat.outgoing import Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage.queries import appeals, confessions
from storage.queries import desk as queries
from storage.tables import Person


def ref_of(item_id: object) -> str:
    """The name of an item's message in an operator's chat."""
    return f"desk:{item_id}"


async def clear(turn: Turn, ref: str, outcome: Callable[[Subject], Say]) -> bool:
    """What was shown of an item disappears from every operator's chat; only the ``outcome`` for her stays.

    Returns whether the one whose turn it is had it before her, and so reads the outcome in its place."""
    showing = await queries.chats_showing(turn.tx, ref)
    for person_id in showing:
        person = await turn.tx.get(Person, person_id)
        if person is None:
            continue
        operator = turn.me if person_id == turn.me.person.id else await load_subject(turn.tx, person)
        await turn.amend(ref, outcome(operator), of=operator)
        await queries.forget_desk_message(turn.tx, person_id, ref)
    return turn.me.person.id in showing


async def clear_proofs_of(turn: Turn, member_id: uuid.UUID) -> None:
    """Proofs of a member that nobody decided leave every operator's chat."""

    for attempt_id in await queries.pending_attempts(turn.tx, member_id):
        await leaves(turn, attempt_id)


async def clear_confessions_of(turn: Turn, member_id: uuid.UUID) -> None:
    """Confessions of a member that wait for her persona's answer leave every operator's chat."""
    for confession_id in await confessions.unanswered_of(turn.tx, member_id):
        await leaves(turn, confession_id)


async def clear_appeals_of(turn: Turn, member_id: uuid.UUID) -> None:
    """Appeals of a member that nobody decided leave every operator's chat."""
    for appeal_id in await appeals.pending_of(turn.tx, member_id):
        await leaves(turn, appeal_id)


async def leaves(turn: Turn, item_id: uuid.UUID) -> None:
    """An item leaves every operator's chat without an outcome."""

    def left(operator: Subject) -> Say:
        return Say(turn.text_for(operator, "desk.left"), by=Speaker.DESK)

    await clear(turn, ref_of(item_id), left)
