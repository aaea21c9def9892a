"""An appeal whose task was dealt with another way, and how long the recordings of an appeal stay."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from handlers import desk_chats
from handlers.member.proofs.content import VAULT, blobs_in
from handlers.turn import Turn
from storage.enums import AppealResult
from storage.queries import appeals, proofs
from storage.tables import Appeal, AppealReview


async def answered_otherwise(
    turn: Turn, task_id: uuid.UUID, *, by: uuid.UUID | None, taken_back: bool = False
) -> None:
    """What the appeal asked for has happened: it counts as approved and leaves the desk.

    ``taken_back``: the rejection itself is gone; a new one can be appealed anew."""
    appeal = await appeals.of_task(turn.tx, task_id)
    review = None if appeal is None else await turn.tx.get(AppealReview, appeal.id)
    if appeal is None or review is None:
        return
    review.withdrawn = taken_back
    if appeal.result is AppealResult.PENDING:
        appeal.result, review.lapses_at = AppealResult.APPROVED, None
        review.decided_at, review.decided_by = turn.now, by
        await keep_audio(turn, appeal, decided=True)
        await desk_chats.leaves(turn, appeal.id)


def audio_names(blobs: Sequence[uuid.UUID]) -> str | None:
    """What ``appeal_audio_url`` keeps: the blobs' names, None for an appeal in words alone."""
    return " ".join(f"{VAULT}{blob}" for blob in blobs) or None


async def keep_audio(turn: Turn, appeal: Appeal, *, decided: bool) -> None:
    """Recordings stay while an appeal waits, and go some time after it was decided, as those of proofs do."""
    blobs = blobs_in(await turn.tx.open(appeal, "appeal_audio_url"))
    until = turn.wall + timedelta(days=turn.house.rules.retention_days) if decided else None
    await turn.tx.flush()
    await proofs.keep_blobs_until(turn.tx, blobs, until)
