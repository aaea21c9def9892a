"""Appeals."""

import uuid
from datetime import datetime

from sqlmodel import col, select

from storage.tables import AdminLog
from storage.unit import UnitOfWork


async def of_ban(tx: UnitOfWork, person_id: uuid.UUID, kind: str, banned_at: datetime) -> AdminLog | None:
    """The appeal a member made against the ban of this moment, or None."""
    statement = (
        select(AdminLog)
        .where(
            col(AdminLog.subject_id) == person_id, col(AdminLog.kind) == kind, col(AdminLog.at) >= banned_at
        )
        .limit(1)
    )
    found: AdminLog | None = await tx.first(statement)
    return found
