"""Queries over members' settings."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from storage.tables import MemberSettings
from storage.unit import UnitOfWork


async def caps_to_confirm(tx: UnitOfWork, wanted_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Who wanted a higher spending cap before a moment and was not asked again yet."""
    statement = (
        select(MemberSettings.user_id).where(col(MemberSettings.cap_wanted_at) <= wanted_before).limit(limit)
    )
    return await tx.all(statement)
