"""The tables of what a court makes of its content: templates, packs, switches, personas, ready words."""

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Field

from storage.tables.base import Row, json_type, long_text, maybe_moment, maybe_reference, moment, row_id


class CourtTemplate(Row, table=True):
    """A task template of the court's own: ``key`` as ``persona.key``, ``spec`` its table as a pack would
    hold it. One named like a template of the packs stands in its place."""

    __tablename__ = "court_templates"

    key: str = Field(primary_key=True, max_length=128)
    persona: str = Field(max_length=64, index=True)
    spec: dict[str, Any] = Field(sa_type=json_type())
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()
    changed_at: datetime = moment()
    retired_at: datetime | None = maybe_moment()


class ContentPack(Row, table=True):
    """A pack that was sent into the chat, as its document."""

    __tablename__ = "content_packs"

    name: str = Field(primary_key=True, max_length=64)
    document: str = long_text()
    uploaded_by: uuid.UUID | None = maybe_reference("persons.id")
    uploaded_at: datetime = moment()


class ContentSwitch(Row, table=True):
    """Something of the packs that is off: a hidden template (``task:<key>``), or a kind of a pack's content
    (``<pack>/<persona>:tasks``). ``withdrew`` lists the drops and scenes that it took from the shelf."""

    __tablename__ = "content_switches"

    name: str = Field(primary_key=True, max_length=160)
    off_by: uuid.UUID | None = maybe_reference("persons.id")
    off_at: datetime = moment()
    withdrew: list[str] = Field(default_factory=list, sa_type=json_type())


class CannedComment(Row, table=True):
    """Ready words for the desk that operators added to a persona's own; ``event`` as in the packs' lines."""

    __tablename__ = "canned_comments"

    id: uuid.UUID = row_id()
    persona: str = Field(max_length=64, index=True)
    event: str = Field(max_length=32)
    words: str = Field(max_length=64)
    made_by: uuid.UUID | None = maybe_reference("persons.id")
    created_at: datetime = moment()


class PersonaSettings(Row, table=True):
    """What operators set for a persona beyond its pack; what is empty stays the pack's. ``closed``: she
    takes no new members; ``hours`` are the daily hours she suggests, in minutes after midnight; ``based_on``
    names the persona a new one, in no pack, was made of."""

    __tablename__ = "persona_settings"

    persona: str = Field(primary_key=True, max_length=64)
    review_share: float | None = None
    review_kinds: list[str] = Field(default_factory=list, sa_type=json_type())
    miss_mode: str = Field(default="automatic", max_length=16)
    away_until: datetime | None = maybe_moment()
    newcomer_proofs: int | None = None
    name: str | None = Field(default=None, max_length=64, nullable=True)
    title: str | None = Field(default=None, max_length=64, nullable=True)
    pronouns: str | None = Field(default=None, max_length=64, nullable=True)
    intro: str | None = long_text(default=None)
    sample_url: str | None = long_text(default=None)
    sample_transcript: str | None = long_text(default=None)
    portrait_url: str | None = long_text(default=None)
    hours: list[int] = Field(default_factory=list, sa_type=json_type())
    closed: bool = False
    retired_at: datetime | None = maybe_moment()
    based_on: str | None = Field(default=None, max_length=64, nullable=True)
