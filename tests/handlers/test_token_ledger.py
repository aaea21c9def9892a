"""The token ledger through the court's own ways: whatever happens in whatever order, the books agree."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from handlers.chat.incoming import Paid, PaidBack
from handlers.member.tokens import closing, orders, refunding
from handlers.ports import NotRefundable, Pack
from handlers.token_ledger import book_tokens, reverse_tokens, spend_tokens
from handlers.turn import Turn
from storage.enums import PaymentStatus, Platform
from storage.queries import money as queries
from storage.sealing import CourtKeys, Keyring
from storage.tables import Refund, Token, TokenEntry, TokenOrder
from storage.unit import Storage
from tests.support import databases
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.money import Till, till

ACTS = (
    "order",
    "pay",
    "decline",
    "refund",
    "spend",
    "reverse",
    "gift",
    "refuse",
    "keep",
    "provider",
    "leave",
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 80)), max_size=18)


async def booked(court: ScriptedCourt, anna: Chatter, act: Callable[[Turn], Awaitable[object]]) -> object:
    """Something done to her tokens in a turn of its own."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        result = await act(turn)
    await court.engine.settle()
    return result


async def test_a_cause_is_booked_once_and_reversed_once(court: ScriptedCourt) -> None:
    from tests.support import playing

    anna = await playing.member(court)

    async def play(turn: Turn) -> list[object]:
        return [
            await book_tokens(turn, turn.me, "gift:1:given", 10),
            await book_tokens(turn, turn.me, "gift:1:given", 10),
            await spend_tokens(turn, turn.me, "scene:1:unlocked", 11),
            await spend_tokens(turn, turn.me, "scene:1:unlocked", 6),
            await spend_tokens(turn, turn.me, "scene:1:unlocked", 1),
            await reverse_tokens(turn, turn.me, "scene:1:unlocked"),
            await reverse_tokens(turn, turn.me, "scene:1:unlocked"),
            await book_tokens(turn, turn.me, "fine:1:other", -50),
            await reverse_tokens(turn, turn.me, "fine:1:other"),
        ]

    assert await booked(court, anna, play) == [10, 0, False, True, False, 6, 0, -10, 10]
    assert (await anna.user()).token_balance == 10


async def test_a_cost_below_nothing_is_a_mistake(court: ScriptedCourt) -> None:
    from tests.support import playing

    anna = await playing.member(court)
    with pytest.raises(ValueError, match="0 or more"):
        await booked(court, anna, lambda turn: spend_tokens(turn, turn.me, "scene:1:unlocked", -1))


@dataclass(slots=True)
class Life:
    """A member's life with money, step by step; ``spent`` are the causes of what she paid for."""

    shop: Till
    anna: Chatter
    spent: list[str] = field(default_factory=list)
    numbers: int = 0

    async def step(self, act: str, number: int) -> None:
        """One act; ``number`` picks which and how much."""
        self.numbers += 1
        self.shop.court.clock.advance(timedelta(minutes=1))
        match act:
            case "order":
                way = ("stars", "manual")[number % 2]
                pack = Pack("Any", 1 + number, "5 EUR", 100 + number)
                await self._turn(lambda turn: orders.place(turn, pack, way))
            case "pay" | "decline":
                await self._decide(number, paid=act == "pay")
            case "refund" | "provider":
                await self._refund(number, by_provider=act == "provider")
            case "refuse":
                self.shop.provider.troubles.append(NotRefundable("NO") if number % 2 else OSError("away"))
            case _:
                await self._inside(act, number)

    async def _inside(self, act: str, number: int) -> None:
        """What needs no provider."""
        match act:
            case "spend":
                cause = f"scene:{self.numbers}:unlocked"
                if await self._turn(lambda turn: spend_tokens(turn, turn.me, cause, number)):
                    self.spent.append(cause)
            case "reverse" if self.spent:
                cause = self.spent[number % len(self.spent)]
                await self._turn(lambda turn: reverse_tokens(turn, turn.me, cause))
            case "gift":
                name = f"gift:{self.numbers}:given"
                await self._turn(lambda turn: book_tokens(turn, turn.me, name, number))
            case "keep":
                await self._keep()
            case "leave":
                await self._turn(lambda turn: closing.close(turn, turn.me, closing.EXCLUDED))

    async def _turn(self, act: Callable[[Turn], Awaitable[object]]) -> object:
        return await booked(self.shop.court, self.anna, act)

    async def _decide(self, number: int, *, paid: bool) -> None:
        found = await self.shop.orders(self.anna)
        if not found:
            return
        token, order = found[number % len(found)]
        if paid and order.provider == "stars":
            charge = f"charge-{number % 7}-{order.reference}"
            self.shop.provider.paid[charge] = order.stars or 0
            await self.anna.does(Paid(str(token.id), charge, order.stars or 0, "XTR"))
        elif token.payment_status is PaymentStatus.PENDING:
            await self._turn(lambda turn: _decided(turn, token.id, paid=paid))

    async def _refund(self, number: int, *, by_provider: bool) -> None:
        paid = [row for row in await self.shop.orders(self.anna) if row[0].payment_status == "Confirmed"]
        if not paid:
            return
        token, order = paid[number % len(paid)]
        if by_provider and order.provider == "stars":
            charge = next(c for c in self.shop.provider.paid if order.reference in c)
            await self._provider_gives_back(token.id, charge)
            return
        await self._turn(lambda turn: _given_back(turn, token.id))

    async def _provider_gives_back(self, token_id: uuid.UUID, charge: str) -> None:
        async with self.shop.court.storage.read() as tx:
            order = await tx.get(TokenOrder, token_id)
            known = order is not None and order.charge_hash == tx.keyring.keyed_hash("charge", charge)
        if known and charge not in self.shop.provider.given_back:
            self.shop.provider.given_back.append(charge)
            await self.anna.does(PaidBack(charge))

    async def _keep(self) -> None:
        refused = [row for row in await self.shop.refunds() if row.status == queries.REFUSED]
        if refused:
            await self._turn(lambda turn: _kept(turn, refused[0].id))

    async def books_agree(self) -> None:
        """The balance is the fold of the ledger and not below zero, and no cause stands twice."""
        await self.shop.balance(self.anna)
        user = await self.anna.user()
        async with self.shop.court.storage.read() as tx:
            rows = await tx.all(select(TokenEntry).where(col(TokenEntry.user_id) == user.id))
        assert max(Counter(row.cause for row in rows).values(), default=1) == 1
        assert sorted(row.number for row in rows) == list(range(1, len(rows) + 1))
        for row in await self.shop.refunds():
            assert row.status == queries.RETURNED or row.taken + row.written_off == row.tokens
            assert row.taken >= 0

    async def provider_agrees(self) -> None:
        """In the end every payment is credited, or on its way back, or back; and never twice."""
        self.shop.provider.troubles.clear()
        for _ in range(12):
            await self.shop.court.pass_time(timedelta(hours=1, minutes=1))
        rows = await self.shop.refunds()
        done = sum(row.status == queries.DONE and row.provider == "stars" for row in rows)
        assert len(self.shop.provider.given_back) == done
        assert not [row for row in rows if row.status == queries.OPEN and row.provider == "stars"]
        kept = [row for row in await self.shop.orders(self.anna) if row[1].charge_hash]
        stray = [row for row in rows if row.token_id is None]
        assert len(kept) + len(stray) == len(self.shop.provider.paid)


async def _decided(turn: Turn, token_id: uuid.UUID, *, paid: bool) -> None:
    token, order = await turn.tx.get(Token, token_id), await turn.tx.get(TokenOrder, token_id)
    assert token is not None
    assert order is not None
    if paid:
        await orders.confirm(turn, turn.me, token, order)
    else:
        await orders.fail(turn, turn.me, token, order, "declined", by=turn.me.person.id)


async def _given_back(turn: Turn, token_id: uuid.UUID) -> None:
    token, order = await turn.tx.get(Token, token_id), await turn.tx.get(TokenOrder, token_id)
    assert token is not None
    assert order is not None
    if not await queries.refunded(turn.tx, [token_id]):
        await refunding.give_back(turn, turn.me, token, order, "operator")


async def _kept(turn: Turn, refund_id: uuid.UUID) -> None:
    row = await queries.locked_refund(turn.tx, refund_id)
    assert isinstance(row, Refund)
    await refunding.keep_tokens(turn, turn.me, row, by=turn.me.person.id)


async def lived(template: Path, steps: list[tuple[str, int]]) -> None:
    """A life of these steps in a court of its own; the books are looked at after each."""
    with TemporaryDirectory() as folder, databases.quick_folder(Path(folder)) as quick:
        storage = Storage(databases.copy_sqlite_template(template, quick), Keyring(CourtKeys.fresh()))
        try:
            async with till(storage, FakeClock(), Path(folder)) as shop:
                life = Life(shop, await shop.member(on=Platform.TELEGRAM, cap=100_000))
                for act, number in steps:
                    await life.step(act, number)
                    await life.books_agree()
                await life.provider_agrees()
                await life.books_agree()
        finally:
            await storage.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=25)
@given(steps=STEPS)
def test_in_any_order_the_books_agree(sqlite_template: Path, steps: list[tuple[str, int]]) -> None:
    asyncio.run(lived(sqlite_template, steps))


@pytest.mark.slow
def test_a_long_life_agrees_too(sqlite_template: Path) -> None:
    dice = random.Random(7)
    steps = [(dice.choice([*ACTS[:-1], "order", "pay", "pay"]), dice.randrange(81)) for _ in range(120)]
    asyncio.run(lived(sqlite_template, [*steps, ("leave", 0)]))
