"""Tribute forgiveness: what can be forgiven, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.court_rules import CourtRules
from handlers.rules.forgiveness import ForgivenessObstacle, may_forgive, price
from storage.enums import TaskEnd, TaskStatus


@pytest.mark.parametrize(
    ("status", "ended", "restored", "obstacle"),
    [
        (TaskStatus.FAILED, None, False, None),
        (TaskStatus.FAILED, None, True, ForgivenessObstacle.MADE_GOOD),
        (TaskStatus.FAILED, TaskEnd.VOID, False, ForgivenessObstacle.NOT_FAILED),
        (TaskStatus.ASSIGNED, TaskEnd.WITHDRAWN, False, ForgivenessObstacle.NOT_FAILED),
        (TaskStatus.ASSIGNED, None, False, ForgivenessObstacle.NOT_FAILED),
        (TaskStatus.SUBMITTED, None, False, ForgivenessObstacle.NOT_FAILED),
        (TaskStatus.COMPLETED, None, False, ForgivenessObstacle.NOT_FAILED),
    ],
)
def test_what_can_be_forgiven(
    status: TaskStatus, ended: TaskEnd | None, restored: bool, obstacle: ForgivenessObstacle | None
) -> None:
    assert may_forgive(status, ended, restored=restored) is obstacle


@given(
    cost=st.integers(0, 1000),
    more=st.integers(0, 1000),
    base=st.integers(1, 1000),
    share=st.floats(0, 100, allow_nan=False),
)
def test_the_price_grows_with_what_comes_back_and_is_never_less_than_its_base(
    cost: int, more: int, base: int, share: float
) -> None:
    rules = CourtRules(forgiveness_tokens=base, forgiveness_tokens_per_point=share)
    assert base == price(0, rules) <= price(cost, rules) <= price(cost + more, rules)


def test_the_price_of_a_court_that_changed_nothing() -> None:
    assert price(5, CourtRules()) == 15
    with pytest.raises(ValueError, match="0 points"):
        price(-1, CourtRules())
