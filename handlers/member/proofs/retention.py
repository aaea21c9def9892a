"""Media does not stay for ever: what became no proof goes at once, judged proofs after some days."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.feature import Due, Errand
from handlers.member.proofs.content import blobs_in
from handlers.member.proofs.submitting import DISCARD
from handlers.turn import Turn
from storage.queries import appeals
from storage.queries import proofs as queries
from storage.tables import ProofAttempt, Task
from storage.unit import UnitOfWork

TRY_AGAIN = timedelta(days=1)
GONE = "proof.gone"
"""What stands in place of a proof whose media has been destroyed: the key of a sentence."""


async def find(tx: UnitOfWork, _now: datetime, wall: datetime, limit: int) -> Sequence[Due]:
    """Persons with media whose time has come."""
    found = await queries.blobs_expired(tx, wall, limit)
    return [Due(person) for person in dict.fromkeys(person for person, _ in found)]


async def expire(turn: Turn, _arg: str) -> None:
    """Forget which media judged proofs and decided appeals named, and have it destroyed. The rows stay."""
    if turn.me.person.minor_locked_at is not None:
        return
    expired = await queries.expired_of(turn.tx, turn.me.person.id, turn.wall)
    if not expired:
        return
    for attempt in await queries.judged_with_content(turn.tx, turn.me.person.id):
        if blobs_in(await turn.tx.open(attempt, "content")) & expired:
            await _forget(turn, attempt)
    for appeal in await appeals.decided_with_audio(turn.tx, turn.me.person.id):
        if blobs_in(await turn.tx.open(appeal, "appeal_audio_url")) & expired:
            appeal.appeal_audio_url = None
    await queries.keep_blobs_until(turn.tx, expired, turn.wall + TRY_AGAIN)
    await turn.later(DISCARD, " ".join(str(blob) for blob in sorted(expired)))


async def destroy(errand: Errand) -> None:
    """Destroy the blobs that were named."""
    await errand.house.blobs.destroy([uuid.UUID(blob) for blob in errand.args.split()])


async def _forget(turn: Turn, attempt: ProofAttempt) -> None:
    task = await turn.tx.get(Task, attempt.task_id)
    content = await turn.tx.open(attempt, "content")
    if task is not None and await turn.tx.open(task, "proof_submission") == content:
        await turn.tx.seal(task, proof_submission=GONE)
    attempt.content = None
