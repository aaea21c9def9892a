"""Voice drops: the shelf, what a member got, and what is still on its way to her."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.enums import OutboxStatus
from storage.tables import DropDetails, Outbox, UserVoiceDrop, VoiceDrop
from storage.unit import UnitOfWork

DropRow = tuple[VoiceDrop, DropDetails]
Heard = tuple[UserVoiceDrop, VoiceDrop, DropDetails]


async def drop(tx: UnitOfWork, drop_id: uuid.UUID) -> DropRow | None:
    """A drop with its details, or None."""
    found: DropRow | None = await tx.first(_shelf().where(col(VoiceDrop.id) == drop_id))
    return found


async def on_the_shelf(tx: UnitOfWork, personas: Sequence[str], skip: int, limit: int) -> Sequence[DropRow]:
    """Drops of these personas (all if empty) that can still be sent, by persona, the newest first."""
    statement = _shelf().where(col(DropDetails.retired_at).is_(None))
    if personas:
        statement = statement.where(col(VoiceDrop.domme_persona).in_(list(personas)))
    order = (col(VoiceDrop.domme_persona), col(VoiceDrop.created_at).desc(), col(VoiceDrop.name))
    return await tx.all(statement.order_by(*order).offset(skip).limit(limit))


async def from_packs(tx: UnitOfWork) -> Sequence[DropRow]:
    """Every drop that a content pack brought along, retired ones too."""
    return await tx.all(_shelf().where(col(DropDetails.pack_key).is_not(None)))


async def counts(tx: UnitOfWork, drop_id: uuid.UUID) -> tuple[int, int]:
    """To how many a drop was sent, and how many listened."""
    statement = select(sa.func.count(), sa.func.count(col(UserVoiceDrop.opened_at)))
    sent, opened = await tx.first(statement.where(col(UserVoiceDrop.voice_drop_id) == drop_id))
    return int(sent), int(opened)


async def got(tx: UnitOfWork, user_id: uuid.UUID, skip: int, limit: int) -> Sequence[Heard]:
    """What a member got, the newest first."""
    statement = (
        select(UserVoiceDrop, VoiceDrop, DropDetails)
        .join(VoiceDrop, col(VoiceDrop.id) == col(UserVoiceDrop.voice_drop_id))
        .join(DropDetails, col(DropDetails.drop_id) == col(VoiceDrop.id))
        .where(col(UserVoiceDrop.user_id) == user_id)
        .order_by(col(UserVoiceDrop.sent_at).desc(), col(UserVoiceDrop.id))
    )
    return await tx.all(statement.offset(skip).limit(limit))


async def unopened(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[UserVoiceDrop]:
    """What a member got and has not listened to."""
    return await tx.all(
        select(UserVoiceDrop).where(
            col(UserVoiceDrop.user_id) == user_id, col(UserVoiceDrop.opened_at).is_(None)
        )
    )


async def on_the_way(tx: UnitOfWork, person_id: uuid.UUID, receipt: str) -> Sequence[Outbox]:
    """Messages to a person that have not arrived and will be receipted as ``receipt``."""
    return await tx.all(
        select(Outbox).where(
            col(Outbox.person_id) == person_id,
            col(Outbox.status).in_((OutboxStatus.QUEUED, OutboxStatus.SENDING)),
            col(Outbox.on_sent).startswith(f"{receipt}:", autoescape=True),
        )
    )


def _shelf() -> "Select[VoiceDrop, DropDetails]":
    return select(VoiceDrop, DropDetails).join(DropDetails, col(DropDetails.drop_id) == col(VoiceDrop.id))
