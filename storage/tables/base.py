"""What every table shares: naming convention, enum columns, ids, and which columns are sealed."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

Sealed = str
"""Ciphertext of a private column: only the unit of work seals and opens it (see ``storage.sealing``)."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC datetimes on every database; a naive one is a programming error."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored moment needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def values_of(kind: type[StrEnum]) -> sa.Enum:
    """A column type that holds the enum's values as text, checked by the database."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
        length=32,
    )


def json_type() -> sa.types.TypeEngine[Any]:
    """JSON everywhere, JSONB on PostgreSQL. Reassign values: in-place changes are not seen."""
    return sa.JSON().with_variant(JSONB(), "postgresql")


class Row(SQLModel):
    """A table's row. ``sealed`` names the columns that hold ciphertext, bound to table, column and the
    row's ``bound_by`` columns (which never change)."""

    sealed: ClassVar[frozenset[str]] = frozenset()
    bound_by: ClassVar[tuple[str, ...]] = ("id",)


def new_id() -> uuid.UUID:
    """A fresh row id."""
    return uuid.uuid4()


def row_id() -> Any:
    """The primary key of most tables."""
    return Field(default_factory=new_id, primary_key=True)


def moment(*, index: bool = False) -> Any:
    """A required moment in UTC."""
    return Field(sa_type=UtcDateTime, index=index)


def maybe_moment(*, index: bool = False) -> Any:
    """A moment in UTC that may be absent."""
    return Field(default=None, sa_type=UtcDateTime, index=index)


def reference(target: str, *, index: bool = True, cascade: bool = True) -> Any:
    """A required foreign key; rows of an erased owner go with it unless ``cascade`` is off."""
    return Field(foreign_key=target, index=index, ondelete="CASCADE" if cascade else "RESTRICT")


def maybe_reference(target: str, *, index: bool = False) -> Any:
    """A foreign key that becomes empty when what it points to goes."""
    return Field(default=None, foreign_key=target, index=index, ondelete="SET NULL", nullable=True)


def long_text(*, default: str | None = "") -> Any:
    """Text of any length, sealed or not."""
    if default is None:
        return Field(default=None, sa_type=sa.Text, nullable=True)
    return Field(default=default, sa_type=sa.Text)
