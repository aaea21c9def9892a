"""The ledger of points (and of tokens, which follows the same rules): append-only, never below zero.

Every entry has a cause that is unique in its member's ledger, so the same thing is never booked twice. An
entry records what was really taken; a reversal returns exactly that and has one possible cause of its own,
so nothing is returned twice either.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import floor
from uuid import UUID

from handlers.rules.court_rules import CourtRules

REVERSED = "reversed"
_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger: what was asked for and what was really taken, gains positive, losses negative."""

    cause: str
    asked: int
    taken: int
    at: datetime
    reverses: str | None = None

    @property
    def short(self) -> int:
        """How much of a loss could not be taken, because the balance was too small; 0 or more."""
        return self.taken - self.asked


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a balance is what it is: how often an act counted, and what it came to."""

    act: str
    times: int
    total: int


def cause(thing: str, thing_id: UUID | str, act: str, turn: int = 1) -> str:
    """The unique name of an act upon a thing, as in `task:<id>:approved`.

    `turn` is 1 unless the same act was done and reversed before; see `turn_of`. Raises ValueError for a part
    that is empty or holds a colon.
    """
    parts = [thing, str(thing_id), act] + ([str(turn)] if turn > 1 else [])
    if any(not part or _SEPARATOR in part for part in parts):
        raise ValueError("The parts of a cause must not be empty or hold a colon.")
    return _SEPARATOR.join(parts)


def turn_of(entries: Iterable[Entry], thing: str, thing_id: UUID | str, act: str) -> int:
    """Which turn of this act comes next: one more than its reversed turns.

    An act repeated without having been reversed gets its old turn, hence its old cause, and the ledger
    refuses it.
    """
    undone = reversed_causes(entries)
    turn = 1
    while cause(thing, thing_id, act, turn) in undone:
        turn += 1
    return turn


def take(balance: int, asked: int) -> int:
    """What is really taken of `asked` when the balance stands at `balance`: a loss stops at zero.

    Raises ValueError for a negative balance, which no ledger can have.
    """
    if balance < 0:
        raise ValueError("A balance is never below zero.")
    return max(asked, -balance)


def book(balance: int, cause: str, asked: int, at: datetime) -> Entry:
    """The entry for `asked` points when the balance stands at `balance`."""
    return Entry(cause, asked, take(balance, asked), at)


def reversal(entry: Entry, at: datetime) -> Entry:
    """The entry that returns exactly what `entry` took or gave.

    Reversing a gain may need more than the balance still holds: ask `can_reverse` first. Raises ValueError
    for an entry that is itself a reversal.
    """
    if entry.reverses is not None:
        raise ValueError("A reversal is not reversed; the act is done again instead.")
    return Entry(f"{entry.cause}{_SEPARATOR}{REVERSED}", -entry.taken, -entry.taken, at, reverses=entry.cause)


def can_reverse(entry: Entry, balance: int, causes: Collection[str]) -> bool:
    """Whether `entry` can be reversed: no reversal itself, none yet in `causes`, balance not below zero."""
    if entry.reverses is not None:
        return False
    return reversal(entry, entry.at).cause not in causes and balance - entry.taken >= 0


def balance(entries: Iterable[Entry]) -> int:
    """The sum of what was really taken."""
    return sum(entry.taken for entry in entries)


def reversed_causes(entries: Iterable[Entry]) -> frozenset[str]:
    """The causes whose entries have been reversed."""
    return frozenset(entry.reverses for entry in entries if entry.reverses is not None)


def effective(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The history as if what was reversed had never been: neither those entries nor their reversals."""
    entries = tuple(entries)
    undone = reversed_causes(entries)
    return tuple(entry for entry in entries if entry.reverses is None and entry.cause not in undone)


def reasons(entries: Iterable[Entry]) -> tuple[Reason, ...]:
    """Why the balance is what it is: the effective entries summed by act, in order of first appearance."""
    sums: dict[str, tuple[int, int]] = {}
    for entry in effective(entries):
        act = act_of(entry.cause)
        times, total = sums.get(act, (0, 0))
        sums[act] = (times + 1, total + entry.taken)
    return tuple(Reason(act, times, total) for act, (times, total) in sums.items())


def act_of(cause: str) -> str:
    """The act a cause names: `approved` in `task:<id>:approved:2`. Raises ValueError for what is no cause."""
    try:
        return cause.split(_SEPARATOR)[2]
    except IndexError:
        raise ValueError("A cause names a thing, its id and an act.") from None


def for_approval(points: int, bonus: int, rules: CourtRules) -> int:
    """Points for an approved proof: the task's own and the bonus, from 0 to the court's `max_bonus`."""
    return points + min(max(bonus, 0), rules.max_bonus)


def for_trust(points: int) -> int:
    """Points for a proof accepted on trust or for want of a review: the task's own, without a bonus."""
    return points


def for_miss(points: int, rules: CourtRules) -> int:
    """Points asked for (0 or less) when a deadline passes without proof."""
    return -_share_of(points, rules.miss_loss_share)


def for_rejection(points: int, rules: CourtRules) -> int:
    """Points asked for (0 or less) when a proof is rejected."""
    return -_share_of(points, rules.reject_loss_share)


def _share_of(points: int, share: float) -> int:
    return floor(points * share + 0.5)
