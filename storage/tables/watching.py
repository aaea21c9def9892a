"""The tables of watching over a court: what happened that is counted or told, and what is amiss now."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Row, maybe_moment, maybe_reference, moment, row_id


class Event(Row, table=True):
    """Something that is counted in the figures, told to operators, or both; never what anybody said.

    ``at`` is court time, ``noted_at`` wall time. ``alert``: operators hear of it, ``owners``: only owners;
    ``told_at`` when they did, ``posted_at`` when their room did. It outlives an erasure without a name."""

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_kind_at", "kind", "at"),
        sa.Index("ix_events_kind_noted_at", "kind", "noted_at"),
        sa.Index("ix_events_told_at", "told_at", "noted_at"),
        sa.Index("ix_events_posted_at", "posted_at", "noted_at"),
    )

    id: uuid.UUID = row_id()
    kind: str = Field(max_length=32)
    person_id: uuid.UUID | None = maybe_reference("persons.id", index=True)
    persona: str = Field(default="", max_length=64)
    about: str = Field(default="", max_length=64)
    alert: bool = False
    owners: bool = False
    at: datetime = moment()
    noted_at: datetime = moment()
    told_at: datetime | None = maybe_moment()
    posted_at: datetime | None = maybe_moment()


class Trouble(Row, table=True):
    """Something that is amiss, from its alert until it is over. Wall time."""

    __tablename__ = "troubles"

    key: str = Field(primary_key=True, max_length=64)
    since: datetime = moment()
