"""The tables of talking: inbox, outbox, conversations, prompts, and the web chat's own."""

import uuid
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import InboxStatus, OutboxClass, OutboxStatus, Platform
from storage.tables.base import (
    Row,
    Sealed,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    new_id,
    reference,
    row_id,
    values_of,
)


class Inbox(Row, table=True):
    """An update as it arrived, until its turn has been committed; then the payload is blank."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.UniqueConstraint("platform", "bot", "key"),
        sa.Index("ix_inbox_status_id", "status", "id"),
        {"sqlite_autoincrement": True},  # an id is never given twice, whatever was deleted
    )
    sealed: ClassVar[frozenset[str]] = frozenset({"payload", "reply_to"})
    bound_by: ClassVar[tuple[str, ...]] = ("platform", "bot", "key")

    id: int | None = Field(default=None, primary_key=True)
    platform: Platform = Field(sa_type=values_of(Platform))
    bot: str = Field(max_length=64)
    key: str = Field(max_length=128)
    account_id: uuid.UUID = reference("accounts.id")
    person_id: uuid.UUID = reference("persons.id")
    payload: Sealed | None = long_text(default=None)
    reply_to: Sealed | None = long_text(default=None)
    stop_epoch: int = 0
    sent_at: datetime = moment()
    received_at: datetime = moment()
    status: InboxStatus = Field(default=InboxStatus.RECEIVED, sa_type=values_of(InboxStatus))
    attempts: int = 0
    error: str = Field(default="", max_length=200)
    handled_at: datetime | None = maybe_moment()


class Outbox(Row, table=True):
    """A meaning on its way to an account; ids order what one chat receives.

    ``campaign_id``: the broadcast it belongs to, which reaches nobody twice and goes after all else."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_status_account_id_id", "status", "account_id", "id"),
        sa.Index("ix_outbox_account_id_ref", "account_id", "ref"),
        sa.Index("ix_outbox_person_id_status", "person_id", "status"),
        sa.Index(
            "ix_outbox_campaign_id_status",
            "campaign_id",
            "status",
            sqlite_where=sa.text("campaign_id IS NOT NULL"),
            postgresql_where=sa.text("campaign_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_outbox_campaign_id_person_id",
            "campaign_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("campaign_id IS NOT NULL"),
            postgresql_where=sa.text("campaign_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},  # an id is never given twice: web_messages remember it
    )
    sealed: ClassVar[frozenset[str]] = frozenset({"payload", "receipt", "reply_to"})
    bound_by: ClassVar[tuple[str, ...]] = ("uid",)

    id: int | None = Field(default=None, primary_key=True)
    uid: uuid.UUID = Field(default_factory=new_id, unique=True)
    account_id: uuid.UUID = reference("accounts.id", index=False)
    person_id: uuid.UUID = reference("persons.id", index=False)
    klass: OutboxClass = Field(sa_type=values_of(OutboxClass))
    stop_epoch: int = 0
    payload: Sealed | None = long_text(default=None)
    reply_to: Sealed | None = long_text(default=None)
    ref: str | None = Field(default=None, max_length=96)
    on_sent: str = Field(default="", max_length=96)
    status: OutboxStatus = Field(default=OutboxStatus.QUEUED, sa_type=values_of(OutboxStatus))
    attempts: int = 0
    part: int = 0
    not_before: datetime | None = maybe_moment()
    lease_until: datetime | None = maybe_moment()
    created_at: datetime = moment()
    sent_at: datetime | None = maybe_moment()
    receipt: Sealed | None = long_text(default=None)
    error: str = Field(default="", max_length=200)
    campaign_id: uuid.UUID | None = None


class Conversation(Row, table=True):
    """Where a person is in a conversation: one row per person, the draft sealed."""

    __tablename__ = "conversations"
    sealed: ClassVar[frozenset[str]] = frozenset({"draft"})
    bound_by: ClassVar[tuple[str, ...]] = ("person_id",)

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    flow: str = Field(max_length=48)
    version: int = 1
    step: str = Field(max_length=48)
    draft: Sealed | None = long_text(default=None)
    revision: int = 0
    started_at: datetime = moment()
    updated_at: datetime = moment()


class Prompt(Row, table=True):
    """A message's buttons: what each does is sealed; a closed or foreign one does nothing."""

    __tablename__ = "prompts"
    sealed: ClassVar[frozenset[str]] = frozenset({"options", "form"})

    id: str = Field(primary_key=True, max_length=16)
    person_id: uuid.UUID = reference("persons.id")
    account_id: uuid.UUID = reference("accounts.id")
    klass: OutboxClass = Field(sa_type=values_of(OutboxClass))
    options: Sealed | None = long_text(default=None)
    form: Sealed | None = long_text(default=None)
    ref: str | None = Field(default=None, max_length=96, index=True)
    stop_epoch: int = 0
    created_at: datetime = moment()
    closed_at: datetime | None = maybe_moment(index=True)


class FormDraft(Row, table=True):
    """A form that is asked one question at a time: which one, how far, and the answers so far."""

    __tablename__ = "form_drafts"
    sealed: ClassVar[frozenset[str]] = frozenset({"form", "answers"})
    bound_by: ClassVar[tuple[str, ...]] = ("person_id",)

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="persons.id", ondelete="CASCADE")
    account_id: uuid.UUID = reference("accounts.id")
    ref: str = Field(max_length=96)
    form: Sealed | None = long_text(default=None)
    answers: Sealed | None = long_text(default=None)
    position: int = 0
    updated_at: datetime = moment()


class DirectChat(Row, table=True):
    """An account's direct messages where the platform confirms nothing: the channel they are in, and the id
    of the message up to which all were taken."""

    __tablename__ = "direct_chats"
    sealed: ClassVar[frozenset[str]] = frozenset({"channel"})
    bound_by: ClassVar[tuple[str, ...]] = ("account_id",)

    account_id: uuid.UUID = Field(primary_key=True, foreign_key="accounts.id", ondelete="CASCADE")
    channel: Sealed = long_text()
    read_to: int = Field(default=0, sa_type=sa.BigInteger)


class WebLogin(Row, table=True):
    """The web chat's log-in of an account; a member's e-mail and password stand in ``users``."""

    __tablename__ = "web_logins"
    sealed: ClassVar[frozenset[str]] = frozenset({"email"})
    bound_by: ClassVar[tuple[str, ...]] = ("account_id",)

    account_id: uuid.UUID = Field(primary_key=True, foreign_key="accounts.id", ondelete="CASCADE")
    email_hash: str = Field(max_length=64, unique=True)
    email: Sealed | None = long_text(default=None)
    password_hashed: str | None = long_text(default=None)


class WebSession(Row, table=True):
    """A browser that is logged in, known by the hash of its cookie."""

    __tablename__ = "web_sessions"
    sealed: ClassVar[frozenset[str]] = frozenset({"device", "ip"})

    id: uuid.UUID = row_id()
    token_hash: str = Field(max_length=64, unique=True)
    account_id: uuid.UUID = reference("accounts.id")
    csrf: str = Field(max_length=64)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    locked_at: datetime | None = maybe_moment()
    device: Sealed | None = long_text(default=None)
    ip: Sealed | None = long_text(default=None)


class WebMessage(Row, table=True):
    """One bubble of a web chat. ``seq`` orders bubbles, ``rev`` counts the chat's changes."""

    __tablename__ = "web_messages"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "seq"),
        sa.UniqueConstraint("account_id", "rev"),
        sa.UniqueConstraint("outbox_id", "part"),
    )
    sealed: ClassVar[frozenset[str]] = frozenset({"body"})

    id: uuid.UUID = row_id()
    account_id: uuid.UUID = reference("accounts.id", index=False)
    seq: int
    rev: int
    mine: bool = False
    client: str | None = Field(default=None, max_length=64)
    outbox_id: int | None = None
    part: int = 0
    ref: str | None = Field(default=None, max_length=96, index=True)
    body: Sealed | None = long_text(default=None)
    at: datetime = moment()
    removed_at: datetime | None = maybe_moment()


class OneTimeCode(Row, table=True):
    """A code that works once and not for long: owner's link, log-in link, account link."""

    __tablename__ = "one_time_codes"

    code_hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)
    person_id: uuid.UUID | None = maybe_reference("persons.id", index=True)
    account_id: uuid.UUID | None = maybe_reference("accounts.id")
    created_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    used_at: datetime | None = maybe_moment()
