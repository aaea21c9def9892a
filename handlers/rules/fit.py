"""Which open task an upload can be the proof of.

When in doubt a text is talk: a proof taken for talk is asked for again, talk taken for a proof could cost
the member points.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from storage.enums import ProofType, TaskEnd, TaskStatus

LEAST_PROOF_WORDS = 3
MOST_QUESTION_WORDS = 25
"""A text of this many words or fewer that ends in a question mark is a question, not a proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """An open task as fitting sees it; one with least minutes must be started, and that long ago."""

    id: UUID
    proof_type: ProofType
    due_at: datetime
    least_minutes: int = 0
    started_at: datetime | None = None
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class One:
    """The upload fits this task and no other."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Several:
    """The upload fits these tasks, soonest due first; the member is asked which."""

    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """The text is no proof, only talk."""


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """No proof is waited for."""


@dataclass(frozen=True, slots=True)
class WrongKind:
    """Proof is waited for, but only of these other kinds."""

    wanted: frozenset[ProofType]


@dataclass(frozen=True, slots=True)
class TooEarly:
    """The task that is ready soonest must go on for `left` more."""

    id: UUID
    left: timedelta


@dataclass(frozen=True, slots=True)
class NotStarted:
    """This timed task must be started first."""

    id: UUID


NoFit = NothingOpen | WrongKind | TooEarly | NotStarted
Fit = One | Several | NoFit


def is_open(status: TaskStatus, ended: TaskEnd | None, *, frozen: bool) -> bool:
    """The court's one definition of an open task: assigned, not ended, not frozen."""
    return status is TaskStatus.ASSIGNED and ended is None and not frozen


def fits(kind: ProofType, open_tasks: Sequence[OpenTask], now: datetime) -> Fit:
    """The open task or tasks that an upload of this kind can be the proof of, or why there is none."""
    if not open_tasks:
        return NothingOpen()
    of_kind = sorted((task for task in open_tasks if task.proof_type is kind), key=lambda task: task.due_at)
    if not of_kind:
        return WrongKind(frozenset(task.proof_type for task in open_tasks))
    ready = tuple(task.id for task in of_kind if is_ready(task, now))
    if not ready:
        return _nearest(of_kind, now)
    return One(ready[0]) if len(ready) == 1 else Several(ready)


def fits_text(text: str, open_tasks: Sequence[OpenTask], now: datetime) -> Fit | SmallTalk:
    """As `fits` for a text written into the chat, which may also be mere talk."""
    if not looks_like_text_proof(text):
        return SmallTalk()
    return fits(ProofType.TEXT, open_tasks, now)


def looks_like_text_proof(text: str) -> bool:
    """Whether a text may be a proof: some words, no command, and no question unless it is a long one."""
    words = word_count(text)
    if words < LEAST_PROOF_WORDS or _plain(text.lstrip()[:1]) == "/":
        return False
    return not (_plain(text.rstrip()[-1:]) == "?" and words <= MOST_QUESTION_WORDS)


def _plain(char: str) -> str:
    """A character in its plain form; never a whole text, which of a hostile one takes its square."""
    return unicodedata.normalize("NFKC", char)


def word_count(text: str) -> int:
    """How many of the text's pieces between spaces hold a letter or a digit."""
    return sum(any(sign.isalnum() for sign in piece) for piece in text.split())


def time_to_go(task: OpenTask, now: datetime) -> timedelta | None:
    """How long a timed task must still go on before its proof; None if it has not been started."""
    if task.least_minutes <= 0:
        return timedelta(0)
    if task.started_at is None:
        return None
    return max(task.started_at + timedelta(minutes=task.least_minutes) - now, timedelta(0))


def is_ready(task: OpenTask, now: datetime) -> bool:
    """Whether a proof of this task can be handed in now."""
    return time_to_go(task, now) == timedelta(0)


def _nearest(tasks: Iterable[OpenTask], now: datetime) -> TooEarly | NotStarted:
    """Of tasks none of which is ready: the running one ready soonest, else the first not started."""
    waits = [(task, time_to_go(task, now)) for task in tasks]
    running = [(left, task.id) for task, left in waits if left is not None]
    if running:
        left, task_id = min(running, key=lambda wait: wait[0])
        return TooEarly(task_id, left)
    return NotStarted(waits[0][0].id)
