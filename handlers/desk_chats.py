"""What stands of the desk in operators' chats: taken away when it is settled, or may not be seen any more."""

import uuid
from collections.abc import Callable, Iterable

from handlers.chat.outgoing import Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage.queries import appeals, confessions, moving
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


async def take_away(turn: Turn, subject: Subject, operators: Iterable[uuid.UUID]) -> None:
    """What stands of a member in the chats of these operators goes, with its buttons and forms."""
    for operator_id in operators:
        person = await turn.tx.get(Person, operator_id)
        if person is None or person.id == subject.person.id:
            continue
        there = {ref: _named(ref) for ref in await queries.desk_messages_of(turn.tx, person.id)}
        owners = await moving.owners_of(turn.tx, [item for item in there.values() if item is not None])
        operator = await load_subject(turn.tx, person)
        for ref, item in there.items():
            # What cannot be told whose it is goes too.
            if item is not None and owners.get(item, subject.person.id) == subject.person.id:
                await turn.remove(ref, of=operator)
                await queries.forget_desk_message(turn.tx, person.id, ref)


def _named(ref: str) -> uuid.UUID | None:
    """The row a message of the desk is about, or the member herself; None for what is about nobody."""
    try:
        return uuid.UUID(ref.rpartition(":")[2])
    except ValueError:
        return None
