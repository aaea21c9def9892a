"""Scenes: the shelf, what a member unlocked, and what did not arrive."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.enums import OutboxStatus
from storage.tables import Outbox, Scene, SceneDetails, SceneUnlock, UserScene
from storage.unit import UnitOfWork

SceneRow = tuple[Scene, SceneDetails]
Owned = tuple[UserScene, Scene, SceneDetails]
Unlock = tuple[UserScene, SceneUnlock]


async def scene(tx: UnitOfWork, scene_id: uuid.UUID) -> SceneRow | None:
    """A scene with its details, or None."""
    found: SceneRow | None = await tx.first(_scenes().where(col(Scene.id) == scene_id))
    return found


async def from_packs(tx: UnitOfWork) -> Sequence[SceneRow]:
    """Every scene that a content pack brought along, retired ones too."""
    return await tx.all(_scenes().where(col(SceneDetails.pack_key).is_not(None)))


async def live(tx: UnitOfWork, persona: str) -> Sequence[SceneRow]:
    """What stands on a persona's shelf, the cheapest first."""
    statement = _scenes().where(
        col(Scene.domme_persona) == persona,
        col(SceneDetails.live_at).is_not(None),
        col(SceneDetails.retired_at).is_(None),
    )
    return await tx.all(statement.order_by(col(Scene.token_cost), col(Scene.name), col(Scene.id)))


async def run_by(tx: UnitOfWork, personas: Sequence[str], skip: int, limit: int) -> Sequence[SceneRow]:
    """What is not retired of these personas (all if empty): what waits to go live, what operators made, what
    came with packs; of each the newest first."""
    statement = _scenes().where(col(SceneDetails.retired_at).is_(None))
    if personas:
        statement = statement.where(col(Scene.domme_persona).in_(list(personas)))
    rank = sa.case(
        (col(SceneDetails.live_at).is_(None), 0), (col(SceneDetails.pack_key).is_(None), 1), else_=2
    )
    order = (rank, col(Scene.created_at).desc(), col(Scene.domme_persona), col(Scene.name), col(Scene.id))
    return await tx.all(statement.order_by(*order).offset(skip).limit(limit))


async def counts(tx: UnitOfWork, scene_id: uuid.UUID) -> tuple[int, int]:
    """How many unlocked a scene, and how many finished it."""
    statement = select(sa.func.count(), sa.func.count(col(UserScene.completed_at)))
    unlocked, finished = await tx.first(statement.where(col(UserScene.scene_id) == scene_id))
    return int(unlocked), int(finished)


async def own(tx: UnitOfWork, user_id: uuid.UUID, scene_id: uuid.UUID) -> UserScene | None:
    """A member's row of a scene she unlocked, or None."""
    statement = select(UserScene).where(
        col(UserScene.user_id) == user_id, col(UserScene.scene_id) == scene_id
    )
    found: UserScene | None = await tx.first(statement)
    return found


async def owned_ids(tx: UnitOfWork, user_id: uuid.UUID) -> set[uuid.UUID]:
    """The scenes a member unlocked."""
    return set(await tx.all(select(UserScene.scene_id).where(col(UserScene.user_id) == user_id)))


async def owned(tx: UnitOfWork, user_id: uuid.UUID, skip: int, limit: int) -> Sequence[Owned]:
    """What a member unlocked, the newest first."""
    statement = (
        select(UserScene, Scene, SceneDetails)
        .join(Scene, col(Scene.id) == col(UserScene.scene_id))
        .join(SceneDetails, col(SceneDetails.scene_id) == col(Scene.id))
        .where(col(UserScene.user_id) == user_id)
        .order_by(col(UserScene.unlocked_at).desc(), col(UserScene.id))
    )
    return await tx.all(statement.offset(skip).limit(limit))


async def undelivered(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[Unlock]:
    """What a member unlocked and has not received."""
    statement = (
        select(UserScene, SceneUnlock)
        .join(SceneUnlock, col(SceneUnlock.user_scene_id) == col(UserScene.id))
        .where(col(UserScene.user_id) == user_id, col(SceneUnlock.delivered_at).is_(None))
    )
    return await tx.all(statement)


async def lost(
    tx: UnitOfWork, limit: int, *, of: uuid.UUID | None = None
) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Members and unlocked scenes of which a delivery is a dead letter, none has arrived and none is on its
    way."""
    dead = _letters([OutboxStatus.DEAD])
    coming = _letters([OutboxStatus.QUEUED, OutboxStatus.SENDING])
    statement = select(SceneUnlock.user_id, SceneUnlock.user_scene_id).where(
        col(SceneUnlock.delivered_at).is_(None), dead, ~coming
    )
    if of is not None:
        statement = statement.where(col(SceneUnlock.user_scene_id) == of)
    return await tx.all(statement.limit(limit))


def _letters(standing: Sequence[OutboxStatus]) -> sa.ColumnElement[bool]:
    letter = aliased(Outbox)
    return sa.exists().where(
        col(letter.person_id) == col(SceneUnlock.user_id),
        col(letter.status).in_(list(standing)),
        col(letter.on_sent) == col(SceneUnlock.receipt),
    )


def _scenes() -> "Select[Scene, SceneDetails]":
    return select(Scene, SceneDetails).join(SceneDetails, col(SceneDetails.scene_id) == col(Scene.id))
