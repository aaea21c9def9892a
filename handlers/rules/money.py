"""Tokens and what is paid for them: refunds, spending caps, unlocking scenes.

The token ledger is made of the same entries as the points ledger. What is paid differs from provider to
provider, so caps are counted in what is bought: tokens. Tokens and stars are whole numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.court_rules import CourtRules
from handlers.rules.limits import Limits, normal_tags, touched
from handlers.rules.points import Entry, book


@dataclass(frozen=True, slots=True)
class Refund:
    """What a refund takes back from the tokens, and the rest, which operators see as a write-off."""

    entry: Entry
    written_off: int


@dataclass(frozen=True, slots=True)
class TokenLine:
    """An entry of the token ledger; ``bought`` if it was paid for, or gives back what was."""

    entry: Entry
    bought: bool = False


@dataclass(frozen=True, slots=True)
class CapRaise:
    """A raise the member asked for: it counts from `from_` on, if the member then says yes again."""

    to: int
    from_: datetime


@dataclass(frozen=True, slots=True)
class Cap:
    """A member's monthly spending cap in tokens, and the raise that waits for its second yes."""

    amount: int
    pending: CapRaise | None = None


class UnlockRefusal(StrEnum):
    """Why a scene is not unlocked."""

    BLOCKED = "blocked"
    HARD_LIMIT = "hard_limit"
    ALREADY_UNLOCKED = "already_unlocked"
    CONDITION_UNMET = "condition_unmet"
    SOFT_LIMIT_UNACCEPTED = "soft_limit_unaccepted"
    TOO_FEW_TOKENS = "too_few_tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneOffer:
    """A scene as one member meets it: `open_to_member` is whether tier and persona conditions are met."""

    cost: int
    tags: frozenset[str]
    cause: str
    unlocked: bool = False
    open_to_member: bool = True


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The scene is unlocked for good, paid with this entry."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class NotUnlocked:
    """The scene stays locked: why, which limits it touches, how many tokens are missing."""

    why: UnlockRefusal
    tags: frozenset[str] = frozenset()
    missing: int = 0


def refund(balance: int, tokens: int, cause: str, at: datetime) -> Refund:
    """Takes back `tokens` bought before, as far as the balance holds them. Raises ValueError below 1."""
    _at_least(1, tokens)
    entry = book(balance, cause, -tokens, at)
    return Refund(entry, entry.short)


def refundable(balance: int, bought: int) -> int:
    """How many of the tokens left are bought ones, to be paid back: those given for nothing are spent first.

    `bought` is what was ever credited for money, less what was refunded.
    """
    return max(min(balance, bought), 0)


def bought_left(lines: Iterable[TokenLine]) -> int:
    """How many of the tokens left were paid for, from the whole ledger in order: those given for nothing are
    spent first, and what a reversal returns comes back as what it was."""
    free = bought = 0
    parts: dict[str, tuple[int, int]] = {}
    for line in lines:
        undone = parts.get(line.entry.reverses or "")
        of_free, of_bought = (-undone[0], -undone[1]) if undone else _parts(line, free, bought)
        parts[line.entry.cause] = of_free, of_bought
        free, bought = free + of_free, bought + of_bought
        # What was taken back after some of it had been spent is missing on the other side.
        free, bought = free + min(bought, 0), bought + min(free, 0)
        free, bought = max(free, 0), max(bought, 0)
    return bought


def _parts(line: TokenLine, free: int, bought: int) -> tuple[int, int]:
    """What an entry does to the tokens given for nothing, and to those paid for."""
    taken = line.entry.taken
    if taken >= 0:
        return (0, taken) if line.bought else (taken, 0)
    if line.bought:
        of_bought = -min(bought, -taken)
        return taken - of_bought, of_bought
    of_free = -min(free, -taken)
    return of_free, taken - of_free


def unspent(purchases: Sequence[int], left: int) -> tuple[int, ...]:
    """How much is left of each purchase, oldest first: the oldest is spent first."""
    rest, found = left, list[int]()
    for tokens in reversed(purchases):
        here = min(tokens, max(rest, 0))
        found.append(here)
        rest -= here
    return tuple(reversed(found))


def change_cap(cap: Cap, wanted: int, now: datetime, rules: CourtRules) -> Cap:
    """A new cap: lower counts at once, higher waits and needs a second yes; either drops an older raise.

    Raises ValueError for a negative cap.
    """
    _at_least(0, wanted)
    if wanted <= cap.amount:
        return Cap(wanted)
    return Cap(cap.amount, CapRaise(wanted, now + timedelta(hours=rules.cap_raise_hours)))


def confirm_cap(cap: Cap, now: datetime, *, yes: bool) -> Cap:
    """The cap after the member's second answer: an early yes changes nothing, a no drops the raise."""
    if cap.pending is None or not yes:
        return Cap(cap.amount)
    return cap if now < cap.pending.from_ else Cap(cap.pending.to)


def room(cap: Cap, spent: int, on_order: int = 0) -> int:
    """What may still be bought this month, in tokens: 0 or more. Orders not yet paid count as bought."""
    return max(cap.amount - spent - on_order, 0)


def may_buy(tokens: int, cap: Cap, spent: int, on_order: int = 0) -> bool:
    """Whether a purchase stays within the cap. Raises ValueError for less than 0 tokens."""
    _at_least(0, tokens)
    return tokens <= room(cap, spent, on_order)


def unlock(
    offer: SceneOffer,
    balance: int,
    limits: Limits,
    at: datetime,
    *,
    blocked: bool = False,
    soft_accepted: frozenset[str] = frozenset(),
) -> Unlocked | NotUnlocked:
    """Whether this scene is unlocked now, and the entry that pays. Raises ValueError for a negative cost."""
    _at_least(0, offer.cost)
    touch = touched(offer.tags, limits)
    if blocked:
        return NotUnlocked(UnlockRefusal.BLOCKED)
    if touch.hard:
        return NotUnlocked(UnlockRefusal.HARD_LIMIT, touch.hard)
    if offer.unlocked:
        return NotUnlocked(UnlockRefusal.ALREADY_UNLOCKED)
    if not offer.open_to_member:
        return NotUnlocked(UnlockRefusal.CONDITION_UNMET)
    waiting = touch.soft - normal_tags(soft_accepted)
    if waiting:
        return NotUnlocked(UnlockRefusal.SOFT_LIMIT_UNACCEPTED, waiting)
    if offer.cost > balance:
        return NotUnlocked(UnlockRefusal.TOO_FEW_TOKENS, missing=offer.cost - balance)
    return Unlocked(book(balance, offer.cause, -offer.cost, at))


def _at_least(least: int, amount: int) -> None:
    if amount < least:
        raise ValueError(f"An amount must be at least {least}, not {amount}.")
