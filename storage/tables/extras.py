"""The tables of members' extras: tasks they suggest, badges they earned."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from storage.enums import ProofType
from storage.tables.base import (
    Row,
    Sealed,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    reference,
    row_id,
    values_of,
)


class Suggestion(Row, table=True):
    """A task that a member suggested to her persona. ``outcome`` is empty while it waits; ``task_id`` is what
    was made of it, ``reason`` what she was told when it was not."""

    __tablename__ = "suggestions"
    sealed: ClassVar[frozenset[str]] = frozenset({"words", "reason"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    domme_persona: str = Field(max_length=64)
    words: Sealed = long_text()
    proof_type: ProofType = Field(sa_type=values_of(ProofType))
    suggested_at: datetime = moment()
    outcome: str = Field(default="", max_length=16, index=True)
    decided_at: datetime | None = maybe_moment()
    decided_by: uuid.UUID | None = maybe_reference("persons.id")
    reason: Sealed | None = long_text(default=None)
    task_id: uuid.UUID | None = maybe_reference("tasks.id")


class Badge(Row, table=True):
    """Something a member achieved: awarded once, never taken away."""

    __tablename__ = "badges"

    user_id: uuid.UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    name: str = Field(primary_key=True, max_length=80)
    earned_at: datetime = moment()
