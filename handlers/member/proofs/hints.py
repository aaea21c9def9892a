"""What may be odd about a proof: the same picture as before, taken long ago, silent. Hints decide nothing."""

import json
from collections.abc import Iterable
from datetime import date

from handlers.member.proofs.content import Proof, media_of, medium_to_json
from handlers.ports import StoredMedium
from handlers.rules.review import Hint, HintKind, MediaFacts, hints
from handlers.subject import Subject
from handlers.turn import Turn
from media.fingerprint import NEAR, distance
from storage.enums import ProofType
from storage.queries import proofs as queries
from storage.tables import ProofAttempt

COMPARED = 400
"""With how many of a member's earlier pictures a new one is compared."""


async def found_in(turn: Turn, subject: Subject, proof: Proof) -> tuple[Hint, ...]:
    """The hints a new proof gives."""
    taken = [medium.taken_at for medium in proof.media if medium.taken_at is not None]
    facts = MediaFacts(
        same_picture_on=await _same_picture(turn, subject, proof),
        taken_at=min(taken, default=None),
        silent=bool(proof.media) and all(medium.silent for medium in proof.media),
    )
    return hints(facts, turn.now)


def to_text(proof: Proof, found: Iterable[Hint], why: str) -> str:
    """Media, hints and the reason for a review, as an attempt keeps them for the desk."""
    kinds = {hint.kind: hint for hint in found}
    same, earlier = kinds.get(HintKind.SAME_PICTURE), kinds.get(HintKind.TAKEN_EARLIER)
    kept = {
        "same_picture_on": same.on.isoformat() if same is not None and same.on is not None else None,
        "taken_days": 0 if earlier is None else earlier.days,
        "silent": HintKind.SILENT in kinds,
        "media": [medium_to_json(each) for each in proof.media],
        "why": why,
    }
    return json.dumps(kept)


async def same_media(turn: Turn, attempt: ProofAttempt, proof: Proof) -> bool:
    """Whether an attempt has the very same files, as far as cleaned media can tell."""
    kept = await media_of(turn, attempt)
    return bool(proof.media) and [_mark(each) for each in kept] == [_mark(each) for each in proof.media]


def _mark(medium: StoredMedium) -> tuple[object, ...]:
    return (medium.kind, medium.size, medium.seconds, medium.peaks, medium.fingerprint)


async def _same_picture(turn: Turn, subject: Subject, proof: Proof) -> date | None:
    """The local date of the latest earlier picture that looks like one of this proof's."""
    marks = [medium.fingerprint for medium in proof.media if medium.fingerprint]
    if proof.kind is not ProofType.PHOTO or not marks:
        return None
    earlier = await queries.latest_of_kind(turn.tx, subject.member.id, ProofType.PHOTO, COMPARED)
    for attempt in earlier:
        if await _looks_like(turn, attempt, marks):
            return attempt.submitted_at.astimezone(subject.zone).date()
    return None


async def _looks_like(turn: Turn, attempt: ProofAttempt, marks: list[str]) -> bool:
    kept = json.loads(await turn.tx.open(attempt, "hints") or "{}")
    before = [each["fingerprint"] for each in kept.get("media", ()) if each["fingerprint"]]
    return any(distance(one, other) <= NEAR for one in marks for other in before)
