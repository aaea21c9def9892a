"""Tokens and what is paid for them: refunds, spending caps, unlocking scenes.

The token ledger is made of the same entries as the points ledger. Money is in minor units (cents) of the
court's one currency, tokens and stars are whole numbers.
"""

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
class CapRaise:
    """A raise the member asked for: it counts from `from_` on, if the member then says yes again."""

    to: int
    from_: datetime


@dataclass(frozen=True, slots=True)
class Cap:
    """A member's monthly spending cap in minor units, and the raise that waits for its second yes."""

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
    """What may still be spent this month, in minor units: 0 or more. Orders not yet paid count as spent."""
    return max(cap.amount - spent - on_order, 0)


def may_buy(price: int, cap: Cap, spent: int, on_order: int = 0) -> bool:
    """Whether a purchase stays within the cap. Raises ValueError for a price below 0."""
    _at_least(0, price)
    return price <= room(cap, spent, on_order)


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
