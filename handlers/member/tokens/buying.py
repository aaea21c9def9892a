"""/tokens: what one has, what is sold, orders that wait, and buying."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.chat.outgoing import Choice, Say, Style
from handlers.feature import Due
from handlers.member.tokens import orders, shop
from handlers.member.tokens.orders import MOST_WAITING
from handlers.rules.offers import Offer, may_offer
from handlers.turn import Turn
from handlers.zones import spoken
from storage.enums import OutboxClass, PaymentStatus
from storage.queries import money as queries
from storage.queries.money import MANUAL, STARS
from storage.tables import Token, TokenOrder
from storage.unit import UnitOfWork


async def tokens(turn: Turn, _args: str) -> None:
    """The balance, the month, what waits, and what can be bought here and now."""
    month = await shop.month_of(turn, turn.me)
    waiting = await queries.orders(turn.tx, turn.me.member.id, status=PaymentStatus.PENDING)
    lines = [
        turn.text("tokens.balance", tokens=turn.me.member.token_balance),
        turn.text("tokens.month" if month.cap else "tokens.month_shut", bought=month.bought, cap=month.cap),
        *(_waiting_line(turn, token, order) for token, order in waiting),
        *_offers(turn),
    ]
    choices = (*_packs(turn), *_cancels(turn, waiting))
    nav = (
        Choice(turn.text("tokens.statement"), "tokens.statement"),
        Choice(turn.text("tokens.help"), "tokens.help"),
    )
    # A reply like any other: a stop closes its buttons.
    await turn.say(Say("\n\n".join(lines), choices=choices, nav=nav))


async def pressed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same by a button."""
    await tokens(turn, "")


async def buy(turn: Turn, args: Mapping[str, str]) -> None:
    """A pack was picked: an invoice for Stars, for anything else the price once more."""
    pack = shop.pack_named(turn, args["pack"])
    way = args["way"]
    if pack is None or way not in shop.ways(turn, pack):
        await turn.say(turn.text("tokens.not_sold"))
        return
    problem = await _problem(turn, pack.tokens)
    if problem:
        await turn.say(problem)
    elif way == STARS:
        await orders.send_invoice(turn, *await orders.place(turn, pack, way))
    else:
        sure = Choice(turn.text("tokens.ask_for_it"), "tokens.order", dict(args), Style.PRIMARY)
        no = Choice(turn.text("common.cancel"), "tokens.nothing")
        words = turn.text("tokens.sure", tokens=pack.tokens, price=pack.price)
        await turn.say(Say(words, choices=(sure, no)))


async def order(turn: Turn, args: Mapping[str, str]) -> None:
    """The request goes to the desk; the member reads how to pay."""
    pack = shop.pack_named(turn, args["pack"])
    if pack is None or MANUAL not in shop.ways(turn, pack):
        await turn.say(turn.text("tokens.not_sold"))
        return
    problem = await _problem(turn, pack.tokens)
    if problem:
        await turn.say(problem)
        return
    _, placed = await orders.place(turn, pack, MANUAL)
    words = turn.text(
        "tokens.ordered",
        tokens=pack.tokens,
        price=pack.price,
        reference=placed.reference,
        days=orders.LASTS[MANUAL].days,
    )
    how = turn.house.policy.shop.how_to_pay
    await turn.say("\n\n".join(each for each in (words, how) if each), klass=OutboxClass.ACCOUNT)


async def cancel(turn: Turn, args: Mapping[str, str]) -> None:
    """An order that nobody paid yet is taken back."""
    found = await queries.order(turn.tx, uuid.UUID(args["order"]))
    if found is None or found[0].user_id != turn.me.member.id:
        await turn.say(turn.text("common.stale_button"))
    elif found[0].payment_status is not PaymentStatus.PENDING:
        await turn.say(turn.text("tokens.decided"), klass=OutboxClass.ACCOUNT)
    else:
        await orders.fail(turn, turn.me, *found, "cancelled")
        words = turn.text("tokens.cancelled", reference=found[1].reference)
        await turn.say(words, klass=OutboxClass.ACCOUNT)


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"))


async def find_expired(tx: UnitOfWork, _now: datetime, wall: datetime, limit: int) -> Sequence[Due]:
    """Orders whose money did not come in time."""
    return [Due(person_id, str(token)) for person_id, token in await queries.expired(tx, wall, limit)]


async def expire(turn: Turn, arg: str) -> None:
    """Such an order makes room again; of one that an operator was asked about, it is said."""
    found = await queries.order(turn.tx, uuid.UUID(arg))
    if found is None or found[1].expires_at is None or found[1].expires_at > turn.wall:
        return
    if found[0].payment_status is not PaymentStatus.PENDING:
        found[1].expires_at = None
        return
    await orders.fail(turn, turn.me, *found, "expired")
    if found[1].provider == MANUAL:
        words = turn.text("tokens.expired", reference=found[1].reference)
        await turn.tell(turn.me, words, klass=OutboxClass.ACCOUNT, veiled=True)


async def _problem(turn: Turn, amount: int) -> str:
    """Why so many tokens cannot be ordered now, or nothing."""
    waiting = await queries.orders(turn.tx, turn.me.member.id, status=PaymentStatus.PENDING)
    if len(waiting) >= MOST_WAITING:
        return turn.text("tokens.too_many_waiting", most=MOST_WAITING)
    month = await shop.month_of(turn, turn.me)
    if not month.has_room_for(amount):
        return turn.text("tokens.cap", cap=month.cap, bought=month.bought, on_order=month.on_order)
    return ""


def _packs(turn: Turn) -> tuple[Choice, ...]:
    if turn.blocked(turn.me) is not None:
        return ()
    return tuple(
        Choice(
            turn.text("tokens.pack", tokens=pack.tokens, price=shop.price_of(turn, pack, way)),
            "tokens.buy",
            {"pack": pack.name, "way": way},
        )
        for pack in turn.house.policy.shop.packs
        for way in shop.ways(turn, pack)
    )


def _cancels(turn: Turn, waiting: Sequence[tuple[Token, TokenOrder]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            turn.text("tokens.cancel", reference=order.reference), "tokens.cancel", {"order": str(token.id)}
        )
        for token, order in waiting
    )


def _waiting_line(turn: Turn, token: Token, order: TokenOrder) -> str:
    return turn.text(
        "tokens.waiting",
        reference=order.reference,
        tokens=token.amount,
        price=order.price or turn.text("tokens.in_stars", stars=order.stars),
        since=spoken(order.asked_at, turn.me.zone, turn.wall),
    )


def _offers(turn: Turn) -> list[str]:
    """What is said of the packs where they cannot simply be pressed."""
    packs, platform = turn.house.policy.shop.packs, turn.account.platform if turn.account else None
    if turn.house.policy.rehearsal:
        return [turn.text("tokens.rehearsal")]
    if not packs:
        return [turn.text("tokens.none_sold")]
    if platform is not None and not may_offer(Offer.BUYING, platform):
        rows = [turn.text("tokens.shown", name=pack.name, tokens=pack.tokens) for pack in packs]
        return ["\n".join(rows), turn.text("tokens.discord")]
    if turn.blocked(turn.me) is not None:
        return [turn.text("tokens.stopped")]
    if not any(shop.ways(turn, pack) for pack in packs):
        return [turn.text("tokens.elsewhere")]
    return []
