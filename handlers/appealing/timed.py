"""An appeal that nobody answered in time is approved; while its member is away it waits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from handlers.appealing.deciding import lapse
from handlers.appealing.rows import case_of
from handlers.feature import Due
from handlers.turn import Turn
from storage.enums import AppealResult
from storage.queries import appeals as queries
from storage.unit import UnitOfWork


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Appeals whose time for an answer is over."""
    return [Due(person, str(appeal)) for person, appeal in await queries.lapsing(tx, now, limit)]


async def approve(turn: Turn, arg: str) -> None:
    """Approve it, if it still waits and the member can be told."""
    case = await case_of(turn, uuid.UUID(arg))
    if case is None or case.appeal.result is not AppealResult.PENDING or turn.blocked(turn.me) is not None:
        return
    if case.review.lapses_at is not None and case.review.lapses_at <= turn.now:
        await lapse(turn, turn.me, case)
