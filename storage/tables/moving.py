"""The tables of whose member somebody is: her persona over time, proposals to change it, operators' notes."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from storage.enums import HandoverEnd
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


class PersonaStay(Row, table=True):
    """When a member came to a persona. What was settled before it belongs to the former one; ``shared`` are
    the kinds of it that the member opened to the operators she has now."""

    __tablename__ = "persona_stays"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    persona: str = Field(max_length=64)
    since: datetime = moment()
    shared: list[str] = Field(default_factory=list, sa_type=json_type())


class Handover(Row, table=True):
    """A proposal that a member moves to another persona. ``expires_at`` is empty once it is settled;
    ``shared`` is what she ticked so far."""

    __tablename__ = "handovers"
    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    from_persona: str = Field(max_length=64)
    to_persona: str = Field(max_length=64)
    reason: Sealed | None = long_text(default=None)
    shared: list[str] = Field(default_factory=list, sa_type=json_type())
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    made_at: datetime = moment()
    expires_at: datetime | None = maybe_moment(index=True)
    ended: HandoverEnd | None = Field(default=None, sa_type=values_of(HandoverEnd), nullable=True)
    ended_at: datetime | None = maybe_moment()


class MemberNote(Row, table=True):
    """What an operator noted about a member for those who run her persona; it is in the member's export."""

    __tablename__ = "member_notes"
    sealed: ClassVar[frozenset[str]] = frozenset({"text"})

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id")
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    made_at: datetime = moment()
    text: Sealed = long_text()


class DeskRun(Row, table=True):
    """An operator's way through the desk: the item she has claimed and since when (wall time), the one kind
    she wants to see, and what she left for later."""

    __tablename__ = "desk_runs"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    item: str | None = Field(default=None, max_length=64, unique=True, nullable=True)
    claimed_at: datetime | None = maybe_moment()
    only: str = Field(default="", max_length=32)
    passed: list[str] = Field(default_factory=list, sa_type=json_type())
