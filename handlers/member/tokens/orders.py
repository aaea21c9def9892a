"""An order of tokens and its only ways: placed, paid, or come to nothing."""

import secrets
import uuid
from datetime import timedelta

from handlers import desk_chats, posting
from handlers.chat.outgoing import Invoice, Say, Speaker
from handlers.ports import Pack
from handlers.rules import points
from handlers.subject import Subject
from handlers.token_ledger import book_tokens
from handlers.turn import Turn
from storage.enums import OutboxClass, PaymentStatus
from storage.queries.money import MANUAL, STARS
from storage.tables import Token, TokenOrder

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
REFERENCE_LETTERS = 8
LASTS = {STARS: timedelta(hours=1), MANUAL: timedelta(days=14)}
"""How long an order waits for its money."""
MOST_WAITING = 3


def invoice_ref(token_id: uuid.UUID) -> str:
    """The name of the message that asks for payment, or shows the order."""
    return f"order:{token_id}"


async def place(turn: Turn, pack: Pack, way: str) -> tuple[Token, TokenOrder]:
    """A new order of the member whose turn it is."""
    member_id = turn.me.member.id
    token = Token(
        user_id=member_id,
        amount=pack.tokens,
        payment_status=PaymentStatus.PENDING,
        purchased_at=turn.wall,
    )
    turn.tx.add(token)
    await turn.tx.flush()
    order = TokenOrder(
        token_id=token.id,
        user_id=member_id,
        reference="".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LETTERS)),
        provider=way,
        pack=pack.name,
        price=pack.price if way == MANUAL else "",
        stars=pack.stars if way == STARS else None,
        asked_at=turn.wall,
        expires_at=turn.wall + LASTS[way],
    )
    turn.tx.add(order)
    await turn.tx.flush()
    return token, order


async def send_invoice(turn: Turn, token: Token, order: TokenOrder) -> None:
    """Ask for the Stars, in the chat where it was ordered. A stop cancels what was not sent yet."""
    if turn.account is None or order.stars is None:
        return
    invoice = Invoice(
        title=turn.text("tokens.invoice_title", tokens=token.amount),
        text=turn.text("tokens.invoice_text", tokens=token.amount, reference=order.reference),
        payload=str(token.id),
        stars=order.stars,
    )
    ref = invoice_ref(token.id)
    await posting.put(turn, turn.account, turn.me, invoice, klass=OutboxClass.REPLY, ref=ref)


async def confirm(
    turn: Turn, subject: Subject, token: Token, order: TokenOrder, *, by: uuid.UUID | None = None
) -> int:
    """The money has arrived: credit the tokens, once. Returns how many were credited.

    An order that came to nothing before its money came is revived: the status follows the money."""
    if token.payment_status is PaymentStatus.CONFIRMED:
        return 0
    token.payment_status, token.purchased_at = PaymentStatus.CONFIRMED, turn.wall
    order.decided_at, order.decided_by, order.why, order.expires_at = turn.wall, by, "", None
    cause = points.cause("purchase", token.id, "credited")
    return await book_tokens(turn, subject, cause, token.amount, bought=True, by=by)


async def fail(
    turn: Turn,
    subject: Subject,
    token: Token,
    order: TokenOrder,
    why: str,
    *,
    by: uuid.UUID | None = None,
    reason: str = "",
) -> None:
    """An order comes to nothing: what asked for its money goes, and so does what stood on the desk."""
    token.payment_status = PaymentStatus.FAILED
    order.decided_at, order.decided_by, order.why, order.expires_at = turn.wall, by, why, None
    if reason:
        await turn.tx.seal(order, reason=reason)
    if order.provider == STARS:
        await turn.remove(invoice_ref(token.id), of=subject)
    elif by is None:
        await desk_chats.clear(
            turn,
            desk_chats.ref_of(token.id),
            lambda operator: Say(turn.text_for(operator, "desk.left"), by=Speaker.DESK),
        )
