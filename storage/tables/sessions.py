"""What stands beside the cam sessions: the models, and where each session stands."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

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
)


class CamModel(Row, table=True):
    """A model whom members can ask for a session. ``personas``: whose members can, none named means all;
    ``hours`` in words; ``retired_at``: nobody can ask any more."""

    __tablename__ = "cam_models"

    id: uuid.UUID = row_id()
    name: str = Field(max_length=64)
    description: str = long_text()
    hours: str = long_text()
    personas: list[str] = Field(default_factory=list, sa_type=json_type())
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()
    retired_at: datetime | None = maybe_moment()


class SessionDetails(Row, table=True):
    """Where a cam session stands. ``brief`` is the very text that its model sees, ``hard_limits`` what it was
    made of; ``account_id`` is where it was asked for. ``scheduled_at`` is a time proposed, and agreed once
    ``agreed_at`` is set. ``revision`` grows with every change: a decision about an older one does not count.
    ``why`` says how it ended."""

    __tablename__ = "cam_session_details"
    sealed: ClassVar[frozenset[str]] = frozenset({"wishes", "hard_limits", "brief", "words", "reason"})
    bound_by: ClassVar[tuple[str, ...]] = ("session_id",)

    session_id: uuid.UUID = Field(
        primary_key=True, foreign_key="cam_model_sessions.id", ondelete="CASCADE", nullable=False
    )
    user_id: uuid.UUID = reference("users.id")
    model_id: uuid.UUID | None = maybe_reference("cam_models.id")
    account_id: uuid.UUID | None = maybe_reference("accounts.id")
    wishes: Sealed | None = long_text(default=None)
    hard_limits: Sealed | None = long_text(default=None)
    brief: Sealed | None = long_text(default=None)
    words: Sealed | None = long_text(default=None)
    reason: Sealed | None = long_text(default=None)
    scheduled_at: datetime | None = maybe_moment(index=True)
    agreed_at: datetime | None = maybe_moment()
    remind_at: datetime | None = maybe_moment(index=True)
    expires_at: datetime | None = maybe_moment(index=True)
    limits_changed_at: datetime | None = maybe_moment()
    revision: int = 0
    why: str = Field(default="", max_length=32)
    decided_at: datetime | None = maybe_moment()
    decided_by: uuid.UUID | None = maybe_reference("persons.id")
