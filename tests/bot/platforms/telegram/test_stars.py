"""Stars over the strict Bot API server: a real invoice, the question in time, credited once, given back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.enums import PaymentStatus, Role
from storage.queries.money import REFUSED
from storage.unit import Storage
from tests.contracts.telegram import TelegramChatter, TelegramCourt, telegram_court
from tests.fakes.telegram.people import Payment
from tests.support.clocks import FakeClock
from tests.support.money import Provider, Till, selling
from tests.support.people import SAFEWORD

PENDING, CONFIRMED, FAILED = PaymentStatus.PENDING, PaymentStatus.CONFIRMED, PaymentStatus.FAILED


@pytest.fixture(params=["polling", "webhook"])
async def court(
    request: pytest.FixtureRequest, sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[TelegramCourt]:
    """A court on Telegram that sells tokens for Stars."""
    async with telegram_court(sqlite_storage, clock, tmp_path, mode=request.param, policy=selling()) as made:
        yield made


@pytest.fixture
def shop(court: TelegramCourt) -> Till:
    """What can be asked of its books; the provider is Telegram."""
    return Till(court, Provider())


async def ordering(court: TelegramCourt, name: str = "anna", **settings: object) -> TelegramChatter:
    """A member with an open invoice."""
    anna = await court.member(name, **{"spending_cap": 1000, "rest_offered": True, **settings})
    await anna.says("/tokens")
    await anna.presses("50 tokens")
    return anna


async def paying(court: TelegramCourt, anna: TelegramChatter) -> Payment:
    """She pays the newest invoice, and everything that follows is done."""
    payment = await anna.client.pays()
    await court.settle()
    return payment


async def test_the_invoice_is_neutral_and_its_payment_credited(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    invoice = anna.client.last
    assert (invoice.kind, invoice.keyboard, invoice.protected) == ("invoice", [["Pay ⭐️250"]], True)
    assert invoice.content["invoice"]["title"] == "50 tokens"

    assert (await paying(court, anna)).paid
    assert await shop.balance(anna) == 50
    assert await shop.statuses(anna) == [CONFIRMED]
    assert "Received, thank you: 50 tokens" in anna.last.text
    assert court.server.stars.balance == 250


async def test_told_again_it_is_not_credited_again(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    await paying(court, anna)
    told = [update for update in court.server.updates.log if "successful_payment" in str(update)]
    court.server.updates.again(*(update["update_id"] for update in told))
    await court.settle()
    assert await shop.balance(anna) == 50


async def test_an_invoice_is_paid_once(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    await paying(court, anna)
    again = await paying(court, anna)
    assert not again.paid
    assert "settled or has lapsed" in again.refused
    assert court.server.stars.balance == 250


async def test_who_stopped_after_ordering_is_not_charged(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    await anna.says(SAFEWORD)
    payment = await paying(court, anna)
    assert not payment.paid
    assert "Nothing was charged" in payment.refused
    assert court.server.stars.charges == {}
    assert await shop.statuses(anna) == [PENDING]


async def test_a_stop_between_the_question_and_the_payment_does_not_undo_it(
    court: TelegramCourt, shop: Till
) -> None:
    anna = await ordering(court)
    await court.telegram.stop()
    await anna.client.says(SAFEWORD)
    ((_, order),) = await shop.orders(anna)
    court.server.stars.charge("stx1", anna.client.user, 250, str(order.token_id))
    anna.client.put(
        {
            "successful_payment": {
                "currency": "XTR",
                "total_amount": 250,
                "invoice_payload": str(order.token_id),
                "telegram_payment_charge_id": "stx1",
                "provider_payment_charge_id": "x",
            }
        }
    )
    await court.restart()
    await court.settle()
    assert (await anna.person()).stopped_at is not None
    assert await shop.balance(anna) == 50


async def test_two_payments_at_once_are_credited_once_and_the_other_goes_back(
    court: TelegramCourt, shop: Till
) -> None:
    anna = await ordering(court)
    payments = await asyncio.gather(anna.client.pays(), anna.client.pays())
    await court.settle()
    assert sum(payment.paid for payment in payments) in (1, 2)
    assert await shop.balance(anna) == 50
    assert court.server.stars.balance == 250


async def test_an_owner_gives_it_back_and_telegram_says_so_too(court: TelegramCourt, shop: Till) -> None:
    olga = await court.operator(role=Role.OWNER)
    anna = await ordering(court)
    await paying(court, anna)
    await shop.spends(anna, 15)
    await olga.says("/payments")
    await olga.presses("Look at")
    await olga.presses("Give it back")
    await olga.presses("Yes, give it back")
    await court.settle()

    assert court.server.stars.balance == 0
    (row,) = await shop.refunds()
    assert (row.status, row.taken, row.written_off) == ("done", 35, 15)
    assert await shop.balance(anna) == 0
    assert "250 Stars have gone back to you" in anna.heard


async def test_what_telegram_gives_back_by_itself_is_followed(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    payment = await paying(court, anna)
    from telegram import Bot

    async with Bot(
        court.server.token, base_url=court.server.base_url, base_file_url=court.server.base_file_url
    ) as bot:
        await bot.refund_star_payment(anna.client.id, payment.charge_id)
    await court.settle()
    assert await shop.balance(anna) == 0
    assert [row.status for row in await shop.refunds()] == ["done"]


async def test_a_charge_telegram_does_not_know_is_left_to_owners(court: TelegramCourt, shop: Till) -> None:
    olga = await court.operator(role=Role.OWNER)
    anna = await ordering(court)
    await paying(court, anna)
    court.server.stars.charges.clear()
    await shop.gives_back(anna)
    await court.settle()
    assert [row.status for row in await shop.refunds()] == [REFUSED]
    assert "could not be given back" in olga.heard


async def test_an_exclusion_gives_the_stars_back(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    await paying(court, anna)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")
    await court.settle()
    assert court.server.stars.balance == 0
    assert await shop.balance(anna) == 0


async def test_an_invoice_that_is_cancelled_leaves_the_chat(court: TelegramCourt, shop: Till) -> None:
    anna = await ordering(court)
    invoice = anna.client.last
    await anna.says("/tokens")
    await anna.presses("Cancel ")
    assert invoice.deleted
    assert await shop.statuses(anna) == [FAILED]


async def test_nothing_can_be_paid_in_a_court_that_sells_nothing(
    court: TelegramCourt, shop: Till, sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    anna = await ordering(court)
    object.__setattr__(court.house, "policy", selling(stars=False))
    assert "Nothing is sold at the moment" in (await paying(court, anna)).refused
