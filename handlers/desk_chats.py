"""What stands of the desk in operators' chats: taken away when it is settled, or may not be seen any more."""

import uuid
from collections.abc import Callable

from handlers.chat.outgoing import Say, Speaker
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from storage.queries import desk as queries
from storage.tables import Person


def ref_of(item_id: object) -> str:
    """The name of an item's message in an operator's chat."""
    return f"desk:{item_id}"


async def clear(turn: Turn, ref: str, words: Callable[[Subject], str]) -> None:
    """What was shown of an item disappears from every operator's chat; only ``words`` for her stay."""
    for person_id in await queries.chats_showing(turn.tx, ref):
        person = await turn.tx.get(Person, person_id)
        if person is None:
            continue
        operator = turn.me if person_id == turn.me.person.id else await load_subject(turn.tx, person)
        await turn.amend(ref, Say(words(operator), by=Speaker.DESK), of=operator)
        await queries.forget_desk_message(turn.tx, person_id, ref)


async def clear_proofs_of(turn: Turn, member_id: uuid.UUID) -> None:
    """Proofs of a member that nobody decided leave every operator's chat."""
    for attempt_id in await queries.pending_attempts(turn.tx, member_id):
        await clear(turn, ref_of(attempt_id), lambda operator: turn.text_for(operator, "desk.left"))
