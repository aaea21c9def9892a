"""Who may unlock a scene: tiers by name or by place, and the persona's own members."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules, TierRule
from handlers.rules.limits import Limits, normal_tags
from handlers.rules.money import NotUnlocked, SceneOffer, Unlocked, UnlockRefusal, unlock
from handlers.rules.points import Entry, balance, reversal
from handlers.rules.scenes import Condition, unmet, wanted_tier
from storage.enums import SceneType, Tier
from tests.support.clocks import MONDAY_NOON

LADDER = CourtRules().ladder
TWO = (TierRule("Guest", 0), TierRule("Keeper", 100))
TAGS = st.sets(st.sampled_from(["Mirror", "praise", "waiting"])).map(frozenset)


def missing(
    kind: SceneType, persona: str, wanted: str = "", *, tier: str = "Watched"
) -> frozenset[Condition]:
    """What a member of Octavia's would have to be."""
    return unmet(kind, persona, wanted, of_persona="octavia", tier=tier, ladder=LADDER)


def test_a_tier_is_wanted_by_its_name_or_in_another_court_by_its_place() -> None:
    assert wanted_tier("Devoted", LADDER) == "Devoted"
    assert wanted_tier("Watched", LADDER) == ""
    assert wanted_tier("", LADDER) == ""
    assert wanted_tier("Considered", TWO) == "Keeper"
    assert wanted_tier("Claimed", TWO) == "Keeper"
    assert wanted_tier("Guest", TWO) == ""


def test_a_tier_that_nobody_knows_any_more_wants_the_highest() -> None:
    assert wanted_tier("Chamberlain", LADDER) == "Claimed"


def test_standard_scenes_are_for_members_of_every_persona_and_the_others_are_not() -> None:
    assert missing(SceneType.STANDARD, "hale") == frozenset()
    for kind in (SceneType.CAM_GIRL, SceneType.QUEEN_EXCLUSIVE):
        assert missing(kind, "hale") == {Condition.PERSONA}
        assert missing(kind, "octavia") == frozenset()


@given(st.sampled_from(list(Tier)), st.sampled_from(list(Tier)))
def test_a_higher_tier_never_closes_a_scene(wanted: Tier, standing: Tier) -> None:
    places = [step.name for step in LADDER]
    unmet_now = missing(SceneType.STANDARD, "octavia", wanted.value, tier=standing.value)
    assert (Condition.TIER in unmet_now) is (places.index(standing) < places.index(wanted))


@given(
    cost=st.integers(0, 60),
    held=st.integers(0, 60),
    tags=TAGS,
    hard=TAGS,
    soft=TAGS,
    accepted=TAGS,
    facts=st.fixed_dictionaries({"unlocked": st.booleans(), "open_to_member": st.booleans()}),
    blocked=st.booleans(),
)
def test_a_scene_is_unlocked_exactly_when_nothing_stands_in_the_way(
    cost: int,
    held: int,
    tags: frozenset[str],
    hard: frozenset[str],
    soft: frozenset[str],
    accepted: frozenset[str],
    facts: Mapping[str, bool],
    blocked: bool,
) -> None:
    offer = SceneOffer(cost=cost, tags=tags, cause="scene:1:unlocked", **facts)
    outcome = unlock(offer, held, Limits(hard, soft), MONDAY_NOON, blocked=blocked, soft_accepted=accepted)
    unasked = normal_tags(tags & soft) - normal_tags(accepted)
    clear = not (blocked or tags & hard or facts["unlocked"] or not facts["open_to_member"] or unasked)
    assert isinstance(outcome, Unlocked) is (clear and cost <= held)
    if isinstance(outcome, Unlocked):
        entry = outcome.entry
        assert (entry.asked, entry.taken) == (-cost, -cost)
        first = Entry("gift:1:given", held, held, MONDAY_NOON)
        assert balance([first, entry, reversal(entry, MONDAY_NOON)]) == held
    if isinstance(outcome, NotUnlocked) and tags & hard and not blocked:
        assert outcome.why is UnlockRefusal.HARD_LIMIT
