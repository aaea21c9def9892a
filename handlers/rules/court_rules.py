"""Everything a court may configure that the rules read, as one frozen value.

A number's unit ends its name (`_minutes`, `_hours`, `_days`), a `_share` is a part of one. A persona that
differs from her court is `dataclasses.replace(rules, review_share=1.0)`.
"""

from dataclasses import dataclass
from itertools import pairwise

from storage.enums import ProofType, Tier


@dataclass(frozen=True, slots=True)
class TierRule:
    """One step of the ladder: reached at so many points, and if `by_hand` only with an operator's grant."""

    name: str
    at_points: int
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class DropMargin:
    """How far below a threshold is *clearly* below: the greater of the points and the share of it."""

    points: int = 20
    share: float = 0.10

    def __post_init__(self) -> None:
        if self.points < 0 or not 0 <= self.share <= 1:
            raise ValueError("A drop margin needs points of 0 or more and a share from 0 to 1.")


DEFAULT_LADDER = (
    TierRule(Tier.WATCHED.value, 0),
    TierRule(Tier.CONSIDERED.value, 100),
    TierRule(Tier.ACCEPTED.value, 300),
    TierRule(Tier.DEVOTED.value, 800),
    TierRule(Tier.CLAIMED.value, 2000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtRules:
    """The settings the rules read. Raises ValueError, naming the setting, for a value out of bounds.

    What the court promises its members (answers in time, undo, cool-off) can be made kinder, never harsher:
    the bounds below see to it.
    """

    # Standing
    ladder: tuple[TierRule, ...] = DEFAULT_LADDER
    drop_margin: DropMargin = DropMargin()
    miss_loss_share: float = 0.5  # of a task's points, lost when its deadline passes without proof
    reject_loss_share: float = 0.25  # of a task's points, lost when its proof is rejected
    max_bonus: int = 20  # points a reviewer may add to an approval

    # Forgiveness
    forgiveness_tokens: int = 10  # what forgiving a failed task costs at least
    forgiveness_tokens_per_point: float = 1.0  # and so much more for each point that comes back

    # Tasks
    tasks_a_day: int = 3  # new tasks per local date, unless the member chose another number
    punishments_a_day: int = 1  # of these, punishments
    daily_gap_hours: int = 18  # least time between two daily tasks
    grace_minutes: int = 30  # after the deadline a proof still counts, and says it was late
    reminder_minutes: tuple[int, ...] = (120, 30)  # before the deadline, longest first
    extension_share: float = 0.5  # of the time first given, granted as more time
    suggestions_waiting: int = 3  # tasks a member suggested that may wait for an answer; 0: none are taken
    ask_again_minutes: int = 60  # least time for another try
    inspection_least_minutes: int = 5  # an inspection gives at least this long
    inspection_most_minutes: int = 30  # and at most this long

    # Review
    review_share: float = 0.2  # of proofs seen by a human, the rest accepted on trust
    newcomer_proofs: int = 5  # a member's first proofs, all seen by a human
    review_kinds: frozenset[ProofType] = frozenset()  # kinds of proof always seen by a human
    operator_away: bool = False  # only suspicious proofs wait; the others are accepted on trust
    ask_at_miss: bool = False  # the operator decides what a miss costs: apply, postpone, dismiss
    auto_accept_hours: int = 48  # an unreviewed proof is accepted then
    appeal_answer_days: int = 7  # an unanswered appeal is approved then
    undo_minutes: int = 10  # a decision can be undone against the member no later

    # Safety, money, keeping
    cool_off_hours: int = 12  # after a stop, before the member can resume
    cap_raise_hours: int = 24  # before a raised spending cap can be confirmed
    session_answer_hours: int = 72  # an unanswered cam session is cancelled then
    session_reminder_minutes: int = 60  # before an agreed cam session
    retention_days: int = 30  # reviewed proof media is kept this long
    talk_days: int = 90  # what was sent and handled is remembered this long, to be changed or hidden

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            _check_bound(name, getattr(self, name), low, high)
        _check_ladder(self.ladder)
        _check_reminders(self.reminder_minutes)
        if self.inspection_most_minutes < self.inspection_least_minutes:
            raise ValueError("inspection_most_minutes must not be less than inspection_least_minutes.")
        if self.punishments_a_day > self.tasks_a_day:
            raise ValueError("punishments_a_day must not be more than tasks_a_day: each counts as a task.")


BOUNDS: dict[str, tuple[float, float]] = {
    "miss_loss_share": (0, 1),
    "reject_loss_share": (0, 1),
    "max_bonus": (0, 1000),
    "forgiveness_tokens": (1, 100_000),
    "forgiveness_tokens_per_point": (0, 1000),
    "tasks_a_day": (1, 24),
    "punishments_a_day": (0, 24),
    "daily_gap_hours": (18, 23),
    "grace_minutes": (0, 24 * 60),
    "extension_share": (0, 2),
    "suggestions_waiting": (0, 100),
    "ask_again_minutes": (60, 7 * 24 * 60),
    "inspection_least_minutes": (2, 24 * 60),
    "inspection_most_minutes": (2, 24 * 60),
    "review_share": (0, 1),
    "newcomer_proofs": (0, 1000),
    "auto_accept_hours": (1, 48),
    "appeal_answer_days": (1, 7),
    "undo_minutes": (0, 10),
    "cool_off_hours": (1, 28 * 24),
    "cap_raise_hours": (24, 28 * 24),
    "session_answer_hours": (1, 14 * 24),
    "session_reminder_minutes": (10, 24 * 60),
    "retention_days": (1, 3650),
    "talk_days": (30, 3650),
}
"""Least and greatest value of every number, both allowed."""


def _check_bound(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}, not {value:g}.")


def _check_ladder(ladder: tuple[TierRule, ...]) -> None:
    if not ladder or ladder[0].at_points != 0 or ladder[0].by_hand:
        raise ValueError("The ladder must begin with a tier at 0 points that needs no operator's hand.")
    if any(not step.name.strip() for step in ladder):
        raise ValueError("Every tier of the ladder needs a name.")
    if len({step.name for step in ladder}) < len(ladder):
        raise ValueError("Two tiers of the ladder have the same name.")
    for lower, upper in pairwise(ladder):
        _check_step(lower, upper)


def _check_step(lower: TierRule, upper: TierRule) -> None:
    least = lower.at_points if upper.by_hand else lower.at_points + 1
    if upper.at_points < least:
        raise ValueError(f"The tier {upper.name} must need at least {least} points, not {upper.at_points}.")


def _check_reminders(minutes: tuple[int, ...]) -> None:
    if any(each < 1 for each in minutes) or list(minutes) != sorted(set(minutes), reverse=True):
        raise ValueError("reminder_minutes must be different, positive, and the longest first.")
