"""A member moves to another persona, by her own wish or by her yes to a proposal: one and the same way.

What waits and her standing go along; what was settled stays with the former persona's people unless she
shares it; who ran the former persona alone loses sight at once."""

import uuid
from collections.abc import Collection

from handlers.drops import rounds
from handlers.drops import sending as drops
from handlers.member.tasks import ending, offers
from handlers.operator.broadcast import withdrawing as broadcasts
from handlers.sessions import closing as sessions
from handlers.subject import Subject
from handlers.suggesting import making
from handlers.turn import Turn, load_subject
from storage.enums import HandoverEnd, TaskEnd, TaskStatus, TaskType
from storage.queries import desk as desk_queries
from storage.queries import moving as queries
from storage.queries import tasks as task_queries
from storage.tables import Person, PersonaStay

JOURNALED = "persona"


async def move(turn: Turn, to: str, *, keep_tasks: bool, shared: Collection[str] = ()) -> None:
    """Move the member whose turn it is. Her open tasks come along or are dropped; punishments end here."""
    member = turn.me.member
    before = member.domme_assigned
    await _settle_tasks(turn, to, keep=keep_tasks)
    for offer in await task_queries.waiting_offers(turn.tx, member.id):
        await offers.close(turn, turn.me, offer, accepted=False)
    await sessions.end_with_persona(turn, turn.me)
    await making.withdraw_all(turn, turn.me)
    await _note_stay(turn, before, to, shared)
    await close_proposal(turn, turn.me)
    member.domme_assigned = to
    await turn.tx.flush()
    await broadcasts.withdraw_of_others(turn, turn.me)
    await drops.withdraw_of_others(turn, turn.me)
    await rounds.join(turn, turn.me)
    await _clear_sight(turn, before, to)
    await note_in_journal(turn)


async def _settle_tasks(turn: Turn, to: str, *, keep: bool) -> None:
    for task, plan in await task_queries.unsettled_tasks(turn.tx, turn.me.member.id):
        handed_in = task.status is not TaskStatus.ASSIGNED  # It is judged: dropping it would cost its points.
        if handed_in or (keep and task.type is not TaskType.PUNISHMENT):
            task.domme_persona = to
        else:
            await ending.end(turn, turn.me, task, plan, TaskEnd.WITHDRAWN, "persona")


async def _note_stay(turn: Turn, before: str, to: str, shared: Collection[str]) -> None:
    member = turn.me.member
    if await queries.latest_stay(turn.tx, member.id) is None:
        turn.tx.add(PersonaStay(user_id=member.id, persona=before, since=member.created_at))
    turn.tx.add(PersonaStay(user_id=member.id, persona=to, since=turn.now, shared=sorted(shared)))


async def _clear_sight(turn: Turn, before: str, to: str) -> None:
    """What stands of the member in the chats of those who do not run her persona any more goes."""
    for operator in await queries.losing_sight(turn.tx, before, to):
        person = await turn.tx.get(Person, operator.person_id)
        if person is None or person.id == turn.me.person.id:
            continue
        there = {ref: _named(ref) for ref in await desk_queries.desk_messages_of(turn.tx, person.id)}
        owners = await queries.owners_of(turn.tx, [item for item in there.values() if item is not None])
        subject = await load_subject(turn.tx, person)
        for ref, item in there.items():
            # What cannot be told whose it is goes too.
            if item is not None and owners.get(item, turn.me.person.id) == turn.me.person.id:
                await turn.remove(ref, of=subject)
                await desk_queries.forget_desk_message(turn.tx, person.id, ref)


def _named(ref: str) -> uuid.UUID | None:
    """The row a message of the desk is about, or the member herself; None for what is about nobody."""
    try:
        return uuid.UUID(ref.rpartition(":")[2])
    except ValueError:
        return None


async def close_proposal(turn: Turn, subject: Subject, how: HandoverEnd = HandoverEnd.CLOSED) -> None:
    """A proposal that waits for the member's answer comes to nothing; its buttons go."""
    row = await queries.waiting_for(turn.tx, subject.person.id)
    if row is not None:
        row.ended, row.ended_at, row.expires_at = how, turn.now, None
        await turn.amend(ref_of(row.id), of=subject)


async def note_in_journal(turn: Turn) -> None:
    """A restored back-up must not bring former operators their sight back, nor what was shared no more."""
    stay = await queries.latest_stay(turn.tx, turn.me.member.id)
    if stay is not None:
        to = turn.tx.keyring.keyed_hash(JOURNALED, stay.persona)
        await turn.journal(JOURNALED, to=to, since=stay.since.isoformat())


def ref_of(handover_id: uuid.UUID) -> str:
    """The name of the message that asks a member whether she moves."""
    return f"handover:{handover_id}"
