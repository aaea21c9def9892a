"""The history of one task's proofs: every attempt is kept, only the last can be waiting for a verdict."""

from dataclasses import dataclass, replace
from datetime import datetime

from storage.enums import ProofType, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One proof handed in; numbers count from 1, `verdict` is None while it waits."""

    number: int
    kind: ProofType
    submitted_at: datetime
    late: bool = False
    verdict: Verdict | None = None
    decided_at: datetime | None = None


History = tuple[Attempt, ...]


def waiting(history: History) -> Attempt | None:
    """The attempt that waits for a verdict, if there is one."""
    return history[-1] if history and history[-1].verdict is None else None


def handed_in(history: History, kind: ProofType, at: datetime, *, late: bool = False) -> History:
    """The history with one more attempt. Raises ValueError while another waits: `submit` was not asked."""
    if waiting(history) is not None:
        raise ValueError("A proof is already waiting for its verdict.")
    return (*history, Attempt(number=len(history) + 1, kind=kind, submitted_at=at, late=late))


def judged(history: History, verdict: Verdict, at: datetime) -> History:
    """The history with its waiting attempt judged. Raises ValueError where none waits."""
    last = waiting(history)
    if last is None:
        raise ValueError("No proof is waiting for a verdict.")
    return (*history[:-1], replace(last, verdict=verdict, decided_at=at))


def reopened(history: History) -> History:
    """The history after an undo: the last attempt waits again. Raises ValueError where none was judged."""
    if not history or history[-1].verdict is None:
        raise ValueError("No verdict to take back.")
    return (*history[:-1], replace(history[-1], verdict=None, decided_at=None))
