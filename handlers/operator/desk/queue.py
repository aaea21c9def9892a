"""What waits, the most urgent first."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.desk_chats import ref_of
from handlers.rules.review import DeskKind, urgency
from handlers.turn import Turn
from storage.queries import appeals, confessions, money, sessions, suggestions
from storage.queries import desk as queries
from storage.queries.desk import Waiting

MOST = 100
"""So many of each kind are looked at to find the most urgent, beside what is passed over."""

Find = Callable[[Turn, Sequence[str], int], Awaitable[Sequence[Waiting]]]
"""What of a kind an operator of these personas (all if empty) may decide, so many at most."""

__all__ = ["Item", "ref_of", "waiting"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the desk."""

    kind: DeskKind
    waiting: Waiting

    @property
    def name(self) -> str:
        """How buttons name it."""
        return f"{self.kind.value}:{self.waiting.id}"


SOURCES: Mapping[DeskKind, Find] = {
    DeskKind.FLAGGED: lambda turn, of, most: confessions.flagged(turn.tx, of, turn.me.person.id, most),
    DeskKind.EXTENSION: lambda turn, of, most: queries.extensions(turn.tx, of, turn.me.person.id, most),
    DeskKind.MISS: lambda turn, of, most: queries.misses(turn.tx, of, turn.me.person.id, most),
    DeskKind.ADMISSION: lambda turn, _, most: queries.admissions(turn.tx, turn.me.person.id, most),
    DeskKind.TOKEN_REQUEST: lambda turn, of, most: money.token_requests(turn.tx, of, turn.me.person.id, most),
    DeskKind.PROOF: lambda turn, of, most: queries.proofs(turn.tx, of, turn.me.person.id, most),
    DeskKind.CONFESSION: lambda turn, of, most: confessions.waiting(turn.tx, of, turn.me.person.id, most),
    DeskKind.APPEAL: lambda turn, of, most: appeals.waiting(turn.tx, of, turn.me.person.id, turn.now, most),
    DeskKind.SESSION: lambda turn, of, most: sessions.waiting(turn.tx, of, turn.me.person.id, turn.now, most),
    DeskKind.SUGGESTION: lambda turn, of, most: suggestions.waiting(
        turn.tx, of, turn.me.person.id, turn.now, most
    ),
    DeskKind.PAYSUPPORT: lambda turn, of, most: money.questions(turn.tx, of, turn.me.person.id, most),
}
"""Where each kind is found."""


async def waiting(turn: Turn, kinds: Iterable[DeskKind] = SOURCES, *, most: int = MOST) -> list[Item]:
    """Everything of these kinds that the operator may decide, most urgent first, ``most`` of a kind."""
    personas = turn.me.operator.personas if turn.me.operator else []
    found = [Item(kind, each) for kind in kinds for each in await SOURCES[kind](turn, personas, most)]
    return sorted(found, key=lambda item: urgency(item.kind, item.waiting.since, item.waiting.due_at))
