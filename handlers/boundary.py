"""What of a member's past the operators of her persona may look at.

Everything that was settled belongs to the persona she had then: to whoever runs that persona, and to the
operators she has now only if she shared it. What waits moves with her."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import moving as queries
from storage.queries.moving import Windows

PROOFS, CONFESSIONS, APPEALS, NOTES = "proofs", "confessions", "appeals", "notes"
KINDS = (PROOFS, CONFESSIONS, APPEALS, NOTES)
"""What can be shared, each by itself."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The stretches of time that are open to an operator (None: all), and what is shared from before."""

    windows: Windows = None
    shared: frozenset[str] = frozenset()

    def of(self, kind: str) -> Windows:
        """When something of a kind has to have been settled to be open."""
        return None if kind in self.shared else self.windows

    def opens(self, kind: str, settled_at: datetime | None) -> bool:
        """Whether something may be looked at; what is not settled yet always may."""
        windows = self.of(kind)
        if windows is None or settled_at is None:
            return True
        return any(begin <= settled_at and (end is None or settled_at < end) for begin, end in windows)

    def by(self, clock: Callable[[datetime], datetime]) -> "Boundary":
        """The same for moments that another clock shows."""
        if self.windows is None:
            return self
        shown = [(clock(begin), None if end is None else clock(end)) for begin, end in self.windows]
        return Boundary(tuple(shown), self.shared)


async def boundary_of(turn: Turn, subject: Subject) -> Boundary:
    """What of a member in sight the operator whose turn it is may look at."""
    stays = await queries.stays_of(turn.tx, subject.member.id)
    if not stays:
        return Boundary()
    ends = [stay.since for stay in stays[1:]]
    windows = [
        (stay.since, end)
        for stay, end in zip(stays, [*ends, None], strict=True)
        if end is None or turn.me.may_run(stay.persona)
    ]
    everything = len(windows) == len(stays)
    return Boundary(None if everything else tuple(windows), frozenset(stays[-1].shared))
