"""Appeals: once for every time a task failed, and never without an answer."""

from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.court_rules import CourtRules
from storage.enums import AppealResult, TaskEnd, TaskStatus

LEAST_AFTER_RETURN = timedelta(hours=48)
"""An appeal whose member was away is not approved by time alone before she has been back for so long."""


class AppealObstacle(StrEnum):
    """Why a task cannot be appealed, or an appeal not decided."""

    NOT_FAILED = "not_failed"
    MADE_GOOD = "made_good"
    WAITING = "waiting"
    DECIDED = "decided"


def may_appeal(
    status: TaskStatus,
    ended: TaskEnd | None,
    *,
    restored: bool,
    forgiven: bool,
    earlier: AppealResult | None,
) -> AppealObstacle | None:
    """None if the task can be appealed now, else why not. What was `forgiven` can be, for its tokens.
    `earlier` is what became of an appeal against this very failure, None if there was none."""
    if status is not TaskStatus.FAILED or ended is not None:
        return AppealObstacle.NOT_FAILED
    if earlier is AppealResult.PENDING:
        return AppealObstacle.WAITING
    if restored and not forgiven:
        return AppealObstacle.MADE_GOOD
    return None if earlier is None else AppealObstacle.DECIDED


def lapses_at(submitted_at: datetime, rules: CourtRules) -> datetime:
    """When an appeal is approved because nobody answered it."""
    return submitted_at + timedelta(days=rules.appeal_answer_days)


def put_off(lapses: datetime, returned_at: datetime) -> datetime:
    """The same for a member who was away until `returned_at`: nobody could decide while she was."""
    return max(lapses, returned_at + LEAST_AFTER_RETURN)
