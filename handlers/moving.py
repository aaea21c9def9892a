"""A member moves to another persona, by her own wish or by her yes to a proposal: one and the same way.

What waits and her standing go along; what was settled stays with the former persona's people unless she
shares it; who ran the former persona alone loses sight at once."""

import uuid
from collections.abc import Collection

from handlers import desk_chats
from handlers.drops import rounds
from handlers.drops import sending as drops
from handlers.member.tasks import ending, offers
from handlers.operator.broadcast import withdrawing as broadcasts
from handlers.sessions import closing as sessions
from handlers.subject import Subject
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import HandoverEnd, TaskEnd, TaskStatus, TaskType
from storage.queries import moving as queries
from storage.queries import tasks as task_queries
from storage.tables import PersonaStay

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
    losing = await queries.losing_sight(turn.tx, before, to)
    await desk_chats.take_away(turn, turn.me, [each.person_id for each in losing])
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
