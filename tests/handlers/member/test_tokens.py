"""Tokens: what is offered where, ordered within the cap, paid once, cancelled, told in full."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.chat.incoming import Paid
from storage.enums import PaymentStatus, Platform
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.money import Till, till
from tests.support.people import SAFEWORD

PENDING, CONFIRMED, FAILED = PaymentStatus.PENDING, PaymentStatus.CONFIRMED, PaymentStatus.FAILED


@pytest.fixture
async def shop(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Till]:
    """A court that sells tokens."""
    async with till(sqlite_storage, clock, tmp_path) as made:
        yield made


async def test_on_the_web_packs_are_asked_for_by_hand(shop: Till) -> None:
    anna = await shop.member()
    await anna.says("/tokens")
    assert "You hold 0 tokens" in anna.last.text
    await anna.presses("50 tokens · 5 EUR")
    assert await shop.orders(anna) == []
    await anna.presses("Ask for it")

    ((token, order),) = await shop.orders(anna)
    assert (token.amount, token.payment_status, order.provider) == (50, PENDING, "manual")
    assert order.reference in anna.last.text
    assert "account number" in anna.last.text
    assert await shop.balance(anna) == 0


async def test_on_telegram_stars_are_asked_for_and_nothing_else(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    assert anna.sees_button("50 tokens · 250 Stars")
    assert not anna.sees_button("EUR")
    await anna.presses("250 Stars")

    (invoice,) = shop.court.platforms[Platform.TELEGRAM].invoices
    ((token, order),) = await shop.orders(anna)
    assert (invoice.stars, invoice.payload) == (250, str(token.id))
    assert (order.provider, token.payment_status) == ("stars", PENDING)


async def test_by_hand_on_telegram_only_if_the_owner_took_the_risk(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with till(sqlite_storage, clock, tmp_path, manual_on_telegram=True) as shop:
        anna = await shop.member(on=Platform.TELEGRAM)
        await anna.says("/tokens")
        assert anna.sees_button("5 EUR")


async def test_on_discord_they_are_only_shown_and_it_is_said_why(shop: Till) -> None:
    anna = await shop.member(on=Platform.DISCORD)
    await shop.is_given(anna, 7)
    await anna.says("/tokens")
    assert "You hold 7 tokens" in anna.last.text
    assert "Small: 50 tokens" in anna.last.text
    assert "Discord's rules" in anna.last.text
    assert not anna.sees_button("50 tokens")


async def test_a_payment_is_credited_once_however_often_it_is_told(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna)
    await shop.pays(anna)

    assert await shop.balance(anna) == 50
    assert await shop.statuses(anna) == [CONFIRMED]
    assert "Received, thank you: 50 tokens" in anna.heard
    assert await shop.refunds() == []


async def test_a_payment_made_before_a_stop_is_credited_after_it(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await anna.says(SAFEWORD)
    await shop.pays(anna)

    assert await shop.balance(anna) == 50
    assert (await anna.person()).stopped_at is not None


async def test_while_stopped_nothing_is_sold_but_everything_is_shown(shop: Till) -> None:
    anna = await shop.member()
    await anna.says("/tokens")
    offered = anna.button("5 EUR")
    await anna.says(SAFEWORD)
    await anna.says("/tokens")
    assert "nothing is sold" in anna.last.text
    assert not anna.sees_button("5 EUR")
    assert offered.token not in [choice.token for bubble in anna.bubbles for choice in bubble.buttons]
    await anna.presses("Statement")
    assert "Nothing has come or gone yet." in anna.last.text


async def test_who_has_not_raised_her_cap_yet_is_told_how_before_she_presses_anything(shop: Till) -> None:
    anna = await shop.member(cap=0)
    await anna.says("/tokens")
    assert "nothing can be bought yet. Raise it in /settings" in anna.last.text


async def test_the_cap_holds_over_what_is_bought_and_what_is_on_order(shop: Till) -> None:
    anna = await shop.member(cap=99)
    for _ in range(2):
        await anna.says("/tokens")
        await anna.presses("5 EUR")
        if anna.sees_button("Ask for it"):
            await anna.presses("Ask for it")

    assert len(await shop.orders(anna)) == 1
    assert "monthly cap of 99 tokens: 0 are bought, 50 on order" in anna.last.text


async def test_a_new_month_makes_room_again(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM, cap=60)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    assert "monthly cap" in anna.last.text
    shop.court.clock.advance(timedelta(days=31))
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    assert len(await shop.orders(anna)) == 2


async def test_an_order_can_be_cancelled_until_it_is_paid(shop: Till) -> None:
    anna = await shop.member()
    await anna.says("/tokens")
    await anna.presses("5 EUR")
    await anna.presses("Ask for it")
    await anna.says("/tokens")
    await anna.presses("Cancel ")
    assert await shop.statuses(anna) == [FAILED]
    await anna.presses("Cancel ")
    assert "settled already" in anna.last.text


async def test_an_invoice_that_is_cancelled_disappears_and_cannot_be_paid(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    ((_, order),) = await shop.orders(anna)
    assert await shop.may_pay(anna, order) is None
    await anna.says("/tokens")
    await anna.presses("Cancel ")
    assert "Tokens for this court" not in anna.heard
    assert "lapsed" in (await shop.may_pay(anna, order) or "")


async def test_an_invoice_lapses_after_an_hour(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    ((_, order),) = await shop.orders(anna)
    await shop.court.pass_time(timedelta(minutes=61))
    assert await shop.statuses(anna) == [FAILED]
    assert await shop.may_pay(anna, order) is not None


async def test_money_that_comes_late_is_credited_all_the_same(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.court.pass_time(timedelta(minutes=61))
    await shop.pays(anna)
    assert await shop.statuses(anna) == [CONFIRMED]
    assert await shop.balance(anna) == 50


async def test_before_a_payment_everything_is_looked_at_again(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    bea = await shop.member("bea", on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    ((_, order),) = await shop.orders(anna)

    assert "not yours" in (await shop.may_pay(bea, order) or "")
    assert "not yours" in (await shop.may_pay(anna, order, amount=1) or "")
    await playing.change(shop.court, anna, spending_cap=10)
    assert "monthly cap of 10" in (await shop.may_pay(anna, order) or "")
    await playing.change(shop.court, anna, spending_cap=50)
    assert await shop.may_pay(anna, order) is None
    await anna.says(SAFEWORD)
    assert "stands still" in (await shop.may_pay(anna, order) or "")


@pytest.mark.parametrize("what", ["another order", "another amount", "another currency"])
async def test_a_payment_that_fits_no_order_goes_straight_back(shop: Till, what: str) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    ((token, _),) = await shop.orders(anna)
    shop.provider.paid["odd"] = 250
    payload = "no order" if what == "another order" else str(token.id)
    amount = 1 if what == "another amount" else 250
    await anna.does(Paid(payload, "odd", amount, "EUR" if what == "another currency" else "XTR"))

    assert shop.provider.given_back == ["odd"]
    assert await shop.balance(anna) == 0
    assert await shop.statuses(anna) == [PENDING]


async def test_a_second_payment_of_one_order_goes_back(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna, "first")
    await shop.pays(anna, "second")
    assert await shop.balance(anna) == 50
    assert shop.provider.given_back == ["second"]


async def test_the_statement_lists_everything_with_its_reason(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna)
    await shop.is_given(anna, 5)
    await shop.spends(anna, 30)
    await shop.gives_back(anna)
    await anna.says("/tokens")
    await anna.presses("Statement")

    text = anna.last.text
    assert "You hold 0 tokens" in text
    for line in ("+50  bought", "+5  a gift", "-30  a scene unlocked", "-25  given back (25 less"):
        assert line in text
    assert "given back" in text.partition("Your orders:")[2]


async def test_a_long_statement_has_pages(shop: Till) -> None:
    anna = await shop.member()
    for number in range(25):
        await shop.is_given(anna, 1, f"gift:{number}:given")
    await anna.says("/tokens")
    await anna.presses("Statement")
    assert anna.last.text.count("a gift") == 20
    await anna.presses("Older")
    assert anna.last.text.count("a gift") == 5


async def test_a_reality_check_tells_of_tokens(shop: Till) -> None:
    anna = await shop.member(on=Platform.TELEGRAM)
    await playing.change(shop.court, anna, reality_minutes=30)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna)
    for _ in range(4):
        shop.court.clock.advance(timedelta(minutes=10))
        await anna.says("/me")
    assert "Tokens you hold: 50; bought this month: 50" in anna.heard


async def test_without_packs_nothing_is_sold(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with till(sqlite_storage, clock, tmp_path, packs=()) as shop:
        anna = await shop.member()
        await anna.says("/tokens")
        assert "No tokens are sold" in anna.last.text
