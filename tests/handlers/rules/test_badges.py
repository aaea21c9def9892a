"""Badges: earned by history alone, never fewer by more of it."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.badges import Deeds, earned, new
from storage.enums import TaskType

LADDER = ("Watched", "Considered", "Accepted")
COUNTS = st.dictionaries(st.sampled_from(TaskType), st.integers(0, 120))
DEEDS = st.builds(
    Deeds,
    done=COUNTS,
    best_streak=st.integers(0, 120),
    tiers=st.frozensets(st.sampled_from(LADDER)),
    confessions=st.integers(0, 3),
    suggestions=st.integers(0, 3),
)


def test_to_have_begun_earns_nothing() -> None:
    assert earned(Deeds(tiers=frozenset({"Watched"})), LADDER) == ()


def test_a_long_history_earns_everything() -> None:
    done = dict.fromkeys(TaskType, 30)
    deeds = Deeds(done=done, best_streak=100, tiers=frozenset(LADDER), confessions=1, suggestions=1)
    assert earned(deeds, LADDER) == (
        "first_proof", "penance", "inspection", "servitude", "confession", "suggestion",
        "streak_7", "streak_30", "streak_100", "tasks_10", "tasks_50", "tasks_100",
        "tier:Considered", "tier:Accepted",
    )  # fmt: skip


def test_each_is_earned_at_its_figure_and_not_before() -> None:
    assert "streak_7" not in earned(Deeds(best_streak=6), LADDER)
    assert "streak_7" in earned(Deeds(best_streak=7), LADDER)
    assert "tasks_10" not in earned(Deeds(done={TaskType.DAILY: 5, TaskType.PUNISHMENT: 4}), LADDER)
    assert "tasks_10" in earned(Deeds(done={TaskType.DAILY: 5, TaskType.PUNISHMENT: 5}), LADDER)


@given(DEEDS, DEEDS)
def test_more_history_never_earns_less_and_nothing_is_awarded_twice(one: Deeds, other: Deeds) -> None:
    both = Deeds(
        done={kind: one.done.get(kind, 0) + other.done.get(kind, 0) for kind in TaskType},
        best_streak=max(one.best_streak, other.best_streak),
        tiers=one.tiers | other.tiers,
        confessions=one.confessions + other.confessions,
        suggestions=one.suggestions + other.suggestions,
    )
    held = earned(one, LADDER)
    assert set(held) <= set(earned(both, LADDER))
    assert new(one, LADDER, held) == ()
    assert not set(new(both, LADDER, held)) & set(held)
