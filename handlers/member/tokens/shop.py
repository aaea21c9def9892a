"""What is sold here, and to whom: packs by what the platform allows, and the room a spending cap leaves."""

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.ports import Pack
from handlers.rules.money import Cap, may_buy
from handlers.rules.offers import Offer, may_offer
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import PaymentStatus, Platform
from storage.queries import money as queries
from storage.queries.money import MANUAL, STARS


@dataclass(frozen=True, slots=True)
class Month:
    """A member's calendar month: the cap, what was bought, what is on order; all in tokens."""

    cap: int
    bought: int
    on_order: int

    def has_room_for(self, tokens: int) -> bool:
        """Whether so many more stay within the cap."""
        return may_buy(tokens, Cap(self.cap), self.bought, self.on_order)


def ways(turn: Turn, pack: Pack) -> tuple[str, ...]:
    """How this pack can be paid where the member is now; nothing on Discord, whose rules ask for that."""
    shop, platform = turn.house.policy.shop, turn.account.platform if turn.account else None
    manual = shop.manual and bool(pack.price)
    if platform is None or not may_offer(Offer.BUYING, platform):
        return ()
    match platform:
        case Platform.WEB:
            return (MANUAL,) if manual else ()
        case Platform.TELEGRAM:
            stars = (STARS,) if shop.stars and pack.stars is not None else ()
            return (*stars, MANUAL) if manual and shop.manual_on_telegram else stars
        case _:
            return ()


def price_of(turn: Turn, pack: Pack, way: str) -> str:
    """What a pack costs, in words."""
    return turn.text("tokens.in_stars", stars=pack.stars) if way == STARS else pack.price


def pack_named(turn: Turn, name: str) -> Pack | None:
    """The pack of this name, if it is still sold."""
    return next((pack for pack in turn.house.policy.shop.packs if pack.name == name), None)


async def month_of(turn: Turn, subject: Subject) -> Month:
    """This month so far: what was given back does not count, orders not yet paid do."""
    since = month_begin(turn.wall, subject)
    paid = await queries.orders(turn.tx, subject.member.id, status=PaymentStatus.CONFIRMED, since=since)
    gone = await queries.refunded(turn.tx, [token.id for token, _ in paid])
    waiting = await queries.orders(turn.tx, subject.member.id, status=PaymentStatus.PENDING)
    return Month(
        cap=subject.choices.spending_cap,
        bought=sum(token.amount for token, _ in paid if token.id not in gone),
        on_order=sum(token.amount for token, _ in waiting),
    )


def month_begin(wall: datetime, subject: Subject) -> datetime:
    """When the member's present month began, by her own clock."""
    local = wall.astimezone(subject.zone)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
