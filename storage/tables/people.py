"""Persons, their accounts and keys, members (``users``) and what they chose."""

import uuid
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import Platform, Role
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


class Person(Row, table=True):
    """Whoever ever wrote to the court, from the first update on; a member's id is the person's.

    Holds the standing: what the person's own safety acts and the court's locks allow."""

    __tablename__ = "persons"
    sealed: ClassVar[frozenset[str]] = frozenset({"ban_reason"})

    id: uuid.UUID = row_id()
    created_at: datetime = moment()
    language: str = Field(default="en", max_length=16)
    last_seen_at: datetime | None = maybe_moment()
    spoke_account_id: uuid.UUID | None = None
    adult_confirmed_on: date | None = None
    adult_confirmed_how: str | None = Field(default=None, max_length=32)
    stop_epoch: int = 0
    stopped_at: datetime | None = maybe_moment(index=True)
    cooloff_until: datetime | None = maybe_moment()
    held_at: datetime | None = maybe_moment(index=True)
    resumed_at: datetime | None = maybe_moment()
    yellow_until: datetime | None = maybe_moment()
    paused_at: datetime | None = maybe_moment()
    timeout_until: datetime | None = maybe_moment()
    excluded_until: datetime | None = maybe_moment()
    minor_asked_at: datetime | None = maybe_moment()
    minor_locked_at: datetime | None = maybe_moment()
    reported_at: datetime | None = maybe_moment()
    banned_at: datetime | None = maybe_moment()
    ban_reason: Sealed | None = long_text(default=None)
    contact_wanted_at: datetime | None = maybe_moment()
    check_in_due_at: datetime | None = maybe_moment(index=True)
    erasing_at: datetime | None = maybe_moment()


class Account(Row, table=True):
    """A person's presence on one platform through one bot."""

    __tablename__ = "accounts"
    __table_args__ = (sa.UniqueConstraint("platform", "bot", "address_hash"),)
    sealed: ClassVar[frozenset[str]] = frozenset({"address", "chat"})

    id: uuid.UUID = row_id()
    person_id: uuid.UUID = reference("persons.id")
    platform: Platform = Field(sa_type=values_of(Platform))
    bot: str = Field(max_length=64)
    address_hash: str = Field(max_length=64)
    address: Sealed = long_text()
    chat: Sealed = long_text()
    language: str = Field(default="en", max_length=16)
    zone_guess: str | None = Field(default=None, max_length=64)
    created_at: datetime = moment()
    last_seen_at: datetime | None = maybe_moment()
    unreachable_at: datetime | None = maybe_moment()


class DataKey(Row, table=True):
    """A person's key, wrapped by the master key ``master``; destroying it destroys what it sealed.

    One is her own. Those with ``adopted_at`` came with accounts that were linked: they only open what they
    sealed before."""

    __tablename__ = "data_keys"
    __table_args__ = (
        sa.Index(
            "ix_data_keys_own",
            "person_id",
            unique=True,
            sqlite_where=sa.text("adopted_at IS NULL"),
            postgresql_where=sa.text("adopted_at IS NULL"),
        ),
    )

    id: uuid.UUID = row_id()
    person_id: uuid.UUID = reference("persons.id")
    wrapped: str = long_text()
    master: str = Field(max_length=32, index=True)
    created_at: datetime = moment()
    adopted_at: datetime | None = maybe_moment()


class User(Row, table=True):
    """A member of the court."""

    __tablename__ = "users"
    sealed: ClassVar[frozenset[str]] = frozenset(
        {
            "email",
            "safeword",
            "safeword_audio_url",
            "orientation",
            "relationship_status",
            "fantasy_tags",
            "limits",
            "last_login_ip",
            "last_login_device",
        }
    )

    id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    email: Sealed | None = long_text(default=None)
    username: str = Field(max_length=64, unique=True)
    password_hashed: str | None = long_text(default=None)
    safeword: Sealed = long_text()
    safeword_audio_url: Sealed | None = long_text(default=None)
    orientation: Sealed | None = long_text(default=None)
    relationship_status: Sealed | None = long_text(default=None)
    domme_assigned: str = Field(max_length=64, index=True)
    fantasy_tags: Sealed = long_text()
    limits: Sealed = long_text()
    tier_status: str = Field(default="Watched", max_length=64, index=True)
    obedience_points: int = 0
    token_balance: int = 0
    confession_count: int = 0
    created_at: datetime = moment()
    last_login_at: datetime | None = maybe_moment(index=True)
    last_login_ip: Sealed | None = long_text(default=None)
    last_login_device: Sealed | None = long_text(default=None)


class MemberSettings(Row, table=True):
    """What a member set, and what the daily round remembers. Clock times are minutes after midnight.

    ``own_words``: whether her limits have words of her own; None until it and her wishes are mirrored."""

    __tablename__ = "member_settings"
    __table_args__ = (
        sa.Index(
            "ix_member_settings_unmirrored",
            "user_id",
            sqlite_where=sa.text("own_words IS NULL"),
            postgresql_where=sa.text("own_words IS NULL"),
        ),
    )

    user_id: uuid.UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    username_folded: str = Field(max_length=64, unique=True)
    zone: str = Field(default="UTC", max_length=64)
    zone_confirmed: bool = False
    daily_at: int = 540
    quiet_from: int = 1320
    quiet_to: int = 480
    discreet: bool = False
    auto_punishment: bool = False
    max_intensity: int = 1
    tasks_a_day: int = 3
    punishments_a_day: int = 1
    spending_cap: int = 0
    cap_wanted: int | None = None
    cap_wanted_at: datetime | None = maybe_moment(index=True)
    inspections: bool = False
    inspect_from: int = 600
    inspect_to: int = 1200
    check_in: bool = True
    reality_minutes: int = 0
    sitting_since: datetime | None = maybe_moment()
    sitting_seen_at: datetime | None = maybe_moment()
    reality_told_at: datetime | None = maybe_moment()
    rest_offered: bool = False
    persona_changed_at: datetime | None = maybe_moment()
    terms_version: str = Field(default="", max_length=32)
    last_daily_at: datetime | None = maybe_moment()
    last_daily_date: date | None = None
    next_daily_at: datetime | None = maybe_moment(index=True)
    next_inspection_at: datetime | None = maybe_moment(index=True)
    own_words: bool | None = None


class Safeword(Row, table=True):
    """A safeword that stops: the current one (``valid_until`` empty) and former ones for 30 days."""

    __tablename__ = "safewords"
    sealed: ClassVar[frozenset[str]] = frozenset({"word"})

    id: uuid.UUID = row_id()
    person_id: uuid.UUID = reference("persons.id")
    word: Sealed = long_text()
    set_at: datetime = moment()
    valid_until: datetime | None = maybe_moment()
    drilled_at: datetime | None = maybe_moment()


class Consent(Row, table=True):
    """What a person agreed to or took back: text hash, version, time and platform."""

    __tablename__ = "consents"

    id: uuid.UUID = row_id()
    person_id: uuid.UUID = reference("persons.id")
    kind: str = Field(max_length=32)
    version: str = Field(max_length=32)
    text_hash: str = Field(default="", max_length=64)
    given: bool = True
    at: datetime = moment()
    platform: str = Field(default="", max_length=16)


class Operator(Row, table=True):
    """A person who runs the court, for all personas (``personas`` empty) or some."""

    __tablename__ = "operators"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    name: str = Field(max_length=64)
    role: Role = Field(sa_type=values_of(Role))
    personas: list[str] = Field(default_factory=list, sa_type=json_type())
    alerts: bool = True
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()


class Invitation(Row, table=True):
    """A link that lets somebody in, known only by the keyed hash of its code."""

    __tablename__ = "invitations"

    id: uuid.UUID = row_id()
    code_hash: str = Field(max_length=64, unique=True)
    persona: str | None = Field(default=None, max_length=64)
    role: Role | None = Field(default=None, sa_type=values_of(Role), nullable=True)
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()
    uses_left: int = 1
    revoked_at: datetime | None = maybe_moment()


class Admission(Row, table=True):
    """A person at the door: let in by invitation or openness at once, else by an operator's decision."""

    __tablename__ = "admissions"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    invitation_id: uuid.UUID | None = maybe_reference("invitations.id")
    asked_at: datetime = moment()
    admitted: bool | None = None
    decided_at: datetime | None = maybe_moment()
    decided_by: uuid.UUID | None = maybe_reference("persons.id")


class Bar(Row, table=True):
    """A keyed hash of an address that may not come in: a minor, a ban or a running exclusion.

    It outlives the erasure of the person and says nothing else."""

    __tablename__ = "bars"
    __table_args__ = (sa.UniqueConstraint("address_hash", "kind"),)

    id: uuid.UUID = row_id()
    address_hash: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=16)
    until: datetime | None = maybe_moment()
    at: datetime = moment()
