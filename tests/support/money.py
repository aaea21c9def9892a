"""A court that sells tokens, somebody who pays, and a provider that keeps books of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from handlers.chat.incoming import Checkout, Origin, Paid
from handlers.member.tokens import refunding
from handlers.ports import NotRefundable, Pack, Policy, Shop
from handlers.token_ledger import book_tokens, spend_tokens
from storage.enums import PaymentStatus, Platform
from storage.tables import Refund, Token, TokenEntry, TokenOrder, User
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt

SMALL = Pack("Small", 50, "5 EUR", 250)
LARGE = Pack("Large", 200, "15 EUR", 900)
SHOP = Shop(packs=(SMALL, LARGE), how_to_pay="Ask for the account number.", stars=True)


def selling(**changed: Any) -> Policy:
    """The policy of a court that sells both packs, by hand and for Stars; further settings of the shop."""
    shop = Shop(**{**{name: getattr(SHOP, name) for name in Shop.__dataclass_fields__}, **changed})
    return Policy(admission="open", platforms=frozenset(Platform), paysupport="pay@example.org", shop=shop)


@dataclass(slots=True)
class Provider:
    """Stars as their provider sees them: payments, each given back at most once. ``troubles`` are raised by
    the next refunds, in order."""

    paid: dict[str, int] = field(default_factory=dict)
    given_back: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    async def refund(self, payer: str, charge: str) -> None:
        """Give a payment back; a second time changes nothing."""
        if self.troubles:
            raise self.troubles.pop(0)
        if charge not in self.paid:
            raise NotRefundable(f"CHARGE_NOT_FOUND for {payer}")
        if charge not in self.given_back:
            self.given_back.append(charge)


@dataclass(slots=True)
class Till:
    """A court with its provider, and what can be asked of both."""

    court: ScriptedCourt
    provider: Provider

    async def member(self, name: str = "anna", *, on: Platform = Platform.WEB, cap: int = 1000) -> Chatter:
        """A member with a spending cap."""
        return await playing.member(self.court, name, platform=on, spending_cap=cap, rest_offered=True)

    async def pays(self, anna: Chatter, charge: str = "charge-1", *, order: TokenOrder | None = None) -> None:
        """The newest Stars order of hers is paid, and the court is told."""
        paid_for = order or (await self.orders(anna))[-1][1]
        self.provider.paid[charge] = paid_for.stars or 0
        await anna.does(Paid(str(paid_for.token_id), charge, paid_for.stars or 0, "XTR"))

    async def may_pay(self, anna: Chatter, order: TokenOrder, *, amount: int | None = None) -> str | None:
        """What the question before the payment is answered."""
        from bot.checkouts import Checkouts

        origin = Origin(anna.platform, anna.bot, anna.address, anna.address)
        question = Checkout(str(order.token_id), amount or order.stars or 0, "XTR")
        return await Checkouts(self.court.engine.turns).asked(origin, question)

    async def orders(self, anna: Chatter) -> list[tuple[Token, TokenOrder]]:
        """Her orders, oldest first."""
        user = await anna.user()
        async with self.court.storage.read() as tx:
            statement = select(Token, TokenOrder).join(TokenOrder, col(TokenOrder.token_id) == col(Token.id))
            rows = await tx.all(statement.where(col(Token.user_id) == user.id))
            return sorted(rows, key=lambda row: (row[1].asked_at, row[0].purchased_at))

    async def statuses(self, anna: Chatter) -> list[PaymentStatus]:
        """Where her orders stand."""
        return [token.payment_status for token, _ in await self.orders(anna)]

    async def refunds(self) -> list[Refund]:
        """Every refund, oldest first."""
        async with self.court.storage.read() as tx:
            return list(await tx.all(select(Refund).order_by(col(Refund.at), col(Refund.reference))))

    async def spends(self, anna: Chatter, cost: int, cause: str = "scene:1:unlocked") -> bool:
        """She spends tokens."""
        async with self.court.engine.turns.about((await anna.person()).id) as turn:
            return await spend_tokens(turn, turn.me, cause, cost)

    async def is_given(self, anna: Chatter, tokens: int, cause: str = "gift:1:given") -> None:
        """The court gives her tokens for nothing."""
        async with self.court.engine.turns.about((await anna.person()).id) as turn:
            await book_tokens(turn, turn.me, cause, tokens)

    async def gives_back(self, anna: Chatter, number: int = 0) -> Refund:
        """One of her purchases is given back."""
        token, order = (await self.orders(anna))[number]
        async with self.court.engine.turns.about((await anna.person()).id) as turn:
            bought, kept = await turn.tx.get(Token, token.id), await turn.tx.get(TokenOrder, order.token_id)
            assert bought is not None
            assert kept is not None
            row = await refunding.give_back(turn, turn.me, bought, kept, "operator")
        await self.court.engine.settle()
        return row

    async def balance(self, anna: Chatter) -> int:
        """What she holds, which has to be what her ledger says."""
        user = await anna.user()
        assert user.token_balance == await folded(self.court.storage, user)
        assert user.token_balance >= 0
        return user.token_balance


async def folded(storage: Storage, user: User) -> int:
    """The fold of a member's token ledger."""
    async with storage.read() as tx:
        rows = await tx.all(select(TokenEntry).where(col(TokenEntry.user_id) == user.id))
        return sum(row.taken for row in rows)


@asynccontextmanager
async def till(storage: Storage, clock: FakeClock, directory: Path, **shop: Any) -> AsyncIterator[Till]:
    """A court that sells tokens."""
    court = ScriptedCourt(storage, clock, directory, policy=selling(**shop))
    provider = Provider()
    court.house.stars[Platform.TELEGRAM] = provider
    try:
        yield Till(court, provider)
    finally:
        await court.close()
