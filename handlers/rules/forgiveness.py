"""Tribute forgiveness: a failed task is made good for tokens, once, at a price that is known before."""

from enum import StrEnum
from math import floor

from handlers.rules.court_rules import CourtRules
from storage.enums import TaskEnd, TaskStatus


class ForgivenessObstacle(StrEnum):
    """Why a task cannot be forgiven."""

    NOT_FAILED = "not_failed"
    MADE_GOOD = "made_good"


def may_forgive(status: TaskStatus, ended: TaskEnd | None, *, restored: bool) -> ForgivenessObstacle | None:
    """None if the task can be forgiven now, else why not."""
    if status is not TaskStatus.FAILED or ended is not None:
        return ForgivenessObstacle.NOT_FAILED
    return ForgivenessObstacle.MADE_GOOD if restored else None


def price(points_back: int, rules: CourtRules) -> int:
    """What forgiving costs, in tokens, 1 or more: the base price, and a share of the points that come back.

    Raises ValueError for less than 0 points."""
    if points_back < 0:
        raise ValueError("What comes back is 0 points or more.")
    return rules.forgiveness_tokens + floor(points_back * rules.forgiveness_tokens_per_point + 0.5)
