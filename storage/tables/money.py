"""The tables of money: what stands behind a purchase of tokens, what was given back, what was asked about."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from storage.tables.base import (
    Row,
    Sealed,
    long_text,
    maybe_moment,
    maybe_reference,
    moment,
    reference,
    row_id,
)


class TokenOrder(Row, table=True):
    """What stands behind a purchase: the pack as it was, how it is paid, and what became of it.

    ``charge`` holds who paid and the provider's id of the payment; ``charge_hash`` lets each be taken once.
    ``closed_at``: nothing of it can be given back any more, it was refunded or spent when that counted."""

    __tablename__ = "token_orders"
    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "charge"})
    bound_by: ClassVar[tuple[str, ...]] = ("token_id",)

    token_id: uuid.UUID = Field(primary_key=True, foreign_key="tokens.id", ondelete="CASCADE")
    user_id: uuid.UUID = reference("users.id")
    reference: str = Field(max_length=16, unique=True)
    provider: str = Field(max_length=16)
    pack: str = Field(max_length=64)
    price: str = Field(default="", max_length=64)
    stars: int | None = None
    asked_at: datetime = moment()
    expires_at: datetime | None = maybe_moment(index=True)
    decided_at: datetime | None = maybe_moment()
    decided_by: uuid.UUID | None = maybe_reference("persons.id")
    why: str = Field(default="", max_length=32)
    reason: Sealed | None = long_text(default=None)
    charge: Sealed | None = long_text(default=None)
    charge_hash: str | None = Field(default=None, max_length=64, unique=True)
    closed_at: datetime | None = maybe_moment()


class Refund(Row, table=True):
    """Money on its way back. It outlives the member, without a name, until it has arrived.

    ``payment`` (who paid and the payment's id, sealed with the court's own key) is blanked then. Of
    ``tokens`` only ``taken`` were left; the rest is ``written_off``."""

    __tablename__ = "refunds"

    id: uuid.UUID = row_id()
    user_id: uuid.UUID | None = maybe_reference("users.id", index=True)
    token_id: uuid.UUID | None = maybe_reference("tokens.id", index=True)
    reference: str = Field(max_length=16)
    provider: str = Field(max_length=16)
    price: str = Field(default="", max_length=64)
    stars: int | None = None
    tokens: int = 0
    taken: int = 0
    written_off: int = Field(default=0, index=True)
    why: str = Field(max_length=32)
    status: str = Field(max_length=16, index=True)
    at: datetime = moment(index=True)
    by: uuid.UUID | None = maybe_reference("persons.id")
    next_at: datetime | None = maybe_moment()
    attempts: int = 0
    error: str = Field(default="", max_length=64)
    done_at: datetime | None = maybe_moment()
    charge_hash: str | None = Field(default=None, max_length=64, unique=True)
    payment: str | None = long_text(default=None)


class PayQuestion(Row, table=True):
    """What somebody asked about payments, and the answer."""

    __tablename__ = "pay_questions"
    sealed: ClassVar[frozenset[str]] = frozenset({"text", "answer"})

    id: uuid.UUID = row_id()
    person_id: uuid.UUID = reference("persons.id")
    text: Sealed = long_text()
    asked_at: datetime = moment()
    answered_at: datetime | None = maybe_moment(index=True)
    answered_by: uuid.UUID | None = maybe_reference("persons.id")
    answer: Sealed | None = long_text(default=None)
