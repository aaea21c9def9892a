"""The picker gives what fits: never over a hard limit, soft limits flagged, fantasies first."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from handlers.content.loader import load_content
from handlers.content.picker import Wish, choose, fitting
from handlers.content.schema import TaskTemplate
from handlers.rules.limits import Limits
from storage.enums import ProofType, TaskType, Tier

CONTENT = load_content()
SHIPPED = tuple(CONTENT.templates.values())
TAGS = sorted(tag.key for tag in CONTENT.tags)


def template(key: str, *tags: str, intensity: int = 1, tier: Tier = Tier.WATCHED) -> TaskTemplate:
    return TaskTemplate(
        key=key, persona="p", type=TaskType.DAILY, tags=frozenset(tags), intensity=intensity,
        proof_type=ProofType.TEXT, points=10, minutes=600, least_minutes=0, tier=tier,
        description="Something to do.", challenge=False,
    )  # fmt: skip


def wish(
    *, hard: str = "", soft: str = "", fantasies: str = "", recent: str = "", with_offers: bool = True
) -> Wish:
    return Wish(
        persona="p", type=TaskType.DAILY, tier_rank=0, intensity=1, with_offers=with_offers,
        limits=Limits(frozenset(hard.split()), frozenset(soft.split())),
        fantasies=frozenset(fantasies.split()), recent=tuple(recent.split()),
    )  # fmt: skip


wishes = st.builds(
    Wish,
    persona=st.sampled_from(sorted(CONTENT.personas)),
    type=st.sampled_from(TaskType),
    tier_rank=st.integers(0, 4),
    intensity=st.integers(1, 3),
    limits=st.builds(Limits, st.frozensets(st.sampled_from(TAGS)), st.frozensets(st.sampled_from(TAGS))),
    fantasies=st.frozensets(st.sampled_from(TAGS)),
    proof_types=st.frozensets(st.sampled_from(ProofType)),
    recent=st.lists(st.sampled_from(sorted(CONTENT.templates)), max_size=12).map(tuple),
    with_offers=st.booleans(),
)


@given(wishes, st.integers())
def test_a_template_touching_a_hard_limit_is_never_returned(wish: Wish, seed: int) -> None:
    fit = choose(SHIPPED, wish, random.Random(seed))

    assert fit is None or not fit.template.tags & wish.limits.hard
    assert not any(each.template.tags & wish.limits.hard for each in fitting(SHIPPED, wish))


@given(wishes, st.integers())
def test_what_is_chosen_is_of_the_kind_and_within_what_the_member_allows(wish: Wish, seed: int) -> None:
    fit = choose(SHIPPED, wish, random.Random(seed))
    if fit is None:
        return

    chosen = fit.template
    assert (chosen.persona, chosen.type) == (wish.persona, wish.type)
    assert chosen.tier_rank <= wish.tier_rank
    assert chosen.intensity <= wish.intensity
    assert chosen.proof_type in wish.proof_types
    assert fit.soft_touched == chosen.tags & wish.limits.soft
    assert fit.needs_acceptance == bool(fit.soft_touched)
    assert wish.with_offers or not fit.needs_acceptance


@given(wishes, st.integers())
def test_a_recent_task_only_comes_back_when_nothing_else_fits(wish: Wish, seed: int) -> None:
    fit = choose(SHIPPED, wish, random.Random(seed))

    if fit is not None and fit.template.key in wish.recent:
        assert all(each.template.key in wish.recent for each in fitting(SHIPPED, wish))


def test_when_all_are_recent_the_one_given_longest_ago_comes_back() -> None:
    templates = [template("a"), template("b"), template("c")]

    fit = choose(templates, wish(recent="a b c a"), random.Random(1))

    assert fit is not None
    assert fit.template.key == "b"


def test_a_hard_limit_counts_in_any_spelling() -> None:
    assert fitting([template("a", "corner-time")], wish(hard="CORNER_TIME")) == ()


def test_a_tag_both_hard_and_soft_is_hard() -> None:
    assert fitting([template("a", "lines")], wish(hard="lines", soft="lines")) == ()


def test_a_soft_limit_makes_an_offer() -> None:
    (fit,) = fitting([template("a", "lines", "letters")], wish(soft="lines"))

    assert fit.soft_touched == {"lines"}
    assert fit.needs_acceptance


def test_offers_can_be_left_out() -> None:
    assert fitting([template("a", "lines")], wish(soft="lines", with_offers=False)) == ()


def test_fantasies_come_up_more_often_and_soft_limits_less() -> None:
    templates = [template("plain"), template("wanted", "poetry"), template("soft", "lines")]
    asked = wish(fantasies="poetry lines", soft="lines")

    counts = Counter(
        fit.template.key for seed in range(600) if (fit := choose(templates, asked, random.Random(seed)))
    )

    assert counts["wanted"] > counts["plain"] > counts["soft"] > 0


def test_nothing_fits_when_everything_is_a_hard_limit() -> None:
    assert choose([template("a", "lines")], wish(hard="lines"), random.Random(1)) is None
    assert choose([], wish(), random.Random(1)) is None


@given(st.frozensets(st.sampled_from(TAGS)), st.sampled_from(sorted(CONTENT.personas)))
def test_every_newcomer_has_many_fitting_dailies_whatever_the_limits(
    hard: frozenset[str], persona: str
) -> None:
    newcomer = Wish(persona, TaskType.DAILY, tier_rank=0, intensity=1, limits=Limits(hard))

    assert len(fitting(SHIPPED, newcomer)) >= 8


def test_punishments_are_only_given_when_asked_for() -> None:
    for kind in set(TaskType) - {TaskType.PUNISHMENT}:
        asked = Wish("hale", kind, tier_rank=4, intensity=3, limits=Limits())
        assert all(fit.template.type is kind for fit in fitting(SHIPPED, asked))
