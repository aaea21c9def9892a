"""Limits, and the one rule that every new task passes.

`check_new_task` is the only way to make a task: what writes tasks takes the `Allowed` it returns. Tags are
compared in a normal form, so that no spelling slips past a hard limit.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from storage.enums import TaskType

LONGEST_TAG = 200
"""Of anything longer only the beginning counts: to normalise hostile text takes the square of its length."""


def normal_tag(tag: str) -> str:
    """A tag's one spelling: compatible characters, no case, words joined by hyphens."""
    folded = unicodedata.normalize("NFKC", tag[:LONGEST_TAG]).casefold()
    return "-".join(folded.replace("_", " ").replace("-", " ").split())


def normal_tags(tags: Iterable[str]) -> frozenset[str]:
    """The tags in their normal spelling, without empty ones."""
    return frozenset(filter(None, map(normal_tag, tags)))


@dataclass(frozen=True, slots=True)
class Limits:
    """A member's limits: hard is never, soft is ask me first, free words are for people to read."""

    hard: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """The limits some tags touch; one that is both hard and soft is hard."""

    hard: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()


class TaskSource(StrEnum):
    """Who or what wants the task made."""

    DAILY = "daily"
    CHOSEN = "chosen"
    OPERATOR = "operator"
    INSPECTION = "inspection"
    PUNISHMENT = "punishment"


class Refusal(StrEnum):
    """Why a task cannot be made."""

    BLOCKED = "blocked"
    OTHER_PERSONA = "other_persona"
    HARD_LIMIT = "hard_limit"
    TOO_INTENSE = "too_intense"
    NO_PUNISHMENTS = "no_punishments"
    PUNISHES_PUNISHMENT = "punishes_punishment"
    NO_INSPECTIONS = "no_inspections"
    TASKS_FULL = "tasks_full"
    PUNISHMENTS_FULL = "punishments_full"
    WORDS_UNREAD = "words_unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task somebody wants to give; `answers_punishment` where it would follow a failed punishment."""

    persona: str
    type: TaskType
    source: TaskSource
    tags: frozenset[str]
    intensity: int
    answers_punishment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The member a task is for; caps and counts are for the member's local date.

    `blocked` is why no play is possible now (stopped, paused...), None if it is. `tasks_today` counts
    what was given on that date and not declined, withdrawn or void.
    """

    persona: str
    limits: Limits
    blocked: str | None = None
    max_intensity: int = 1
    tasks_a_day: int = 3
    tasks_today: int = 0
    punishments_a_day: int = 1
    punishments_today: int = 0
    auto_punishment: bool = False
    inspections: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """The task may be made as it stands."""

    task: NewTask


@dataclass(frozen=True, slots=True)
class NeedsAcceptance:
    """The task touches these soft limits and waits, as an offer, until the member accepts them."""

    task: NewTask
    soft: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """The task is not made: why, which hard limits it touches, and the block it met."""

    reason: Refusal
    tags: frozenset[str] = frozenset()
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """Something open or queued - a task, an offer, a drop, a scene, a broadcast - and its tags."""

    id: UUID
    tags: frozenset[str]


def touched(tags: Iterable[str], limits: Limits) -> Touch:
    """The limits that these tags touch."""
    normal = normal_tags(tags)
    hard = normal & normal_tags(limits.hard)
    return Touch(hard, (normal & normal_tags(limits.soft)) - hard)


def check_new_task(
    task: NewTask,
    member: Recipient,
    *,
    words_acknowledged: bool = False,
    soft_accepted: Iterable[str] = (),
) -> Allowed | NeedsAcceptance | Refused:
    """Whether this task may be made for this member now.

    `words_acknowledged` is the operator's yes to the member's free words; `soft_accepted` are the soft limits
    the member said yes to for this very task.
    """
    refused = _refusal(task, member) or _unread_words(task, member, words_acknowledged)
    if refused is not None:
        return refused
    waiting = touched(task.tags, member.limits).soft - normal_tags(soft_accepted)
    return NeedsAcceptance(task, waiting) if waiting else Allowed(task)


def withdrawn_by(new_limits: Limits, things: Iterable[Tagged]) -> tuple[UUID, ...]:
    """Which open or queued things the new limits withdraw, in their order: those that touch a hard one."""
    return tuple(thing.id for thing in things if touched(thing.tags, new_limits).hard)


def _refusal(task: NewTask, member: Recipient) -> Refused | None:
    if member.blocked is not None:
        return Refused(Refusal.BLOCKED, blocked=member.blocked)
    hard = touched(task.tags, member.limits).hard
    if hard:
        return Refused(Refusal.HARD_LIMIT, hard)
    if task.persona != member.persona:
        return Refused(Refusal.OTHER_PERSONA)
    if task.intensity > member.max_intensity:
        return Refused(Refusal.TOO_INTENSE)
    return _without_consent(task, member) or _over_cap(task, member)


def _without_consent(task: NewTask, member: Recipient) -> Refused | None:
    if _punishes(task) and task.answers_punishment:
        return Refused(Refusal.PUNISHES_PUNISHMENT)
    if task.source is TaskSource.PUNISHMENT and not member.auto_punishment:
        return Refused(Refusal.NO_PUNISHMENTS)
    if _inspects(task) and not member.inspections:
        return Refused(Refusal.NO_INSPECTIONS)
    return None


def _over_cap(task: NewTask, member: Recipient) -> Refused | None:
    if _punishes(task) and member.punishments_today >= member.punishments_a_day:
        return Refused(Refusal.PUNISHMENTS_FULL)
    if member.tasks_today >= member.tasks_a_day:
        return Refused(Refusal.TASKS_FULL)
    return None


def _unread_words(task: NewTask, member: Recipient, acknowledged: bool) -> Refused | None:
    unread = task.source is TaskSource.OPERATOR and bool(member.limits.words.strip()) and not acknowledged
    return Refused(Refusal.WORDS_UNREAD) if unread else None


def _punishes(task: NewTask) -> bool:
    return task.type is TaskType.PUNISHMENT or task.source is TaskSource.PUNISHMENT


def _inspects(task: NewTask) -> bool:
    return task.type is TaskType.INSPECTION or task.source is TaskSource.INSPECTION
