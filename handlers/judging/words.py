"""A verdict as the member hears it: in the persona's voice, with what the reviewer added."""

from dataclasses import dataclass

from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What a reviewer adds to a verdict."""

    bonus: int = 0
    comment: str = ""
    reason: str = ""


def verdict_words(turn: Turn, subject: Subject, verdict: Verdict, base: int, taken: int, words: Told) -> str:
    """What the member is told. ``base`` are the task's own points, ``taken`` is what was booked."""
    parts = [_line(turn, subject, verdict, base, taken)]
    if verdict is Verdict.LAPSED:
        hours = turn.house.rules.auto_accept_hours
        parts.append(turn.text_for(subject, "proof.lapsed", hours=hours))
    if words.comment:
        parts.append(words.comment)
    if words.reason:
        parts.append(turn.text_for(subject, "proof.reason", reason=words.reason))
    if taken < 0:
        parts.append(turn.text_for(subject, "proof.cost", points=-taken))
    return "\n\n".join(parts)


def _line(turn: Turn, subject: Subject, verdict: Verdict, base: int, taken: int) -> str:
    match verdict:
        case Verdict.APPROVED if taken > base:
            return turn.line("approved_bonus", of=subject, points=base, bonus=taken - base)
        case Verdict.APPROVED:
            return turn.line("approved", of=subject, points=taken)
        case Verdict.TRUSTED | Verdict.LAPSED:
            return turn.line("proof_trusted", of=subject, points=taken)
        case Verdict.ASKED_AGAIN:
            return turn.line("asked_again", of=subject)
        case Verdict.REJECTED:
            return turn.line("rejected", of=subject)
