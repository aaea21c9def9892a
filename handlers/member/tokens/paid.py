"""Money arrived, or went back: facts from a provider, written down in every state, each payment once."""

import uuid

from handlers.chat.incoming import Paid, PaidBack
from handlers.member.tokens import closing, orders, refunding
from handlers.member.tokens.checkout import CURRENCY
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.queries.money import DONE, OPEN, REFUSED
from storage.tables import Token, TokenOrder


async def paid(turn: Turn, fact: Paid) -> None:
    """Credit the order that was paid; a payment that fits none goes back."""
    known_by = charge_hash(turn, fact.charge)
    seen = await queries.order_of_charge(turn.tx, known_by) or await queries.refund_of_charge(
        turn.tx, known_by
    )
    if seen is not None or turn.inbound is None:
        return
    found = await _order(turn, fact)
    if found is None:
        await refunding.send_back(turn, turn.inbound.origin.address, fact.charge, known_by, fact.amount)
        await turn.say(turn.text("tokens.sent_back", stars=fact.amount), klass=OutboxClass.ACCOUNT)
        return
    token, order = found
    order.charge_hash = known_by
    await turn.tx.seal(order, charge=refunding.payment_text(turn.inbound.origin.address, fact.charge))
    await orders.confirm(turn, turn.me, token, order)
    words = turn.text("tokens.credited", tokens=token.amount, balance=turn.me.member.token_balance)
    await turn.say(words, klass=OutboxClass.ACCOUNT)
    why = closing.closed(turn, turn.me)
    if why:
        await closing.close(turn, turn.me, why)


async def paid_back(turn: Turn, fact: PaidBack) -> None:
    """The provider gave a payment back: our own refund has arrived, or somebody else arranged it."""
    known_by = charge_hash(turn, fact.charge)
    row = await queries.refund_of_charge(turn.tx, known_by)
    if row is not None:
        if row.status in (OPEN, REFUSED):
            row.status, row.done_at, row.next_at, row.payment = DONE, turn.wall, None, None
        return
    order = await queries.order_of_charge(turn.tx, known_by)
    token = await turn.tx.get(Token, order.token_id) if order else None
    subject = await turn.subject(order.user_id) if order else None
    if order is None or token is None or subject is None or subject.user is None:
        return
    await refunding.give_back(turn, subject, token, order, "provider", done=True)
    await _tell(turn, subject, order)


def charge_hash(turn: Turn, charge: str) -> str:
    """How a payment is known without naming it."""
    return turn.tx.keyring.keyed_hash("charge", charge)


async def _order(turn: Turn, fact: Paid) -> tuple[Token, TokenOrder] | None:
    """The payer's own order that this pays in full and that nothing else has paid."""
    try:
        found = await queries.order(turn.tx, uuid.UUID(fact.payload))
    except ValueError:
        return None
    if found is None or found[0].user_id != turn.me.person.id or not turn.me.is_member:
        return None
    token, order = found
    right = (fact.amount, fact.currency) == (order.stars, CURRENCY)
    open_still = token.payment_status is not PaymentStatus.CONFIRMED and order.charge_hash is None
    return found if right and open_still else None


async def _tell(turn: Turn, subject: Subject, order: TokenOrder) -> None:
    words = turn.text_for(subject, "tokens.stars_back", stars=order.stars)
    await turn.tell(subject, words, klass=OutboxClass.ACCOUNT)
