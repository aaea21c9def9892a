"""Tokens never go below nothing, caps fall at once and rise slowly, a scene is paid once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.limits import Limits
from handlers.rules.money import (
    Cap,
    CapRaise,
    NotUnlocked,
    SceneOffer,
    Unlocked,
    UnlockRefusal,
    change_cap,
    confirm_cap,
    may_buy,
    refund,
    refundable,
    room,
    unlock,
)
from handlers.rules.points import Entry, balance, book, reversal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = CourtRules()
SCENE = SceneOffer(cost=30, tags=frozenset({"mirror"}), cause="scene:1:unlocked")
NONE = Limits()

amounts = st.integers(0, 10_000)


def test_a_refund_takes_the_tokens_back() -> None:
    refunded = refund(100, 40, "purchase:1:refunded", NOW)
    assert (refunded.entry.taken, refunded.written_off) == (-40, 0)


def test_a_refund_takes_what_is_left_and_writes_off_the_rest() -> None:
    refunded = refund(15, 40, "purchase:1:refunded", NOW)
    assert (refunded.entry.asked, refunded.entry.taken, refunded.written_off) == (-40, -15, 25)


@given(amounts, st.integers(1, 10_000))
def test_what_is_taken_and_what_is_written_off_are_the_whole_refund(stands: int, tokens: int) -> None:
    refunded = refund(stands, tokens, "purchase:1:refunded", NOW)
    assert -refunded.entry.taken + refunded.written_off == tokens
    assert stands + refunded.entry.taken >= 0
    assert refunded.written_off >= 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["buy", "refund", "unlock", "return"]), st.integers(1, 300)), max_size=30
    )
)
def test_no_order_of_buying_refunding_unlocking_and_returning_overdraws(steps: list[tuple[str, int]]) -> None:
    ledger: list[Entry] = []
    for number, (act, tokens) in enumerate(steps):
        stands = balance(ledger)
        offer = replace(SCENE, cost=tokens, cause=f"scene:{number}:unlocked")
        unlocked = unlock(offer, stands, NONE, NOW)
        spent = [e for e in ledger if e.taken < 0 and e.reverses is None and "scene" in e.cause]
        returned = {entry.reverses for entry in ledger}
        open_spent = [entry for entry in spent if entry.cause not in returned]
        if act == "buy":
            ledger.append(book(stands, f"purchase:{number}:credited", tokens, NOW))
        elif act == "refund":
            ledger.append(refund(stands, tokens, f"purchase:{number}:refunded", NOW).entry)
        elif act == "unlock" and isinstance(unlocked, Unlocked):
            ledger.append(unlocked.entry)
        elif act == "return" and open_spent:
            ledger.append(reversal(open_spent[0], NOW))
        assert balance(ledger) >= 0
    assert len({entry.cause for entry in ledger}) == len(ledger)


@pytest.mark.parametrize(
    ("balance", "bought", "paid_back"), [(50, 30, 30), (20, 30, 20), (50, 0, 0), (0, 30, 0), (10, -5, 0)]
)
def test_tokens_given_for_nothing_are_spent_before_bought_ones(
    balance: int, bought: int, paid_back: int
) -> None:
    assert refundable(balance, bought) == paid_back


def test_a_lower_cap_counts_at_once() -> None:
    assert change_cap(Cap(5000), 2000, NOW, RULES) == Cap(2000)


def test_a_higher_cap_waits_a_day_and_needs_a_second_yes() -> None:
    tomorrow = NOW + timedelta(hours=24)
    asked = change_cap(Cap(2000), 5000, NOW, RULES)
    assert asked == Cap(2000, CapRaise(5000, tomorrow))
    assert confirm_cap(asked, tomorrow - timedelta(seconds=1), yes=True) == asked
    assert confirm_cap(asked, tomorrow, yes=True) == Cap(5000)
    assert confirm_cap(asked, tomorrow, yes=False) == Cap(2000)


def test_asking_again_starts_the_day_again_and_lowering_drops_the_raise() -> None:
    asked = change_cap(Cap(2000), 5000, NOW, RULES)
    later = NOW + timedelta(hours=20)
    assert change_cap(asked, 6000, later, RULES) == Cap(2000, CapRaise(6000, later + timedelta(hours=24)))
    assert change_cap(asked, 1000, later, RULES) == Cap(1000)
    assert change_cap(asked, 2000, later, RULES) == Cap(2000)


def test_a_yes_to_nothing_raises_nothing() -> None:
    assert confirm_cap(Cap(2000), NOW, yes=True) == Cap(2000)


@given(
    st.lists(
        st.tuples(st.sampled_from(["change", "yes", "no"]), st.integers(0, 9000), st.integers(0, 30)),
        max_size=20,
    )
)
def test_no_cap_ever_rises_sooner_than_a_day_after_it_was_asked_for(
    steps: list[tuple[str, int, int]],
) -> None:
    cap, now, asked = Cap(1000), NOW, dict[int, datetime]()
    for act, amount, hours in steps:
        now += timedelta(hours=hours)
        before = cap.amount
        if act == "change":
            cap = change_cap(cap, amount, now, RULES)
            asked[amount] = now
        else:
            cap = confirm_cap(cap, now, yes=act == "yes")
        if cap.amount > before:
            assert act == "yes"
            assert now - asked[cap.amount] >= timedelta(hours=24)


def test_a_purchase_stays_within_the_months_cap_orders_included() -> None:
    assert room(Cap(2000), spent=500, on_order=300) == 1200
    assert may_buy(1200, Cap(2000), spent=500, on_order=300)
    assert not may_buy(1201, Cap(2000), spent=500, on_order=300)
    assert room(Cap(100), spent=500) == 0
    assert room(Cap(100), spent=60) == 40
    assert may_buy(40, Cap(100), spent=60)


def test_a_cap_of_nothing_allows_nothing() -> None:
    assert not may_buy(1, Cap(0), spent=0)


@given(amounts, amounts, st.lists(st.integers(1, 3000), max_size=20))
def test_no_series_of_purchases_exceeds_the_cap(cap: int, spent: int, prices: list[int]) -> None:
    total = spent
    for price in prices:
        if may_buy(price, Cap(cap), total):
            total += price
    assert total <= max(cap, spent)


def test_unlocking_takes_the_cost_once() -> None:
    assert unlock(SCENE, 30, NONE, NOW) == Unlocked(Entry("scene:1:unlocked", -30, -30, NOW))
    assert unlock(replace(SCENE, unlocked=True), 30, NONE, NOW) == NotUnlocked(UnlockRefusal.ALREADY_UNLOCKED)


def test_too_few_tokens_say_how_many_are_missing() -> None:
    assert unlock(SCENE, 12, NONE, NOW) == NotUnlocked(UnlockRefusal.TOO_FEW_TOKENS, missing=18)


def test_a_free_scene_needs_no_tokens() -> None:
    assert isinstance(unlock(replace(SCENE, cost=0), 0, NONE, NOW), Unlocked)


def test_limits_hold_for_scenes_too() -> None:
    mirror = frozenset({"Mirror"})
    hard, soft = Limits(hard=mirror), Limits(soft=mirror)
    tags = frozenset({"mirror"})
    assert unlock(SCENE, 30, hard, NOW, soft_accepted=tags) == NotUnlocked(UnlockRefusal.HARD_LIMIT, tags)
    assert unlock(SCENE, 30, soft, NOW) == NotUnlocked(UnlockRefusal.SOFT_LIMIT_UNACCEPTED, tags)
    assert isinstance(unlock(SCENE, 30, soft, NOW, soft_accepted=mirror), Unlocked)


def test_nobody_who_cannot_play_or_does_not_meet_the_condition_unlocks() -> None:
    assert unlock(SCENE, 30, NONE, NOW, blocked=True) == NotUnlocked(UnlockRefusal.BLOCKED, frozenset(), 0)
    closed = replace(SCENE, open_to_member=False)
    assert unlock(closed, 30, NONE, NOW) == NotUnlocked(UnlockRefusal.CONDITION_UNMET)


def test_an_unlock_that_could_not_be_delivered_is_returned_in_full() -> None:
    unlocked = unlock(SCENE, 30, NONE, NOW)
    assert isinstance(unlocked, Unlocked)
    assert reversal(unlocked.entry, NOW).taken == 30


def test_amounts_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        refund(10, 0, "purchase:1:refunded", NOW)
    with pytest.raises(ValueError, match="at least 0, not -1"):
        change_cap(Cap(10), -1, NOW, RULES)
    with pytest.raises(ValueError, match="at least 0, not -5"):
        may_buy(-5, Cap(10), 0)
    with pytest.raises(ValueError, match="at least 0, not -3"):
        unlock(replace(SCENE, cost=-3), 10, NONE, NOW)
