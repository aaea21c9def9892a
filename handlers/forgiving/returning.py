"""Tokens paid for forgiveness come back when the task should not have counted in the first place."""

import uuid

from handlers.member.tokens import closing
from handlers.subject import Subject
from handlers.token_ledger import cause_of, reverse_tokens
from handlers.turn import Turn
from storage.queries import forgiveness as queries

ACT = "forgiven"


async def cause(turn: Turn, subject: Subject, task_id: uuid.UUID) -> str:
    """The cause under which the forgiveness of a task is paid now."""
    return await cause_of(turn, subject, "task", task_id, ACT)


async def return_tokens(turn: Turn, subject: Subject, task_id: uuid.UUID, *, by: uuid.UUID | None) -> int:
    """Return what a task's forgiveness cost; 0 if it was not forgiven, or if it has come back before.

    To somebody who has left the court bought ones go back as money does."""
    back = await reverse_tokens(turn, subject, await cause(turn, subject, task_id), by=by)
    if back:
        await closing.close_again(turn, subject)
    return back


async def take_away(turn: Turn, subject: Subject, task_id: uuid.UUID, *, by: uuid.UUID | None) -> int:
    """The failure itself is gone: its forgiveness is too, and returns its tokens."""
    row = await queries.of_task(turn.tx, task_id)
    if row is None:
        return 0
    back = await return_tokens(turn, subject, task_id, by=by)
    await turn.tx.delete(row)
    await turn.tx.flush()
    return back
