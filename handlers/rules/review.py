"""Which proofs a human sees, what the reviewer is told about them, and what on the desk is most urgent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from handlers.rules.court_rules import CourtRules
from storage.enums import ProofType

OLD_PICTURE = timedelta(days=1)
"""A picture this much older than its proof is worth a hint; cameras keep local time: less proves nothing."""


class ReviewWhy(StrEnum):
    """Why a human sees this proof."""

    SUSPICIOUS = "suspicious"
    NEWCOMER = "newcomer"
    KIND = "kind"
    DRAWN = "drawn"


class HintKind(StrEnum):
    """What may be odd about a proof. A hint decides nothing, it asks for a closer look."""

    SAME_PICTURE = "same_picture"
    TAKEN_EARLIER = "taken_earlier"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint and what its sentence needs: the date of the same picture, or the days since it was taken."""

    kind: HintKind
    on: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """What a proof's media showed: when a near-duplicate came in, when it was taken, whether it is silent."""

    same_picture_on: date | None = None
    taken_at: datetime | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class GroupKey:
    """Proofs with the same key may be approved together; as a string it is one line."""

    template: str
    proof_type: ProofType
    persona: str

    def __str__(self) -> str:
        return f"{self.persona}|{self.proof_type.value}|{self.template}"


class DeskKind(StrEnum):
    """What can wait on the desk."""

    FLAGGED = "flagged"
    EXTENSION = "extension"
    MISS = "miss"
    ADMISSION = "admission"
    TOKEN_REQUEST = "token_request"  # noqa: S105 - a request for tokens to buy, no secret
    PROOF = "proof"
    SESSION = "session"
    CONFESSION = "confession"
    APPEAL = "appeal"
    SUGGESTION = "suggestion"
    PAYSUPPORT = "paysupport"


PATIENCE: dict[DeskKind, timedelta] = {
    DeskKind.FLAGGED: timedelta(0),
    DeskKind.EXTENSION: timedelta(hours=1),
    DeskKind.MISS: timedelta(hours=6),
    DeskKind.ADMISSION: timedelta(hours=6),
    DeskKind.TOKEN_REQUEST: timedelta(hours=12),
    DeskKind.PROOF: timedelta(hours=24),
    DeskKind.SESSION: timedelta(hours=24),
    DeskKind.CONFESSION: timedelta(hours=24),
    DeskKind.APPEAL: timedelta(hours=48),
    DeskKind.SUGGESTION: timedelta(days=7),
    DeskKind.PAYSUPPORT: timedelta(hours=24),
}
"""How long each kind can wait before it is overdue, where nothing falls due sooner."""


class Urgency(NamedTuple):
    """A key to sort the desk by, most urgent first."""

    unflagged: bool
    answer_by: datetime
    rank: int
    waiting_since: datetime


def why_reviewed(
    proof_number: int, kind: ProofType, draw: float, rules: CourtRules, *, suspicious: bool = False
) -> ReviewWhy | None:
    """Why a human sees a member's proof, None where it is accepted on trust.

    `proof_number` counts the member's proofs from 1, `draw` is uniform in [0, 1), `suspicious` is any hint.
    While the operator is away only suspicious proofs wait for a human.
    """
    if suspicious:
        return ReviewWhy.SUSPICIOUS
    if rules.operator_away:
        return None
    if proof_number <= rules.newcomer_proofs:
        return ReviewWhy.NEWCOMER
    if kind in rules.review_kinds:
        return ReviewWhy.KIND
    return ReviewWhy.DRAWN if draw < rules.review_share else None


def hints(facts: MediaFacts, submitted_at: datetime) -> tuple[Hint, ...]:
    """The hints these facts give, in a fixed order."""
    found: list[Hint] = []
    if facts.same_picture_on is not None:
        found.append(Hint(HintKind.SAME_PICTURE, on=facts.same_picture_on))
    if facts.taken_at is not None and submitted_at - facts.taken_at >= OLD_PICTURE:
        found.append(Hint(HintKind.TAKEN_EARLIER, days=(submitted_at - facts.taken_at).days))
    if facts.silent:
        found.append(Hint(HintKind.SILENT))
    return tuple(found)


def group_key(
    template_key: str | None, proof_type: ProofType, persona: str, found: Sequence[Hint]
) -> GroupKey | None:
    """What makes proofs similar enough to be approved together; None for one that must be seen by itself."""
    if template_key is None or found:
        return None
    return GroupKey(template_key, proof_type, persona)


def urgency(kind: DeskKind, waiting_since: datetime, due: datetime | None = None) -> Urgency:
    """Where an item stands in the queue: flagged first, then by when it must be answered.

    `due` is when time decides by itself or runs out for the member (a task's deadline, automatic acceptance).
    """
    answer_by = waiting_since + PATIENCE[kind]
    soonest = answer_by if due is None else min(answer_by, due)
    rank = list(DeskKind).index(kind)
    return Urgency(kind is not DeskKind.FLAGGED, soonest, rank, waiting_since)
