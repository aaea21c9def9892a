"""What a court may configure, and what it may not."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from handlers.rules.court_rules import BOUNDS, CourtRules, DropMargin, TierRule
from storage.enums import ProofType, Tier


def configured(name: str, value: float) -> CourtRules:
    """The rules with one setting from a configuration file."""
    return TypeAdapter(CourtRules).validate_python({name: value})


def test_the_defaults_are_the_five_tiers_in_order() -> None:
    assert [step.name for step in CourtRules().ladder] == list(Tier)


def test_the_defaults_are_what_members_are_told() -> None:
    rules = CourtRules()
    assert [step.at_points for step in rules.ladder] == [0, 100, 300, 800, 2000]
    assert (rules.review_share, rules.auto_accept_hours, rules.appeal_answer_days) == (0.2, 48, 7)
    assert (rules.daily_gap_hours, rules.ask_again_minutes, rules.undo_minutes) == (18, 60, 10)
    assert (rules.cool_off_hours, rules.cap_raise_hours, rules.retention_days) == (12, 24, 30)
    assert (rules.tasks_a_day, rules.punishments_a_day, rules.newcomer_proofs) == (3, 1, 5)
    assert [rules.operator_away, rules.ask_at_miss] == [False, False]


def test_a_configuration_file_can_make_them() -> None:
    configured = {
        "ladder": [{"name": "Outside", "at_points": 0}, {"name": "Inside", "at_points": 50, "by_hand": True}],
        "drop_margin": {"points": 5, "share": 0.2},
        "review_kinds": ["Photo"],
        "reminder_minutes": [60, 10],
    }
    rules = TypeAdapter(CourtRules).validate_python(configured)
    assert rules.ladder[1] == TierRule("Inside", 50, by_hand=True)
    assert rules.drop_margin == DropMargin(5, 0.2)
    assert rules.review_kinds == {ProofType.PHOTO}
    assert rules.reminder_minutes == (60, 10)


def test_a_persona_may_differ_from_her_court() -> None:
    assert replace(CourtRules(), review_share=1.0).review_share == 1.0


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_every_number_has_a_default_within_its_bounds_and_none_beyond(name: str) -> None:
    low, high = BOUNDS[name]
    assert low <= getattr(CourtRules(), name) <= high
    for beyond in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"{name} must be from"):
            configured(name, beyond)


def test_what_is_no_number_is_no_share() -> None:
    with pytest.raises(ValueError, match="review_share must be from 0 to 1, not nan"):
        CourtRules(review_share=float("nan"))


def test_what_members_were_promised_can_be_made_kinder() -> None:
    kinder = CourtRules(auto_accept_hours=12, appeal_answer_days=2, undo_minutes=0, cool_off_hours=24)
    assert kinder.auto_accept_hours == 12


@pytest.mark.parametrize(
    ("name", "harsher"),
    [
        ("auto_accept_hours", 49),
        ("appeal_answer_days", 8),
        ("undo_minutes", 11),
        ("cool_off_hours", 0),
        ("daily_gap_hours", 17),
        ("ask_again_minutes", 59),
        ("cap_raise_hours", 23),
    ],
)
def test_no_court_is_harsher_than_that(name: str, harsher: int) -> None:
    with pytest.raises(ValueError, match=f"{name} must be from"):
        configured(name, harsher)


@pytest.mark.parametrize(
    ("ladder", "complaint"),
    [
        ((), "begin with a tier at 0 points"),
        ((TierRule("Low", 10),), "begin with a tier at 0 points"),
        ((TierRule("Low", 0, by_hand=True),), "needs no operator's hand"),
        ((TierRule("Low", 0), TierRule("High", 0)), "High must need at least 1 points, not 0"),
        ((TierRule("Low", 0), TierRule("Low", 9)), "same name"),
        ((TierRule("Low", 0), TierRule("  ", 9)), "needs a name"),
    ],
)
def test_a_ladder_that_nobody_could_climb_is_refused(ladder: tuple[TierRule, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        CourtRules(ladder=ladder)


def test_a_tier_by_hand_may_need_no_more_points_than_the_one_below() -> None:
    ladder = (TierRule("Low", 0), TierRule("High", 100), TierRule("Chosen", 100, by_hand=True))
    assert CourtRules(ladder=ladder).ladder == ladder


@pytest.mark.parametrize("minutes", [(30, 120), (30, 30), (30, 0)])
def test_reminders_come_longest_first_and_each_once(minutes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="reminder_minutes"):
        CourtRules(reminder_minutes=minutes)


def test_settings_that_just_meet_are_fine() -> None:
    rules = CourtRules(
        inspection_least_minutes=15, inspection_most_minutes=15, tasks_a_day=1, punishments_a_day=1
    )
    assert rules.inspection_most_minutes == rules.inspection_least_minutes
    assert CourtRules(reminder_minutes=(1,)).reminder_minutes == (1,)
    assert (DropMargin(0, 0).share, DropMargin(0, 1).share) == (0, 1)


def test_settings_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="inspection_most_minutes"):
        CourtRules(inspection_least_minutes=20, inspection_most_minutes=10)
    with pytest.raises(ValueError, match="punishments_a_day"):
        CourtRules(tasks_a_day=1, punishments_a_day=2)
    with pytest.raises(ValueError, match="drop margin"):
        DropMargin(points=-1)
    with pytest.raises(ValueError, match="drop margin"):
        DropMargin(share=1.01)
