"""What a person agreed to."""

import uuid

from sqlmodel import col, select

from storage.tables import Consent
from storage.unit import UnitOfWork


async def latest(tx: UnitOfWork, person_id: uuid.UUID, kind: str) -> Consent | None:
    """The latest word of a person on this, given or taken back."""
    statement = (
        select(Consent)
        .where(col(Consent.person_id) == person_id, col(Consent.kind) == kind)
        .order_by(col(Consent.at).desc())
        .limit(1)
    )
    found: Consent | None = await tx.first(statement)
    return found
