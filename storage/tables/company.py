"""The tables of what surrounds the tasks: voice drops, tokens, scenes, confessions, sessions."""

import uuid
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import (
    ContentType,
    PaymentStatus,
    SceneType,
    SessionStatus,
    Visibility,
)
from storage.tables.base import (
    Row,
    Sealed,
    json_type,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    reference,
    row_id,
    values_of,
)


class VoiceDrop(Row, table=True):
    """A persona's audio message that can be sent to members."""

    __tablename__ = "voice_drops"

    id: uuid.UUID = row_id()
    name: str = Field(max_length=128)
    domme_persona: str = Field(max_length=64, index=True)
    audio_url: str = long_text()
    description: str = long_text()
    created_at: datetime = moment()


class DropDetails(Row, table=True):
    """What else is known of a voice drop: the words spoken in it, the tags it touches, where it comes from.

    ``pack_key`` names the drop of a content pack; ``retired_at``: it is not sent any more."""

    __tablename__ = "voice_drop_details"

    drop_id: uuid.UUID = Field(primary_key=True, foreign_key="voice_drops.id", ondelete="CASCADE")
    pack_key: str | None = Field(default=None, max_length=128, unique=True, nullable=True)
    transcript: str = long_text()
    tags: list[str] = Field(default_factory=list, sa_type=json_type())
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    retired_at: datetime | None = maybe_moment()


class DropSchedule(Row, table=True):
    """A drop that goes out every day at an hour of each member's own: ``minute`` after local midnight.

    ``audience``: to whom of the persona's members, everybody if empty."""

    __tablename__ = "drop_schedules"

    id: uuid.UUID = row_id()
    voice_drop_id: uuid.UUID = reference("voice_drops.id")
    minute: int
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
    audience: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    paused_at: datetime | None = maybe_moment()


class DropRound(Row, table=True):
    """Where a schedule stands with a member: when it last came, for which local date, when it is due next."""

    __tablename__ = "drop_rounds"

    schedule_id: uuid.UUID = Field(
        primary_key=True, foreign_key="drop_schedules.id", ondelete="CASCADE", nullable=False
    )
    user_id: uuid.UUID = Field(
        primary_key=True, foreign_key="users.id", ondelete="CASCADE", index=True, nullable=False
    )
    next_at: datetime = moment(index=True)
    since: datetime = moment()
    last_at: datetime | None = maybe_moment()
    last_date: date | None = None


class UserVoiceDrop(Row, table=True):
    """A drop sent to a member; ``opened_at`` when Listen was pressed."""

    __tablename__ = "user_voice_drops"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    voice_drop_id: uuid.UUID = reference("voice_drops.id")
    sent_at: datetime = moment(index=True)
    opened_at: datetime | None = maybe_moment()


class Token(Row, table=True):
    """A purchase of tokens."""

    __tablename__ = "tokens"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    amount: int
    payment_status: PaymentStatus = Field(sa_type=values_of(PaymentStatus))
    purchased_at: datetime = moment(index=True)


class TokenEntry(Row, table=True):
    """One line of a member's token ledger; ``bought`` tells bought tokens from given ones, ``number`` is its
    place in the ledger."""

    __tablename__ = "token_entries"
    __table_args__ = (sa.UniqueConstraint("user_id", "cause"),)

    id: uuid.UUID = row_id()
    user_id: uuid.UUID | None = maybe_reference("users.id", index=True)
    number: int = 0
    cause: str = Field(max_length=160)
    asked: int
    taken: int
    bought: bool = False
    at: datetime = moment(index=True)
    by: uuid.UUID | None = maybe_reference("persons.id")
    reverses: uuid.UUID | None = maybe_reference("token_entries.id")


class Scene(Row, table=True):
    """Something to hear, opened with tokens."""

    __tablename__ = "scenes"

    id: uuid.UUID = row_id()
    name: str = Field(max_length=128)
    domme_persona: str = Field(max_length=64, index=True)
    token_cost: int
    audio_url: str = long_text()
    type: SceneType = Field(sa_type=values_of(SceneType))
    created_at: datetime = moment()


class UserScene(Row, table=True):
    """A scene a member opened."""

    __tablename__ = "user_scenes"
    __table_args__ = (sa.UniqueConstraint("user_id", "scene_id"),)

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id", index=False)
    scene_id: uuid.UUID = reference("scenes.id")
    unlocked_at: datetime = moment()
    completed_at: datetime | None = maybe_moment()


class Confession(Row, table=True):
    """What a member confessed to a persona, and the answer."""

    __tablename__ = "confessions"
    sealed: ClassVar[frozenset[str]] = frozenset({"content", "domme_comment"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    domme_persona: str = Field(max_length=64)
    content_type: ContentType = Field(sa_type=values_of(ContentType))
    content: Sealed | None = long_text(default=None)
    domme_comment: Sealed | None = long_text(default=None)
    domme_rating: int | None = Field(default=None, ge=1, le=5)
    submitted_at: datetime = moment(index=True)
    visibility_status: Visibility = Field(default=Visibility.PRIVATE, sa_type=values_of(Visibility))


class ConfessionState(Row, table=True):
    """Where a confession stands: who answers it and how. ``flagged``: distress, its writer wants it read by a
    person. ``frozen_at``: a stop came first, nobody answers it until she says so."""

    __tablename__ = "confession_states"
    sealed: ClassVar[frozenset[str]] = frozenset({"caption"})
    bound_by: ClassVar[tuple[str, ...]] = ("confession_id",)

    confession_id: uuid.UUID = Field(primary_key=True, foreign_key="confessions.id", ondelete="CASCADE")
    user_id: uuid.UUID = reference("users.id")
    caption: Sealed | None = long_text(default=None)
    flagged: bool = False
    frozen_at: datetime | None = maybe_moment()
    answered_by: uuid.UUID | None = maybe_reference("persons.id")
    answered_at: datetime | None = maybe_moment()
    comment_type: ContentType | None = Field(default=None, sa_type=values_of(ContentType), nullable=True)


class CamModelSession(Row, table=True):
    """A request for a session with a model; ``fantasy_tags`` are those the member chose to share."""

    __tablename__ = "cam_model_sessions"
    sealed: ClassVar[frozenset[str]] = frozenset({"fantasy_tags"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    cam_model_name: str = Field(max_length=64)
    fantasy_tags: Sealed = long_text()
    status: SessionStatus = Field(default=SessionStatus.REQUESTED, sa_type=values_of(SessionStatus))
    requested_at: datetime = moment()
    completed_at: datetime | None = maybe_moment()
