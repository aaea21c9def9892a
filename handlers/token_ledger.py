"""Tokens move only here: an entry with a unique cause, and the sum kept beside the ledger."""

import uuid

from handlers.rules import points
from handlers.rules.money import TokenLine, bought_left
from handlers.rules.points import Entry
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import money as queries
from storage.tables import TokenEntry


async def book_tokens(
    turn: Turn,
    subject: Subject,
    cause: str,
    asked: int,
    *,
    bought: bool = False,
    by: uuid.UUID | None = None,
) -> int:
    """Book tokens (a loss is negative) and return what was really taken; a known cause books nothing.

    ``bought``: they were paid for, or what was paid for is given back."""
    member = subject.member
    if await queries.entry(turn.tx, member.id, cause) is not None:
        return 0
    entry = points.book(member.token_balance, cause, asked, turn.wall)
    await _write(turn, subject, entry, bought=bought, by=by)
    return entry.taken


async def spend_tokens(turn: Turn, subject: Subject, cause: str, cost: int) -> bool:
    """Pay ``cost`` tokens for something, in full or not at all. False if there are too few, or if the cause
    was paid before."""
    if cost < 0:
        raise ValueError("A cost is 0 or more.")
    known = await queries.entry(turn.tx, subject.member.id, cause) is not None
    if known or subject.member.token_balance < cost:
        return False
    return await book_tokens(turn, subject, cause, -cost) == -cost


async def reverse_tokens(turn: Turn, subject: Subject, cause: str, *, by: uuid.UUID | None = None) -> int:
    """Return exactly what ``cause`` took or gave; 0 if that was never booked or cannot be reversed."""
    member = subject.member
    row = await queries.entry(turn.tx, member.id, cause)
    if row is None:
        return 0
    rows = await queries.entries(turn.tx, member.id)
    original = entry_of(row, {each.id: each.cause for each in rows})
    if not points.can_reverse(original, member.token_balance, {each.cause for each in rows}):
        return 0
    entry = points.reversal(original, turn.wall)
    await _write(turn, subject, entry, bought=row.bought, by=by, reverses=row.id)
    return entry.taken


async def cause_of(turn: Turn, subject: Subject, thing: str, thing_id: uuid.UUID, act: str) -> str:
    """The cause under which an act is booked now: a new one if it was booked and reversed."""
    number = 1
    while True:
        name = points.cause(thing, thing_id, act, number)
        if await queries.entry(turn.tx, subject.member.id, f"{name}:{points.REVERSED}") is None:
            return name
        number += 1


async def bought_tokens_left(turn: Turn, subject: Subject) -> int:
    """How many of the member's tokens were paid for."""
    rows = await queries.entries(turn.tx, subject.member.id)
    causes = {row.id: row.cause for row in rows}
    return bought_left(TokenLine(entry_of(row, causes), row.bought) for row in rows)


def entry_of(row: TokenEntry, causes: dict[uuid.UUID, str]) -> Entry:
    """A row as the rules read it."""
    return Entry(row.cause, row.asked, row.taken, row.at, causes.get(row.reverses) if row.reverses else None)


async def _write(
    turn: Turn,
    subject: Subject,
    entry: Entry,
    *,
    bought: bool,
    by: uuid.UUID | None,
    reverses: uuid.UUID | None = None,
) -> None:
    member = subject.member
    row = TokenEntry(
        user_id=member.id,
        number=await queries.next_number(turn.tx, member.id),
        cause=entry.cause,
        asked=entry.asked,
        taken=entry.taken,
        bought=bought,
        at=entry.at,
        by=by,
        reverses=reverses,
    )
    turn.tx.add(row)
    member.token_balance += entry.taken
    await turn.tx.flush()
