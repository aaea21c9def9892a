"""Points move only here: an entry with a unique cause, the sum beside it, and the tier that follows."""

import uuid

from handlers import unprompted
from handlers.rules import points, tiers
from handlers.rules.points import Entry
from handlers.rules.tiers import Grant, TierDecision, TierWhy
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import ledger as queries
from storage.tables import PointEntry, TierChange

GRANTED = "granted"
REVOKED = "revoked"


async def give_points(
    turn: Turn,
    subject: Subject,
    cause: str,
    asked: int,
    *,
    task_id: uuid.UUID | None = None,
    by: uuid.UUID | None = None,
) -> int:
    """Book points (a loss is negative) and return what was really taken; a known cause books nothing."""
    member = subject.member
    if await queries.point_entry(turn.tx, member.id, cause) is not None:
        return 0
    entry = points.book(member.obedience_points, cause, asked, turn.now)
    _write(turn, subject, entry, task_id=task_id, by=by)
    await turn.tx.flush()
    await _settle_tier(turn, subject, by=by)
    return entry.taken


async def reverse_points(turn: Turn, subject: Subject, cause: str, *, by: uuid.UUID | None = None) -> int:
    """Return exactly what ``cause`` took or gave; 0 if that was never booked or cannot be reversed.

    The tier becomes what it would have been without the reversed entry."""
    member = subject.member
    row = await queries.point_entry(turn.tx, member.id, cause)
    if row is None:
        return 0
    rows = await queries.point_entries(turn.tx, member.id)
    original = _entry(row, {each.id: each.cause for each in rows})
    if not points.can_reverse(original, member.obedience_points, {each.cause for each in rows}):
        return 0
    entry = points.reversal(original, turn.now)
    _write(turn, subject, entry, task_id=row.task_id, by=by, reverses=row.id)
    await turn.tx.flush()
    await _recompute_tier(turn, subject, by=by)
    return entry.taken


async def cause_of(turn: Turn, subject: Subject, task_id: uuid.UUID, act: str) -> str:
    """The cause under which an act upon a task is booked now: a new one if it was booked and reversed."""
    number = 1
    while True:
        name = points.cause("task", task_id, act, number)
        undone = f"{name}:{points.REVERSED}"
        if await queries.point_entry(turn.tx, subject.member.id, undone) is None:
            return name
        number += 1


async def entries_of(turn: Turn, subject: Subject) -> tuple[Entry, ...]:
    """The member's ledger as the rules read it."""
    rows = await queries.point_entries(turn.tx, subject.member.id)
    causes = {row.id: row.cause for row in rows}
    return tuple(_entry(row, causes) for row in rows)


async def tier_without(turn: Turn, subject: Subject, causes: frozenset[str] = frozenset()) -> str:
    """The tier by the member's history, as if these causes had never been booked either."""
    rules = turn.house.rules
    counts = [each for each in points.effective(await entries_of(turn, subject)) if each.cause not in causes]
    return tiers.tier_after(tiers.recompute(counts, await _grants(turn, subject), rules), rules.ladder)


async def grant_tier(turn: Turn, subject: Subject, tier: str, *, by: uuid.UUID, given: bool = True) -> None:
    """Open, or shut again, the door to a tier that only an operator's hand gives."""
    member = subject.member
    why = GRANTED if given else REVOKED
    turn.tx.add(
        TierChange(user_id=member.id, before=member.tier_status, after=tier, why=why, by=by, at=turn.now)
    )
    await turn.tx.flush()
    await _settle_tier(turn, subject, by=by)


def _write(
    turn: Turn,
    subject: Subject,
    entry: Entry,
    *,
    task_id: uuid.UUID | None,
    by: uuid.UUID | None,
    reverses: uuid.UUID | None = None,
) -> None:
    member = subject.member
    row = PointEntry(
        user_id=member.id,
        cause=entry.cause,
        asked=entry.asked,
        taken=entry.taken,
        at=entry.at,
        by=by,
        task_id=task_id,
        reverses=reverses,
    )
    turn.tx.add(row)
    member.obedience_points += entry.taken


async def _settle_tier(turn: Turn, subject: Subject, *, by: uuid.UUID | None) -> None:
    member, rules = subject.member, turn.house.rules
    granted = await _granted(turn, subject)
    decision = tiers.tier_for(
        member.obedience_points, member.tier_status, rules.ladder, rules.drop_margin, granted
    )
    await _move(turn, subject, decision, by=by)


async def _recompute_tier(turn: Turn, subject: Subject, *, by: uuid.UUID | None) -> None:
    member, rules = subject.member, turn.house.rules
    tier = await tier_without(turn, subject)
    ranks = [step.name for step in rules.ladder]
    fell = ranks.index(tier) < (ranks.index(member.tier_status) if member.tier_status in ranks else 0)
    why = TierWhy.DROPPED if fell else TierWhy.ROSE
    await _move(turn, subject, TierDecision(tier, tier != member.tier_status, why), by=by)


async def _move(turn: Turn, subject: Subject, decision: TierDecision, *, by: uuid.UUID | None) -> None:
    member = subject.member
    if not decision.changed:
        return
    turn.tx.add(
        TierChange(
            user_id=member.id,
            before=member.tier_status,
            after=decision.new,
            why=decision.why.value,
            by=by,
            at=turn.now,
        )
    )
    member.tier_status = decision.new
    event = "tier_up" if decision.why is TierWhy.ROSE else "tier_down"
    await unprompted.tell(turn, subject, turn.line(event, of=subject, tier=decision.new))


async def _grants(turn: Turn, subject: Subject) -> tuple[Grant, ...]:
    rows = await queries.tier_changes(turn.tx, subject.member.id)
    return tuple(
        Grant(row.after, row.at, given=row.why == GRANTED) for row in rows if row.why in (GRANTED, REVOKED)
    )


async def _granted(turn: Turn, subject: Subject) -> frozenset[str]:
    granted: frozenset[str] = frozenset()
    for grant in await _grants(turn, subject):
        granted = granted | {grant.tier} if grant.given else granted - {grant.tier}
    return granted


def _entry(row: PointEntry, causes: dict[uuid.UUID, str]) -> Entry:
    reverses = causes.get(row.reverses) if row.reverses else None
    return Entry(row.cause, row.asked, row.taken, row.at, reverses)
