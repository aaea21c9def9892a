"""The columns of ``tokens``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.enums import PaymentStatus, Role
from storage.tables import Token
from storage.unit import Storage
from tests.columns.acting import DAY
from tests.columns.contents import column
from tests.columns.looking import held, only, rows
from tests.support.clocks import FakeClock
from tests.support.court import Chatter
from tests.support.money import Till, till
from tests.support.playing import operator


@pytest.fixture
async def shop(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Till]:
    """A court that sells tokens."""
    async with till(sqlite_storage, clock, tmp_path) as made:
        yield made


async def orders(anna: Chatter, price: str = "5 EUR") -> None:
    """A member asks for a pack."""
    await anna.says("/tokens")
    await anna.presses(price)
    await anna.presses("Ask for it")


async def confirms(olga: Chatter) -> None:
    """An operator has seen the money of the first order on the desk."""
    await olga.says("/desk")
    await olga.presses("The money is here")


async def statement(anna: Chatter) -> str:
    """What a member's statement says."""
    await anna.says("/tokens")
    await anna.presses("Statement")
    return anna.last.text


@column(
    "tokens.id",
    means="which purchase",
    written="a member asks for a pack with /tokens",
    read="“Cancel” with its reference takes back that order and leaves the other",
)
async def test_cancelling_an_order_leaves_the_other(shop: Till) -> None:
    anna = await shop.member()
    await orders(anna, "5 EUR")
    await orders(anna, "15 EUR")
    ids = {
        await held(shop.court.storage, "tokens.id", each.id) for each in await rows(shop.court, Token, anna)
    }
    assert len(ids) == 2
    (small, first), (large, second) = sorted(await shop.orders(anna), key=lambda order: order[0].amount)
    assert (small.amount, large.amount) == (50, 200)
    await anna.says("/tokens")
    await anna.presses(f"Cancel {first.reference}")

    await anna.says("/tokens")
    assert second.reference in anna.last.text
    assert first.reference not in anna.last.text


@column(
    "tokens.user_id",
    means="who buys",
    written="a member asks for a pack with /tokens",
    read="the tokens are credited to her when an operator has seen the money",
)
async def test_tokens_go_to_whoever_asked_for_them(shop: Till) -> None:
    olga = await operator(shop.court)
    anna, beth = await shop.member(), await shop.member("beth")
    await orders(anna)
    token = await only(shop.court, Token, anna)
    assert await held(shop.court.storage, "tokens.user_id", token) == (await anna.user()).id
    await confirms(olga)

    assert "You hold 50 now." in anna.last.text
    await beth.says("/tokens")
    assert "You hold 0 tokens" in beth.last.text


@column(
    "tokens.amount",
    means="how many",
    written="a member picks a pack with /tokens",
    read="so many are credited when an operator has seen the money",
)
async def test_as_many_tokens_are_credited_as_were_asked_for(shop: Till) -> None:
    olga, anna, beth = await operator(shop.court), await shop.member(), await shop.member("beth")
    for who, price, amount in ((anna, "5 EUR", 50), (beth, "15 EUR", 200)):
        await orders(who, price)
        assert await held(shop.court.storage, "tokens.amount", await only(shop.court, Token, who)) == amount
        await confirms(olga)

    assert "You hold 50 now." in anna.last.text
    assert "You hold 200 now." in beth.last.text


@column(
    "tokens.payment_status",
    means="Pending, Confirmed or Failed",
    written="an operator confirms or declines the order on the desk",
    read="the member's statement says whether it waits, is paid or came to nothing",
)
async def test_the_statement_says_how_an_order_stands(shop: Till) -> None:
    olga, anna, beth = await operator(shop.court), await shop.member(), await shop.member("beth")
    await orders(anna)
    paid = await only(shop.court, Token, anna)
    assert await held(shop.court.storage, "tokens.payment_status", paid) is PaymentStatus.PENDING
    assert "50 tokens: waits for its money" in await statement(anna)
    await confirms(olga)
    await orders(beth)
    declined = await only(shop.court, Token, beth)
    await olga.says("/desk")
    await olga.presses("Decline")
    await olga.fills(reason="No money came.")
    assert await held(shop.court.storage, "tokens.payment_status", paid) is PaymentStatus.CONFIRMED
    assert await held(shop.court.storage, "tokens.payment_status", declined) is PaymentStatus.FAILED

    assert "50 tokens: paid" in await statement(anna)
    assert "50 tokens: came to nothing" in await statement(beth)


@column(
    "tokens.purchased_at",
    means="when it was paid; until then, when it was asked for",
    written="an operator confirms that the money is here",
    read="/payments lists it under that day, and it counts towards the cap of that month",
)
async def test_payments_says_on_which_day_the_money_came(shop: Till) -> None:
    olga, anna = await operator(shop.court, role=Role.OWNER), await shop.member()
    await orders(anna)
    token = await only(shop.court, Token, anna)
    asked = shop.court.clock.wall()
    assert await held(shop.court.storage, "tokens.purchased_at", token) == asked
    shop.court.clock.advance(3 * DAY)
    await confirms(olga)
    assert await held(shop.court.storage, "tokens.purchased_at", token) == asked + 3 * DAY

    await olga.says("/payments")
    assert "05 Mar 2026  anna: 50 tokens" in olga.last.text
    await anna.says("/tokens")
    assert "Bought this month: 50" in anna.last.text
    shop.court.clock.advance(31 * DAY)
    await anna.says("/tokens")
    assert "Bought this month: 0" in anna.last.text
