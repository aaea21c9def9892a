"""The tables behind scenes: what else is known of one, and where an unlocked one stands."""

import uuid
from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, json_type, long_text, maybe_moment, maybe_reference, reference


class SceneDetails(Row, table=True):
    """What else is known of a scene: words about it and in it, its tags, who may unlock it, where it is from.

    ``pack_key`` names the scene of a content pack. It stands on the shelf from ``live_at`` on, until
    ``retired_at``. ``changed_at``: an operator set cost or description, which no pack sets back.
    ``preview_url`` names a short sample, or nothing."""

    __tablename__ = "scene_details"

    scene_id: uuid.UUID = Field(primary_key=True, foreign_key="scenes.id", ondelete="CASCADE")
    pack_key: str | None = Field(default=None, max_length=128, unique=True, nullable=True)
    description: str = long_text()
    transcript: str = long_text()
    tags: list[str] = Field(default_factory=list, sa_type=json_type())
    min_tier: str = Field(default="", max_length=64)
    preview_url: str = long_text()
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    live_at: datetime | None = maybe_moment()
    changed_at: datetime | None = maybe_moment()
    retired_at: datetime | None = maybe_moment()


class SceneUnlock(Row, table=True):
    """Where an unlocked scene stands: the entry that paid for it, and whether it has arrived.

    ``receipt`` is what its delivery will be receipted as; until ``delivered_at`` what cannot be delivered is
    given back."""

    __tablename__ = "scene_unlocks"

    user_scene_id: uuid.UUID = Field(primary_key=True, foreign_key="user_scenes.id", ondelete="CASCADE")
    user_id: uuid.UUID = reference("users.id")
    cause: str = Field(max_length=160)
    receipt: str = Field(max_length=96)
    delivered_at: datetime | None = maybe_moment(index=True)
