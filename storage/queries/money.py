"""Orders of tokens, the token ledger, refunds, and questions about payments, as rows."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.enums import PaymentStatus
from storage.queries.desk import Waiting
from storage.tables import PayQuestion, Refund, Token, TokenEntry, TokenOrder, User
from storage.unit import UnitOfWork

OPEN, REFUSED, DONE, RETURNED = "open", "refused", "done", "returned"
"""Where a refund stands; returned: it was given up, and the tokens came back to the member."""
MANUAL, STARS = "manual", "stars"


async def entries(tx: UnitOfWork, user_id: uuid.UUID) -> Sequence[TokenEntry]:
    """A member's whole token ledger, in order."""
    statement = select(TokenEntry).where(col(TokenEntry.user_id) == user_id)
    return await tx.all(statement.order_by(col(TokenEntry.number)))


async def page_of_entries(
    tx: UnitOfWork, user_id: uuid.UUID, *, before: int | None, limit: int
) -> Sequence[TokenEntry]:
    """The newest entries of a member first, those before entry ``before``."""
    statement = select(TokenEntry).where(col(TokenEntry.user_id) == user_id)
    if before is not None:
        statement = statement.where(col(TokenEntry.number) < before)
    return await tx.all(statement.order_by(col(TokenEntry.number).desc()).limit(limit))


async def entry(tx: UnitOfWork, user_id: uuid.UUID, cause: str) -> TokenEntry | None:
    """The entry of this cause, or None."""
    statement = select(TokenEntry).where(col(TokenEntry.user_id) == user_id, col(TokenEntry.cause) == cause)
    found: TokenEntry | None = await tx.first(statement)
    return found


async def next_number(tx: UnitOfWork, user_id: uuid.UUID) -> int:
    """The place of a member's next entry, under her lock."""
    statement = select(sa.func.max(TokenEntry.number)).where(col(TokenEntry.user_id) == user_id)
    return int(await tx.first(statement) or 0) + 1


async def orders(
    tx: UnitOfWork,
    user_id: uuid.UUID,
    *,
    status: PaymentStatus,
    since: datetime | None = None,
    unclosed: bool = False,
) -> Sequence[tuple[Token, TokenOrder]]:
    """A member's orders of a status, oldest first; bought since a moment, or not given back yet."""
    statement = (
        select(Token, TokenOrder)
        .join(TokenOrder, col(TokenOrder.token_id) == col(Token.id))
        .where(col(Token.user_id) == user_id, col(Token.payment_status) == status)
        .order_by(col(Token.purchased_at), col(TokenOrder.asked_at), col(TokenOrder.reference))
    )
    if since is not None:
        statement = statement.where(col(Token.purchased_at) >= since)
    if unclosed:
        statement = statement.where(col(TokenOrder.closed_at).is_(None))
    rows: Sequence[tuple[Token, TokenOrder]] = await tx.all(statement)
    return rows


async def refunded(tx: UnitOfWork, tokens: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these purchases were given back, or are on their way."""
    statement = select(Refund.token_id).where(
        col(Refund.token_id).in_(list(tokens)), col(Refund.status) != RETURNED
    )
    return set(await tx.all(statement))


async def order(tx: UnitOfWork, token_id: uuid.UUID) -> tuple[Token, TokenOrder] | None:
    """A purchase and what stands behind it."""
    token, row = await tx.get(Token, token_id), await tx.get(TokenOrder, token_id)
    return None if token is None or row is None else (token, row)


async def order_of_charge(tx: UnitOfWork, charge_hash: str) -> TokenOrder | None:
    """The order that this payment paid, or None."""
    found: TokenOrder | None = await tx.first(
        select(TokenOrder).where(col(TokenOrder.charge_hash) == charge_hash)
    )
    return found


async def refund_of_charge(tx: UnitOfWork, charge_hash: str) -> Refund | None:
    """The refund of this payment, or None."""
    found: Refund | None = await tx.first(select(Refund).where(col(Refund.charge_hash) == charge_hash))
    return found


async def expired(tx: UnitOfWork, wall: datetime, limit: int) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Orders nobody paid in time: whose, and which."""
    statement = select(TokenOrder.user_id, TokenOrder.token_id).where(col(TokenOrder.expires_at) <= wall)
    return await tx.all(statement.limit(limit))


async def due_refunds(tx: UnitOfWork, wall: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Refunds in Stars that may be tried now."""
    statement = (
        select(Refund.id)
        .where(col(Refund.status) == OPEN, col(Refund.provider) == STARS, col(Refund.next_at) <= wall)
        .order_by(col(Refund.next_at))
        .limit(limit)
    )
    return await tx.all(statement)


async def next_refund_at(tx: UnitOfWork) -> datetime | None:
    """When the next refund in Stars may be tried, or None if there is none."""
    statement = select(sa.func.min(Refund.next_at)).where(
        col(Refund.status) == OPEN, col(Refund.provider) == STARS
    )
    found: datetime | None = await tx.first(statement)
    return found


async def locked_refund(tx: UnitOfWork, refund_id: uuid.UUID) -> Refund | None:
    """A refund's row, nobody else's until the commit."""
    statement = select(Refund).where(col(Refund.id) == refund_id).with_for_update()
    found: Refund | None = await tx.first(statement.execution_options(populate_existing=True))
    return found


# -- for operators ---------------------------------------------------------------------------------


async def token_requests(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """Orders an operator has to confirm, the longest waiting first; nothing of the operator's own."""
    statement = (
        select(TokenOrder.token_id, TokenOrder.user_id, TokenOrder.asked_at)
        .join(Token, col(Token.id) == col(TokenOrder.token_id))
        .where(
            col(Token.payment_status) == PaymentStatus.PENDING,
            col(TokenOrder.provider) == MANUAL,
            col(TokenOrder.user_id) != operator,
            *_of(personas),
        )
        .order_by(col(TokenOrder.asked_at))
        .limit(limit)
    )
    return [Waiting(*row) for row in await tx.all(statement)]


async def questions(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, limit: int
) -> Sequence[Waiting]:
    """Questions about payments that nobody answered, the longest waiting first; those of strangers too."""
    statement = (
        select(PayQuestion.id, PayQuestion.person_id, PayQuestion.asked_at)
        .outerjoin(User, col(User.id) == col(PayQuestion.person_id))
        .where(col(PayQuestion.answered_at).is_(None), col(PayQuestion.person_id) != operator)
        .order_by(col(PayQuestion.asked_at))
        .limit(limit)
    )
    if personas:
        theirs = col(User.domme_assigned).in_(list(personas))
        statement = statement.where(sa.or_(col(User.id).is_(None), theirs))
    return [Waiting(*row) for row in await tx.all(statement)]


async def open_questions(tx: UnitOfWork, person_id: uuid.UUID) -> int:
    """How many of a person's questions wait."""
    statement = select(sa.func.count()).where(
        col(PayQuestion.person_id) == person_id, col(PayQuestion.answered_at).is_(None)
    )
    return int(await tx.first(statement))


async def recent_purchases(
    tx: UnitOfWork, personas: Sequence[str], operator: uuid.UUID, *, before: datetime | None, limit: int
) -> Sequence[tuple[Token, TokenOrder, str]]:
    """What was paid, the newest first, with the member's name."""
    statement = (
        select(Token, TokenOrder, User.username)
        .join(TokenOrder, col(TokenOrder.token_id) == col(Token.id))
        .join(User, col(User.id) == col(Token.user_id))
        .where(
            col(Token.payment_status) == PaymentStatus.CONFIRMED,
            col(Token.user_id) != operator,
            *_of(personas),
        )
        .order_by(col(Token.purchased_at).desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(col(Token.purchased_at) < before)
    rows: Sequence[tuple[Token, TokenOrder, str]] = await tx.all(statement)
    return rows


async def refunds(tx: UnitOfWork, status: str, operator: uuid.UUID, limit: int) -> Sequence[Refund]:
    """Refunds of a status, oldest first; nothing of the operator's own."""
    statement = (
        select(Refund)
        .where(
            col(Refund.status) == status,
            sa.or_(col(Refund.user_id).is_(None), col(Refund.user_id) != operator),
        )
        .order_by(col(Refund.at))
        .limit(limit)
    )
    rows: Sequence[Refund] = await tx.all(statement)
    return rows


async def write_offs(tx: UnitOfWork, *, before: datetime | None, limit: int) -> Sequence[Refund]:
    """Refunds of tokens that were spent already, the newest first."""
    statement = select(Refund).where(col(Refund.written_off) > 0).order_by(col(Refund.at).desc())
    if before is not None:
        statement = statement.where(col(Refund.at) < before)
    rows: Sequence[Refund] = await tx.all(statement.limit(limit))
    return rows


async def written_off(tx: UnitOfWork) -> int:
    """All that was ever written off, in tokens."""
    return int(await tx.first(select(sa.func.coalesce(sa.func.sum(Refund.written_off), 0))))


def _of(personas: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    if not personas:
        return []
    return [col(TokenOrder.user_id).in_(select(User.id).where(col(User.domme_assigned).in_(list(personas))))]
