"""The question before a payment: may this order be paid now? The platform that asks waits for the answer."""

import uuid

from handlers.chat.incoming import Checkout
from handlers.member.tokens import shop
from handlers.rules.money import Cap, may_buy
from handlers.turn import Turn
from storage.enums import PaymentStatus
from storage.queries import money as queries
from storage.queries.money import STARS
from storage.tables import Token, TokenOrder

CURRENCY = "XTR"


async def refusal(turn: Turn, asked: Checkout) -> str | None:
    """None if it may be paid, else a sentence that says why not. Only reads; nothing was taken yet."""
    found = await _order(turn, asked.payload)
    if not turn.me.is_member or found is None:
        return turn.text("tokens.checkout.unknown")
    token, order = found
    blocked = turn.blocked(turn.me)
    if blocked is not None or turn.me.person.erasing_at is not None:
        return turn.text("tokens.checkout.stopped")
    if not turn.house.policy.shop.stars or turn.house.policy.rehearsal:
        return turn.text("tokens.checkout.off")
    late = order.expires_at is None or order.expires_at <= turn.wall
    if token.payment_status is not PaymentStatus.PENDING or late:
        return turn.text("tokens.checkout.over")
    if (asked.amount, asked.currency) != (order.stars, CURRENCY):
        return turn.text("tokens.checkout.unknown")
    month = await shop.month_of(turn, turn.me)
    # The cap may have been lowered since; other orders wait for their own answer.
    fits = may_buy(token.amount, Cap(month.cap), month.bought)
    return None if fits else turn.text("tokens.checkout.cap", cap=month.cap)


async def _order(turn: Turn, payload: str) -> tuple[Token, TokenOrder] | None:
    """The order of this name, if it is hers."""
    try:
        found = await queries.order(turn.tx, uuid.UUID(payload))
    except ValueError:
        return None
    if found is None or found[0].user_id != turn.me.person.id or found[1].provider != STARS:
        return None
    return found
