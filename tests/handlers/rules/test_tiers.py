"""Rising at the threshold, falling only when clearly below, and doors that only a hand opens."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules, DropMargin, TierRule
from handlers.rules.points import Entry, balance, book, reversal
from handlers.rules.tiers import (
    Grant,
    Progress,
    TierChange,
    TierDecision,
    TierWhy,
    at_least,
    drop_line,
    progress,
    recompute,
    tier_after,
    tier_for,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = CourtRules()
LADDER, MARGIN = RULES.ladder, RULES.drop_margin
BY_HAND = (TierRule("Watched", 0), TierRule("Chosen", 100, by_hand=True), TierRule("Claimed", 200))
NOBODY: frozenset[str] = frozenset()

points = st.integers(min_value=0, max_value=3000)
tiers = st.sampled_from([step.name for step in LADDER])
amounts = st.lists(st.integers(min_value=-400, max_value=400), max_size=25)


def decide(points: int, current: str | None) -> TierDecision:
    return tier_for(points, current, LADDER, MARGIN, NOBODY)


def ledger(*amounts: int) -> list[Entry]:
    """These amounts booked an hour apart."""
    entries: list[Entry] = []
    for number, asked in enumerate(amounts):
        at = NOW + timedelta(hours=number)
        entries.append(book(balance(entries), f"task:{number}:approved", asked, at))
    return entries


def final(entries: list[Entry], *grants: Grant, rules: CourtRules = RULES) -> str:
    return tier_after(recompute(entries, grants, rules), rules.ladder)


def test_a_newcomer_stands_on_the_lowest_step() -> None:
    assert decide(0, None) == TierDecision("Watched", changed=False, why=TierWhy.STAYED)


def test_a_member_rises_at_the_threshold_and_not_before() -> None:
    assert not decide(99, "Watched").changed
    assert decide(100, "Watched") == TierDecision("Considered", changed=True, why=TierWhy.ROSE)


def test_on_the_threshold_a_member_simply_stays() -> None:
    assert decide(100, "Considered") == TierDecision("Considered", changed=False, why=TierWhy.STAYED)


def test_one_great_gain_may_skip_steps() -> None:
    assert decide(900, "Watched").new == "Devoted"


def test_falling_a_little_below_the_threshold_is_held_by_the_margin() -> None:
    assert decide(80, "Considered") == TierDecision("Considered", changed=False, why=TierWhy.HELD_BY_MARGIN)
    assert decide(79, "Considered") == TierDecision("Watched", changed=True, why=TierWhy.DROPPED)


def test_the_margin_is_a_share_where_that_is_more() -> None:
    assert drop_line(TierRule("Claimed", 2000), MARGIN) == 1800
    assert drop_line(TierRule("Considered", 100), MARGIN) == 80
    assert drop_line(TierRule("Considered", 100), DropMargin(0, 0)) == 100


def test_a_ladder_that_no_longer_knows_the_tier_seats_the_member_by_points() -> None:
    assert decide(350, "Courtier") == TierDecision("Accepted", changed=True, why=TierWhy.LADDER_CHANGED)


def test_a_tier_by_hand_and_all_above_it_wait_for_the_hand() -> None:
    waiting = tier_for(500, "Watched", BY_HAND, MARGIN, NOBODY)
    assert waiting == TierDecision("Watched", changed=False, why=TierWhy.WAITS_FOR_HAND)
    assert tier_for(100, "Watched", BY_HAND, MARGIN, NOBODY).why is TierWhy.WAITS_FOR_HAND
    assert tier_for(99, "Watched", BY_HAND, MARGIN, NOBODY).why is TierWhy.STAYED
    assert tier_for(500, "Watched", BY_HAND, MARGIN, frozenset({"Chosen"})).new == "Claimed"


def test_a_grant_opens_the_door_but_does_not_replace_the_points() -> None:
    assert not tier_for(99, "Watched", BY_HAND, MARGIN, frozenset({"Chosen"})).changed


def test_a_grant_taken_back_ends_what_it_opened() -> None:
    fallen = tier_for(500, "Claimed", BY_HAND, MARGIN, NOBODY)
    assert fallen == TierDecision("Watched", changed=True, why=TierWhy.TAKEN_BACK)


@given(points, tiers)
def test_deciding_again_changes_nothing(points: int, current: str) -> None:
    settled = decide(points, current).new
    assert not decide(points, settled).changed


@given(points, points, tiers)
def test_more_points_never_mean_a_lower_tier(fewer: int, more: int, current: str) -> None:
    fewer, more = sorted((fewer, more))
    assert at_least(decide(more, current).new, decide(fewer, current).new, LADDER)


@given(points, tiers)
def test_nobody_drops_who_is_not_clearly_below(points: int, current: str) -> None:
    step = next(step for step in LADDER if step.name == current)
    if points >= drop_line(step, MARGIN):
        assert at_least(decide(points, current).new, current, LADDER)


@given(points, tiers, st.lists(st.integers(min_value=1, max_value=500), max_size=8))
def test_one_great_loss_ends_on_the_same_step_as_many_small_ones(
    points: int, current: str, losses: list[int]
) -> None:
    current, step = decide(points, current).new, points
    tier = current
    for loss in losses:
        step = max(step - loss, 0)
        tier = decide(step, tier).new
    assert decide(step, current).new == tier


@given(points, tiers)
def test_no_tier_by_hand_is_reached_without_the_hand(points: int, current: str) -> None:
    ladder = (*LADDER[:3], TierRule("Devoted", 800, by_hand=True), LADDER[4])
    assert tier_for(points, current, ladder, MARGIN, NOBODY).new not in {"Devoted", "Claimed"}


def test_history_tells_every_change_and_why() -> None:
    assert recompute(ledger(120, -100), (), RULES) == (
        TierChange("Watched", "Considered", NOW, TierWhy.ROSE),
        TierChange("Considered", "Watched", NOW + timedelta(hours=1), TierWhy.DROPPED),
    )


def test_a_grant_is_part_of_history() -> None:
    rules = CourtRules(ladder=BY_HAND)
    given, taken = (
        Grant("Chosen", NOW + timedelta(days=1)),
        Grant("Chosen", NOW + timedelta(days=2), given=False),
    )
    assert final(ledger(150), rules=rules) == "Watched"
    assert final(ledger(150), given, rules=rules) == "Chosen"
    assert final(ledger(150), given, taken, rules=rules) == "Watched"


def test_a_grant_given_and_taken_back_in_one_moment_is_taken_back() -> None:
    rules = CourtRules(ladder=BY_HAND)
    given, taken = Grant("Chosen", NOW), Grant("Chosen", NOW, given=False)
    assert final(ledger(150), taken, given, rules=rules) == "Watched"


def test_a_grant_of_the_same_moment_counts_before_the_points() -> None:
    rules = CourtRules(ladder=BY_HAND)
    assert recompute(ledger(250), (Grant("Chosen", NOW),), rules) == (
        TierChange("Watched", "Claimed", NOW, TierWhy.ROSE),
    )


def test_a_loss_that_was_returned_restores_the_tier_exactly() -> None:
    entries = ledger(310, -25, -50)
    assert final(entries) == "Considered"
    returned = reversal(entries[2], NOW + timedelta(days=1))
    assert balance([*entries, returned]) == 285
    assert final([*entries, returned]) == "Accepted"


@given(amounts)
def test_history_folded_at_once_and_decided_step_by_step_agree(amounts: list[int]) -> None:
    entries, tier = ledger(*amounts), "Watched"
    for known in range(1, len(entries) + 1):
        tier = decide(balance(entries[:known]), tier).new
    assert final(entries) == tier


@given(amounts, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_does_not_matter(amounts: list[int], random: Random) -> None:
    entries = ledger(*amounts)
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert recompute(shuffled, (), RULES) == recompute(entries, (), RULES)


@given(amounts, st.integers(min_value=1, max_value=400))
def test_a_miss_and_its_return_leave_the_tier_as_if_it_had_never_been(amounts: list[int], loss: int) -> None:
    entries = ledger(*amounts)
    later = NOW + timedelta(days=9)
    missed = book(balance(entries), "task:missed:missed", -loss, later)
    assert final([*entries, missed, reversal(missed, later)]) == final(entries)


def test_progress_says_what_is_missing_to_the_next_tier() -> None:
    assert progress(150, "Considered", LADDER) == Progress("Accepted", 150, 0.25)
    assert progress(90, "Considered", LADDER) == Progress("Accepted", 210, 0.0)
    assert progress(5000, "Claimed", LADDER) == Progress(None, 0, 1.0)


def test_progress_to_a_tier_by_hand_is_complete_when_only_the_hand_is_missing() -> None:
    assert progress(130, "Watched", BY_HAND) == Progress("Chosen", 0, 1.0)
    level = (TierRule("Low", 0), TierRule("Chosen", 0, by_hand=True))
    assert progress(0, "Low", level) == Progress("Chosen", 0, 1.0)


@given(points, tiers)
def test_progress_is_a_share_and_misses_nothing_less_than_nothing(points: int, current: str) -> None:
    way = progress(points, current, LADDER)
    assert 0 <= way.share <= 1
    assert way.missing >= 0


def test_a_tier_nobody_knows_is_above_nothing() -> None:
    assert at_least("Devoted", "Accepted", LADDER)
    assert not at_least("Watched", "Accepted", LADDER)
    assert not at_least("Courtier", "Watched", LADDER)
