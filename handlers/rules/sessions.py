"""Cam sessions: what can happen to one at each stage, until when it waits, and when its reminder goes out."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.rules.clock import DAY, MINUTE, Quiet, before_quiet, in_quiet, out_of_quiet
from storage.enums import SessionStatus

SOONEST = timedelta(minutes=15)
FARTHEST = timedelta(days=180)
LEAST_NOTICE = timedelta(minutes=10)
"""A reminder put off to the end of quiet hours leaves at least this much."""
MOST_TIMES = 3
"""So many times of her own a member can propose."""


class Stage(StrEnum):
    """Where a session stands."""

    WAITING = "waiting"
    """The court has to answer."""
    PROPOSED = "proposed"
    """A time was proposed; the member has to answer."""
    AGREED = "agreed"
    """A time is agreed, and still to come."""
    DUE = "due"
    """The agreed time has come: the court says what became of it."""
    OVER = "over"
    """Completed or cancelled."""


class Move(StrEnum):
    """What can be done about a session."""

    PROPOSE = "propose"
    AGREE = "agree"
    DECLINE = "decline"
    ACCEPT = "accept"
    WISH_AGAIN = "wish_again"
    COMPLETE = "complete"
    CANCEL = "cancel"
    TAKE_BACK = "take_back"
    LAPSE = "lapse"


MOVES: dict[Stage, frozenset[Move]] = {
    Stage.WAITING: frozenset({Move.PROPOSE, Move.AGREE, Move.DECLINE, Move.TAKE_BACK, Move.LAPSE}),
    Stage.PROPOSED: frozenset(
        {Move.PROPOSE, Move.ACCEPT, Move.WISH_AGAIN, Move.CANCEL, Move.TAKE_BACK, Move.LAPSE}
    ),
    Stage.AGREED: frozenset({Move.PROPOSE, Move.CANCEL, Move.TAKE_BACK}),
    Stage.DUE: frozenset({Move.COMPLETE, Move.CANCEL, Move.TAKE_BACK, Move.LAPSE}),
    Stage.OVER: frozenset(),
}
"""Whatever the stage, the member can take it back until it is over."""


class TimeProblem(StrEnum):
    """Why a time cannot be proposed."""

    SOON = "soon"
    FAR = "far"


def stage(
    status: SessionStatus, scheduled_at: datetime | None, agreed_at: datetime | None, now: datetime
) -> Stage:
    """Where a session stands now."""
    if status is not SessionStatus.REQUESTED:
        return Stage.OVER
    if scheduled_at is None:
        return Stage.WAITING
    if agreed_at is None:
        return Stage.PROPOSED
    return Stage.AGREED if now < scheduled_at else Stage.DUE


def problem_with(moment: datetime, now: datetime) -> TimeProblem | None:
    """Why this time cannot be proposed, or None if it can."""
    if moment < now + SOONEST:
        return TimeProblem.SOON
    return TimeProblem.FAR if moment > now + FARTHEST else None


def answer_by(now: datetime, hours: int) -> datetime:
    """Until when a request waits for the court's answer."""
    return now + timedelta(hours=hours)


def accept_by(now: datetime, scheduled_at: datetime, hours: int) -> datetime:
    """Until when a proposed time waits for the member: as long as a request would, but not beyond itself."""
    return min(answer_by(now, hours), scheduled_at)


def settle_by(scheduled_at: datetime, hours: int) -> datetime:
    """Until when the court says what became of an agreed time."""
    return answer_by(scheduled_at, hours)


def after_holiday(expires_at: datetime, now: datetime) -> datetime:
    """Until when a session waits whose member comes back from a holiday: a day is left to answer it."""
    return max(expires_at, now + DAY)


def reminder_at(
    agreed_at: datetime, scheduled_at: datetime, lead: timedelta, quiet: Quiet, zone: ZoneInfo
) -> datetime | None:
    """When to remind of an agreed time: so long before it, or None if less than that is left.

    Quiet hours move a reminder but never swallow it: to their end if enough time is left then, else to just
    before they begin. Where all that is left is quiet, the member agreed in quiet hours to a time that needs
    it: it goes out as it would by day."""
    wanted = scheduled_at - lead
    if wanted <= agreed_at:
        return None
    if not in_quiet(wanted, quiet, zone):
        return wanted
    later = out_of_quiet(wanted, quiet, zone)
    if later <= scheduled_at - LEAST_NOTICE:
        return later
    earlier = before_quiet(wanted, quiet, zone)
    return earlier if earlier > agreed_at + MINUTE else wanted
