"""Keyed hashes of members' tags: what is for many is counted and sent without opening anybody's own."""

import uuid

import sqlalchemy as sa
from sqlmodel import Field

from storage.enums import LimitKind
from storage.tables.base import Row, reference, row_id, values_of


class MemberTag(Row, table=True):
    """A keyed hash of a tag, so that a query can leave out whom it touches without opening anything."""

    __tablename__ = "member_tags"
    __table_args__ = (sa.UniqueConstraint("user_id", "tag_hash"),)

    id: uuid.UUID = row_id()
    user_id: uuid.UUID = reference("users.id", index=False)
    tag_hash: str = Field(max_length=64, index=True)
    kind: LimitKind = Field(sa_type=values_of(LimitKind))


class MemberWish(Row, table=True):
    """A keyed hash of a fantasy tag: an audience is counted and found by it without opening anything."""

    __tablename__ = "member_wishes"

    user_id: uuid.UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE", nullable=False)
    tag_hash: str = Field(primary_key=True, max_length=64, index=True)
