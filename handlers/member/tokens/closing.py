"""When a member leaves for good, or has to: orders are void, what was bought and not spent is given back."""

from handlers.feature import Errand
from handlers.member.tokens import orders, refunding
from handlers.rules.money import unspent
from handlers.rules.standing import is_ahead
from handlers.scenes import returning
from handlers.subject import Subject
from handlers.token_ledger import bought_tokens_left
from handlers.turn import Turn
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.queries.money import STARS

WORK = "tokens.close"
EXCLUDED, BANNED, FORGOTTEN = "excluded", "ban", "forgotten"


async def close(turn: Turn, subject: Subject, why: str) -> None:
    """Void what waits and give back what is left. Stars go back by the whole purchase: what was spent of a
    broken one is written off. Done a second time it changes nothing."""
    if subject.user is None:
        return
    await returning.close_undelivered(turn, subject)
    for token, order in await queries.orders(turn.tx, subject.user.id, status=PaymentStatus.PENDING):
        await orders.fail(turn, subject, token, order, why)
    bought = await queries.orders(turn.tx, subject.user.id, status=PaymentStatus.CONFIRMED, unclosed=True)
    left = unspent([token.amount for token, _ in bought], await bought_tokens_left(turn, subject))
    for (token, order), share in reversed(list(zip(bought, left, strict=True))):
        if share == 0:
            order.closed_at = turn.wall
            continue
        part = None if order.provider == STARS else share
        await refunding.give_back(turn, subject, token, order, why, tokens=part)
    if sum(left) and why != FORGOTTEN:
        words = turn.text_for(subject, "tokens.closed", tokens=sum(left))
        await turn.tell(subject, words, klass=OutboxClass.ACCOUNT)


async def close_again(turn: Turn, subject: Subject) -> None:
    """Tokens came back to somebody: if she has left, what had been closed as spent is looked at once more."""
    why = closed(turn, subject)
    if not why or subject.user is None:
        return
    bought = await queries.orders(turn.tx, subject.user.id, status=PaymentStatus.CONFIRMED)
    gone = await queries.refunded(turn.tx, [token.id for token, _ in bought])
    for token, order in bought:
        if token.id not in gone:
            order.closed_at = None
    await turn.tx.flush()
    await close(turn, subject, why)


def closed(turn: Turn, subject: Subject) -> str:
    """Why nothing bought stays with somebody now, or nothing."""
    person = subject.person
    if person.erasing_at is not None:
        return FORGOTTEN
    if person.banned_at is not None:
        return BANNED
    return EXCLUDED if is_ahead(person.excluded_until, turn.now) else ""


async def close_later(errand: Errand) -> None:
    """The same for somebody whom a restored back-up knew as open, and the safety journal closed."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        why = closed(turn, turn.me)
        if why:
            await close(turn, turn.me, why)
