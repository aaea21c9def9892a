"""Money goes back: what is left of the tokens is taken, the rest is written off, the provider does its part.

In a turn the tokens move and the refund is written down; an errand of its own asks the provider, again and
again with growing pauses, until it is done or refused for good. It needs nobody's name for that."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from handlers import alerts
from handlers.feature import Errand
from handlers.member.tokens.orders import REFERENCE_LETTERS
from handlers.ports import House, NotRefundable
from handlers.subject import Subject
from handlers.token_ledger import book_tokens, cause_of, reverse_tokens
from handlers.turn import Turn
from storage.enums import OutboxClass, Platform
from storage.errors import Unreadable
from storage.queries import money as queries
from storage.queries import people, running
from storage.queries.money import DONE, OPEN, REFUSED, STARS
from storage.tables import Refund, Token, TokenOrder, Work
from storage.unit import UnitOfWork

WORK = "tokens.refund"
CONTEXT = "refunds|payment"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
BATCH = 20
log = structlog.get_logger(__name__)


async def give_back(
    turn: Turn,
    subject: Subject,
    token: Token,
    order: TokenOrder,
    why: str,
    *,
    tokens: int | None = None,
    by: uuid.UUID | None = None,
    done: bool = False,
) -> Refund:
    """Give a purchase back, or ``tokens`` of it: takes what is left of them and writes the rest off.

    ``done``: the provider has given the money back already."""
    asked = token.amount if tokens is None else tokens
    cause = await cause_of(turn, subject, "purchase", token.id, "refunded")
    taken = -await book_tokens(turn, subject, cause, -asked, bought=True, by=by)
    part = "" if asked == token.amount else f" × {asked}/{token.amount}"
    row = Refund(
        user_id=subject.member.id,
        token_id=token.id,
        reference=order.reference,
        provider=order.provider,
        price=f"{order.price}{part}",
        stars=order.stars,
        tokens=asked,
        taken=taken,
        written_off=asked - taken,
        why=why,
        status=DONE if done else OPEN,
        at=turn.wall,
        by=by,
        done_at=turn.wall if done else None,
        charge_hash=order.charge_hash,
    )
    order.closed_at = turn.wall
    if order.provider == STARS and not done:
        await _keep_payment(turn, row, order)
    await _queue(turn, row)
    return row


async def _keep_payment(turn: Turn, row: Refund, order: TokenOrder) -> None:
    """Whom to pay back, under the court's own key. Should it not open, owners see to it: nobody's leaving
    fails for that."""
    try:
        charge = await turn.tx.open(order, "charge")
    except Unreadable:
        charge = None
    if charge is None:
        row.status, row.error = REFUSED, "unreadable"
    else:
        row.payment = _sealed(turn.tx, charge)


async def send_back(turn: Turn, payer: str, charge: str, charge_hash: str, amount: int) -> None:
    """A payment that no order waits for goes straight back to whoever made it."""
    row = Refund(
        user_id=turn.me.user.id if turn.me.user else None,
        reference=charge_hash[:REFERENCE_LETTERS].upper(),
        provider=STARS,
        stars=amount,
        why="stray",
        status=OPEN,
        at=turn.wall,
        charge_hash=charge_hash,
        payment=_sealed(turn.tx, payment_text(payer, charge)),
    )
    await _queue(turn, row)


def payment_text(payer: str, charge: str) -> str:
    """Who paid, and the provider's id of it, as it is kept sealed."""
    return json.dumps({"payer": payer, "charge": charge})


async def keep_tokens(turn: Turn, subject: Subject | None, row: Refund, *, by: uuid.UUID) -> int:
    """A refund that the provider refused is given up: the tokens it took come back. Returns how many."""
    row.status, row.payment, row.next_at, row.done_at = queries.RETURNED, None, None, turn.wall
    row.by, row.written_off, row.charge_hash = by, 0, None
    order = await turn.tx.get(TokenOrder, row.token_id) if row.token_id else None
    if subject is None or subject.user is None or order is None:
        return 0
    order.closed_at = None
    booked = await cause_of(turn, subject, "purchase", order.token_id, "refunded")
    return await reverse_tokens(turn, subject, booked, by=by)


async def again(turn: Turn, row: Refund) -> None:
    """Ask the provider once more about a refund it refused."""
    row.status, row.error = OPEN, ""
    await _queue(turn, row)


async def _queue(turn: Turn, row: Refund) -> None:
    turn.tx.add(row)
    if row.provider == STARS and row.status == OPEN:
        row.next_at = turn.wall
        turn.tx.add(Work(kind=WORK, created_at=turn.wall))
        turn.tx.after_commit(turn.house.wake.work)
    await turn.tx.flush()


# -- the provider's part -----------------------------------------------------------------------------


async def carry_out(errand: Errand) -> None:
    """Ask the provider for every refund that may be tried now; what fails is tried again later."""
    house = errand.house
    async with house.storage.read() as tx:
        due = await queries.due_refunds(tx, house.clock.wall(), BATCH)
    for refund_id in due:
        await _try(errand, refund_id)
    async with house.storage.begin() as tx:
        soonest = await queries.next_refund_at(tx)
        if soonest is not None and not await running.is_waiting(tx, WORK):
            tx.add(Work(kind=WORK, created_at=house.clock.wall(), not_before=soonest))


async def _try(errand: Errand, refund_id: uuid.UUID) -> None:
    house = errand.house
    async with house.storage.begin() as tx:
        row = await _claimed(tx, refund_id, house.clock.wall())
        payment = json.loads(_opened(tx, row.payment)) if row is not None and row.payment else None
    if row is None or payment is None:
        return
    try:
        await house.stars[Platform.TELEGRAM].refund(payment["payer"], payment["charge"])
    except NotRefundable as refusal:
        await _settled(house, refund_id, _refuse(str(refusal)[:64]))
        await _tell_owners(errand)
    except Exception as error:  # noqa: BLE001 - whatever it is, the refund is tried again
        log.warning("refund.failed", error=type(error).__name__, attempt=row.attempts)
    else:
        await _settled(house, refund_id, _finish)
        await _tell_member(errand, row)


async def _claimed(tx: UnitOfWork, refund_id: uuid.UUID, wall: datetime) -> Refund | None:
    """The refund, nobody else's until its next try; None if it was settled or is being tried."""
    row = await queries.locked_refund(tx, refund_id)
    if row is None or row.status != OPEN or row.next_at is None or row.next_at > wall:
        return None
    row.next_at = wall + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts, 16))
    row.attempts += 1
    return row


Settle = Callable[[Refund, datetime], None]


async def _settled(house: House, refund_id: uuid.UUID, settle: Settle) -> None:
    async with house.storage.begin() as tx:
        row = await queries.locked_refund(tx, refund_id)
        if row is not None and row.status == OPEN:
            settle(row, house.clock.wall())


def _finish(row: Refund, wall: datetime) -> None:
    row.status, row.done_at, row.next_at, row.error, row.payment = DONE, wall, None, "", None


def _refuse(why: str) -> Settle:
    def refuse(row: Refund, _wall: datetime) -> None:
        row.status, row.next_at, row.error = REFUSED, None, why

    return refuse


async def _tell_member(errand: Errand, row: Refund) -> None:
    """Say that the money is back, if she is still there."""
    if row.user_id is None:
        return
    try:
        async with errand.turn(row.user_id) as turn:
            words = turn.text("tokens.stars_back", stars=row.stars)
            await turn.tell(turn.me, words, klass=OutboxClass.ACCOUNT, veiled=True)
    except LookupError:
        return


async def _tell_owners(errand: Errand) -> None:
    async with errand.house.storage.read() as tx:
        somebody = next((each.person_id for each in await people.operators(tx)), None)
    if somebody is not None:
        async with errand.turn(somebody) as turn:
            await alerts.announce(turn, "refund_refused", owners=True)


def _sealed(tx: UnitOfWork, text: str) -> str:
    return tx.keyring.seal_for_court(CONTEXT, text)


def _opened(tx: UnitOfWork, sealed: str) -> str:
    return tx.keyring.open_for_court(sealed, CONTEXT)
