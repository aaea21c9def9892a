"""What waits, the most urgent first."""

from dataclasses import dataclass

from handlers.desk_chats import ref_of
from handlers.rules.review import DeskKind, urgency
from handlers.turn import Turn
from storage.queries import appeals, confessions, money, sessions, suggestions
from storage.queries import desk as queries
from storage.queries.desk import Waiting

MOST = 100

__all__ = ["Item", "after", "ref_of", "waiting"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the desk."""

    kind: DeskKind
    waiting: Waiting

    @property
    def name(self) -> str:
        """How buttons name it."""
        return f"{self.kind.value}:{self.waiting.id}"


async def waiting(turn: Turn) -> list[Item]:
    """Everything the operator may decide, most urgent first (at most a few hundred)."""
    personas = turn.me.operator.personas if turn.me.operator else []
    me = turn.me.person.id
    found = [Item(DeskKind.PROOF, each) for each in await queries.proofs(turn.tx, personas, me, MOST)]
    found += [
        Item(DeskKind.EXTENSION, each) for each in await queries.extensions(turn.tx, personas, me, MOST)
    ]
    found += [Item(DeskKind.MISS, each) for each in await queries.misses(turn.tx, personas, me, MOST)]
    found += [Item(DeskKind.FLAGGED, each) for each in await confessions.flagged(turn.tx, personas, me, MOST)]
    found += [
        Item(DeskKind.CONFESSION, each) for each in await confessions.waiting(turn.tx, personas, me, MOST)
    ]
    found += [Item(DeskKind.ADMISSION, each) for each in await queries.admissions(turn.tx, me, MOST)]
    found += [
        Item(DeskKind.TOKEN_REQUEST, each) for each in await money.token_requests(turn.tx, personas, me, MOST)
    ]
    found += [Item(DeskKind.PAYSUPPORT, each) for each in await money.questions(turn.tx, personas, me, MOST)]
    found += [
        Item(DeskKind.APPEAL, each) for each in await appeals.waiting(turn.tx, personas, me, turn.now, MOST)
    ]
    found += [
        Item(DeskKind.SESSION, each) for each in await sessions.waiting(turn.tx, personas, me, turn.now, MOST)
    ]
    found += [
        Item(DeskKind.SUGGESTION, each)
        for each in await suggestions.waiting(turn.tx, personas, me, turn.now, MOST)
    ]
    return sorted(found, key=lambda item: urgency(item.kind, item.waiting.since, item.waiting.due_at))


async def after(turn: Turn, skipped: str) -> Item | None:
    """What comes after the item called ``skipped`` in the queue; the first if it is gone."""
    items = await waiting(turn)
    names = [item.name for item in items]
    if skipped in names:
        rest = items[names.index(skipped) + 1 :]
        return rest[0] if rest else None
    return items[0] if items else None
