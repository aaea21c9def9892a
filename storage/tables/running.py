"""The tables of running a court: slow work, campaigns, outages, the vault's index, the admin log."""

import uuid
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import Platform, WorkStatus
from storage.tables.base import (
    Row,
    Sealed,
    json_type,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    new_id,
    row_id,
    values_of,
)


class Work(Row, table=True):
    """Something too slow for a turn, written by the turn that wants it."""

    __tablename__ = "work"
    __table_args__ = (sa.Index("ix_work_status_not_before", "status", "not_before"),)
    sealed: ClassVar[frozenset[str]] = frozenset({"args"})

    id: uuid.UUID = row_id()
    kind: str = Field(max_length=48)
    person_id: uuid.UUID | None = maybe_reference("persons.id", index=True)
    args: Sealed | None = long_text(default=None)
    status: WorkStatus = Field(default=WorkStatus.WAITING, sa_type=values_of(WorkStatus))
    attempts: int = 0
    not_before: datetime | None = maybe_moment()
    lease_until: datetime | None = maybe_moment()
    created_at: datetime = moment()
    finished_at: datetime | None = maybe_moment(index=True)
    error: str = Field(default="", max_length=200)


class Campaign(Row, table=True):
    """A broadcast: one row with a cursor, unfolded into the outbox in chunks, stoppable.

    A draft until ``started_at``. ``cursor`` names the member it was unfolded to last, ``next_at`` is when it
    goes on (wall time), None before its start and after its end. ``skipped`` counts who was left out, by
    reason; what was sent, failed and cancelled is written down at the end."""

    __tablename__ = "campaigns"
    sealed: ClassVar[frozenset[str]] = frozenset({"message"})

    id: uuid.UUID = row_id()
    kind: str = Field(max_length=32)
    persona: str | None = Field(default=None, max_length=64)
    audience: dict[str, str] = Field(default_factory=dict, sa_type=json_type())
    message: Sealed | None = long_text(default=None)
    cursor: str = Field(default="", max_length=64)
    total: int = 0
    queued: int = 0
    created_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()
    stopped_at: datetime | None = maybe_moment()
    finished_at: datetime | None = maybe_moment()
    voice_drop_id: uuid.UUID | None = maybe_reference("voice_drops.id")
    started_at: datetime | None = maybe_moment()
    unfolded_at: datetime | None = maybe_moment()
    told_at: datetime | None = maybe_moment()
    next_at: datetime | None = maybe_moment(index=True)
    skipped: dict[str, int] = Field(default_factory=dict, sa_type=json_type())
    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    opened: int = 0


class CampaignWait(Row, table=True):
    """Who sleeps while a broadcast passes by, and when she wakes (court time): she is asked again then."""

    __tablename__ = "campaign_waits"
    __table_args__ = (sa.Index("ix_campaign_waits_campaign_id_at", "campaign_id", "at"),)

    campaign_id: uuid.UUID = Field(
        primary_key=True, foreign_key="campaigns.id", ondelete="CASCADE", nullable=False
    )
    user_id: uuid.UUID = Field(
        primary_key=True, foreign_key="users.id", ondelete="CASCADE", index=True, nullable=False
    )
    at: datetime = moment()


class Outage(Row, table=True):
    """A time in which the court, or one platform of it, was not there. Court time."""

    __tablename__ = "outages"

    id: uuid.UUID = row_id()
    place: str = Field(max_length=32, index=True)
    started_at: datetime = moment()
    ended_at: datetime | None = maybe_moment(index=True)


class Heartbeat(Row, table=True):
    """When the court, or one platform of it, was last seen alive. Court time."""

    __tablename__ = "heartbeats"

    place: str = Field(primary_key=True, max_length=32)
    at: datetime = moment()


class VaultBlob(Row, table=True):
    """The index of the vault: whose a blob is, what it is and when it may go."""

    __tablename__ = "vault_blobs"

    id: uuid.UUID = row_id()
    person_id: uuid.UUID | None = maybe_reference("persons.id", index=True)
    key_id: uuid.UUID
    kind: str = Field(max_length=16)
    mime: str = Field(max_length=64)
    size: int
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    peaks: list[int] = Field(default_factory=list, sa_type=json_type())
    created_at: datetime = moment()
    expires_at: datetime | None = maybe_moment(index=True)
    closed_at: datetime | None = maybe_moment()


class PlatformFile(Row, table=True):
    """What a platform calls a file it was sent once: sent again, it need not be uploaded again."""

    __tablename__ = "platform_files"

    platform: Platform = Field(primary_key=True, sa_type=values_of(Platform))
    bot: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=160)
    blob_id: uuid.UUID | None = Field(
        default=None, foreign_key="vault_blobs.id", ondelete="CASCADE", index=True, nullable=True
    )
    reference: str = Field(max_length=255)
    created_at: datetime = moment()


class AdminLog(Row, table=True):
    """What an operator did or looked at; append-only, each row's hash covers the one before."""

    __tablename__ = "admin_log"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id is never given twice
    sealed: ClassVar[frozenset[str]] = frozenset({"detail"})
    bound_by: ClassVar[tuple[str, ...]] = ("uid",)

    id: int | None = Field(default=None, primary_key=True)
    uid: uuid.UUID = Field(default_factory=new_id, unique=True)
    at: datetime = moment(index=True)
    actor_id: uuid.UUID | None = Field(default=None, index=True)
    kind: str = Field(max_length=48, index=True)
    subject_id: uuid.UUID | None = Field(default=None, index=True)
    object_id: str = Field(default="", max_length=64)
    detail: Sealed | None = long_text(default=None)
    previous: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)


class CourtFact(Row, table=True):
    """A small fact of the whole court: its id, schema of packs, recovery key shown."""

    __tablename__ = "court_facts"

    name: str = Field(primary_key=True, max_length=64)
    value: str = long_text()
