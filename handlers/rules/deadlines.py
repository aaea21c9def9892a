"""Deadlines: when a task is due, and what becomes of it when that moment comes.

Nothing is lost by what the court failed to do. Clocks start at delivery; no deadline falls in quiet hours; an
outage, a reminder that did not go out and a request that nobody answered all move the deadline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.rules.clock import Quiet, out_of_quiet, utc, waking_time_added
from handlers.rules.outages import Outage, is_out, time_lost
from handlers.rules.reminders import reminder_now, reminder_times
from storage.enums import Platform

__all__ = [
    "AtDeadline",
    "DeadlineFacts",
    "Extend",
    "ExtendedFor",
    "Fail",
    "Void",
    "Wait",
    "due_after_ask_again",
    "due_after_outage",
    "due_at",
    "extension",
    "frozen_due",
    "grace",
    "in_time",
    "may_ask_for_time",
    "reminder_now",
    "reminder_times",
    "time_left",
    "verdict_at_deadline",
]

GRACE = timedelta(minutes=30)
WAKING_AFTER_RETURN = timedelta(hours=2)
LEAST_TIME_LEFT = timedelta(hours=1)


class ExtendedFor(StrEnum):
    """Why the court moves a deadline by itself."""

    OUTAGE = "outage"
    NO_REMINDER = "no_reminder"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Fail:
    """The deadline is past and nothing speaks for the member: the task is failed."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do yet; look again at `until`, or when something changes if that is None."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """The task is due at `until` instead. What happened before now is thereby made good."""

    until: datetime
    because: ExtendedFor


@dataclass(frozen=True, slots=True)
class Void:
    """The task never reached the member: it ends without a verdict and without cost."""


AtDeadline = Fail | Wait | Extend | Void


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineFacts:
    """What is known of an assigned task when its deadline is looked at.

    `platform`: where it was delivered. `made_good_until`: outages before this moment already moved the
    deadline, None if none did. `reminded`: whether a reminder went out, None if none was planned.
    `more_time`: what the member asked for and nobody answered, None if nothing is open.
    """

    due_at: datetime
    delivered_at: datetime | None
    platform: Platform | None = None
    submitted: bool = False
    frozen: bool = False
    reminded: bool | None = None
    more_time: timedelta | None = None
    made_good_until: datetime | None = None


def due_at(delivered_at: datetime, minutes: int, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When a task of so many minutes is due, counted from its delivery; ValueError for none."""
    if minutes < 1:
        raise ValueError("A task needs at least a minute.")
    return out_of_quiet(utc(delivered_at) + timedelta(minutes=minutes), quiet, zone)


def grace(due: datetime, allowance: timedelta = GRACE) -> datetime:
    """Until when a proof still counts; ValueError for an allowance below nothing."""
    if allowance < timedelta(0):
        raise ValueError("A grace time cannot be negative.")
    return utc(due) + allowance


def in_time(submitted_at: datetime, due: datetime, allowance: timedelta = GRACE) -> bool:
    """Whether a proof handed in then counts; the last moment of the grace time is in it."""
    return submitted_at <= grace(due, allowance)


def verdict_at_deadline(
    facts: DeadlineFacts,
    outages: Sequence[Outage],
    now: datetime,
    quiet: Quiet,
    zone: ZoneInfo,
    allowance: timedelta = GRACE,
) -> AtDeadline:
    """What to do about an assigned task now. It can be asked at any time, and as often as one likes.

    Submitted and frozen tasks wait for people. What was not delivered is void once it would have been due.
    What was delivered fails after the grace time, unless the court still owes the member time.
    """
    ends = grace(facts.due_at, allowance)
    if facts.submitted or facts.frozen:
        return Wait()
    if now <= ends:
        return Wait(ends)
    if facts.delivered_at is None:
        return Void()
    concerning = [each for each in outages if each.concerns(facts.platform)]
    if is_out(concerning, now):
        return Wait()
    return _owed(facts, facts.delivered_at, concerning, now, quiet, zone, ends) or Fail()


def due_after_outage(
    due: datetime,
    since: datetime,
    outages: Iterable[Outage],
    now: datetime,
    quiet: Quiet,
    zone: ZoneInfo,
    *,
    until: datetime | None = None,
) -> datetime:
    """When a delivered task is due, considering these outages, over by `now`: the same moment if none of them
    took any of the time between `since` (delivery, or what was made good before) and `until` (`due` if None).

    Later by as much as they took, no sooner than two waking hours after the last one's end, and not yet past.
    """
    due, until = utc(due), utc(until or due)
    taking = [each for each in outages if time_lost([each], since, until)]
    if not taking:
        return due
    lost = time_lost(taking, since, until)
    returned = max(min(each.end or now, now) for each in taking)
    moved = max(due + lost, waking_time_added(returned, WAKING_AFTER_RETURN, quiet, zone))
    if moved <= now:
        moved = utc(now) + lost
    return out_of_quiet(moved, quiet, zone)


def may_ask_for_time(
    due: datetime, now: datetime, *, asked_before: bool, allowance: timedelta = GRACE
) -> bool:
    """Whether the member may ask for more time: once a task, until the grace time is over."""
    return not asked_before and in_time(now, due, allowance)


def extension(due: datetime, asked: timedelta, now: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When a task is due to which more time is granted, from its deadline on, or from now if that is past."""
    if asked <= timedelta(0):
        raise ValueError("More time must be more than none.")
    return out_of_quiet(max(utc(due), utc(now)) + asked, quiet, zone)


def time_left(due: datetime, stopped_at: datetime) -> timedelta:
    """The time that was left when a clock stopped (at submission, at a freeze), at least an hour."""
    return max(due - stopped_at, LEAST_TIME_LEFT)


def due_after_ask_again(
    due: datetime, submitted_at: datetime, now: datetime, quiet: Quiet, zone: ZoneInfo
) -> datetime:
    """When a proof asked for again is due: with the time that was left, at least an hour, from now on."""
    return out_of_quiet(utc(now) + time_left(due, submitted_at), quiet, zone)


def frozen_due(due: datetime, frozen_at: datetime, thawed_at: datetime) -> datetime:
    """When a task is due that was frozen for a while: later by that while."""
    return utc(due) + max(timedelta(0), thawed_at - frozen_at)


def _owed(
    facts: DeadlineFacts,
    delivered_at: datetime,
    outages: Sequence[Outage],
    now: datetime,
    quiet: Quiet,
    zone: ZoneInfo,
    ends: datetime,
) -> Extend | None:
    """The time the court still owes the member, the first reason that there is."""
    since = max(delivered_at, facts.made_good_until or delivered_at)
    moved = due_after_outage(facts.due_at, since, outages, now, quiet, zone, until=ends)
    if moved > utc(facts.due_at):
        return Extend(moved, ExtendedFor.OUTAGE)
    if facts.more_time is not None:
        return Extend(extension(facts.due_at, facts.more_time, now, quiet, zone), ExtendedFor.NO_ANSWER)
    if facts.reminded is False:
        return Extend(waking_time_added(now, LEAST_TIME_LEFT, quiet, zone), ExtendedFor.NO_REMINDER)
    return None
