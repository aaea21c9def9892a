"""Refunds: what is left is taken, the rest written off, tried until done; by itself when somebody goes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.chat.incoming import PaidBack
from handlers.member.tokens import closing
from handlers.ports import NotRefundable
from storage.enums import PaymentStatus, Platform, Role
from storage.tables import Work
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter
from tests.support.money import Till, till

CONFIRMED, FAILED = PaymentStatus.CONFIRMED, PaymentStatus.FAILED


@pytest.fixture
async def shop(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Till]:
    """A court that sells tokens, once on each database."""
    async with till(storage, clock, tmp_path) as made:
        yield made


async def buyer(shop: Till, *charges: str, label: str = "250 Stars") -> Chatter:
    """A member on Telegram who bought a pack for each charge."""
    anna = await shop.member(on=Platform.TELEGRAM)
    for charge in charges:
        await anna.says("/tokens")
        await anna.presses(label)
        await shop.pays(anna, charge)
        shop.court.clock.advance(timedelta(minutes=1))
    return anna


async def test_a_refund_takes_what_is_left_and_writes_off_the_rest(shop: Till) -> None:
    anna = await buyer(shop, "one")
    await shop.spends(anna, 30)
    row = await shop.gives_back(anna)

    assert (row.tokens, row.taken, row.written_off) == (50, 20, 30)
    assert shop.provider.given_back == ["one"]
    (kept,) = await shop.refunds()
    assert (kept.status, kept.payment) == ("done", None)
    assert await shop.balance(anna) == 0
    assert "250 Stars have gone back to you" in anna.heard


async def test_a_provider_in_trouble_is_asked_again_until_it_is_done(shop: Till) -> None:
    anna = await buyer(shop, "one")
    shop.provider.troubles = [OSError("away")] * 6
    await shop.gives_back(anna)
    assert shop.provider.given_back == []
    for _ in range(8):
        await shop.court.pass_time(timedelta(hours=1))
    assert shop.provider.given_back == ["one"]
    assert [row.status for row in await shop.refunds()] == ["done"]


async def test_what_the_provider_refuses_is_told_to_owners_who_try_again(shop: Till) -> None:
    olga = await playing.operator(shop.court, role=Role.OWNER)
    anna = await buyer(shop, "one")
    shop.provider.troubles = [NotRefundable("CHARGE_DISPUTED")]
    await shop.gives_back(anna)
    assert "could not be given back" in olga.last.text

    await olga.says("/payments")
    assert "CHARGE_DISPUTED" in olga.heard
    await olga.presses("Try again")
    assert shop.provider.given_back == ["one"]


async def test_an_owner_may_give_the_tokens_back_instead_of_the_money(shop: Till) -> None:
    olga = await playing.operator(shop.court, role=Role.OWNER)
    anna = await buyer(shop, "one")
    await shop.spends(anna, 10)
    shop.provider.troubles = [NotRefundable("NO")]
    await shop.gives_back(anna)
    assert await shop.balance(anna) == 0
    await olga.says("/payments")
    await olga.presses("Give the tokens back instead")

    assert await shop.balance(anna) == 40
    assert [row.written_off for row in await shop.refunds()] == [0]
    assert "40 tokens taken for it are yours again" in anna.heard
    await shop.gives_back(anna)
    assert shop.provider.given_back == ["one"]
    assert await shop.balance(anna) == 0


async def test_an_exclusion_gives_back_what_was_not_spent_and_voids_orders(shop: Till) -> None:
    anna = await buyer(shop, "one", "two")
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.spends(anna, 60)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")

    assert await shop.statuses(anna) == [CONFIRMED, CONFIRMED, FAILED]
    assert shop.provider.given_back == ["two"]
    assert await shop.balance(anna) == 0
    (row,) = await shop.refunds()
    assert (row.taken, row.written_off) == (40, 10)
    assert "40 tokens that you bought were not spent" in anna.heard


async def test_tokens_given_for_nothing_are_spent_first_and_not_paid_out(shop: Till) -> None:
    anna = await buyer(shop, "one")
    await shop.is_given(anna, 30)
    await shop.spends(anna, 25)
    async with shop.court.engine.turns.about((await anna.person()).id) as turn:
        await closing.close(turn, turn.me, closing.EXCLUDED)
    await shop.court.engine.settle()
    assert shop.provider.given_back == ["one"]
    assert await shop.balance(anna) == 5


async def test_leaving_twice_gives_back_once(shop: Till) -> None:
    anna = await buyer(shop, "one")
    for _ in range(2):
        async with shop.court.engine.turns.about((await anna.person()).id) as turn:
            await closing.close(turn, turn.me, closing.EXCLUDED)
    assert len(await shop.refunds()) == 1


async def test_a_ban_gives_back_what_was_not_spent(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await buyer(shop, "one")
    await olga.says("/member anna")
    await olga.presses("Ban")
    await olga.fills(reason="It does not fit.")
    assert shop.provider.given_back == ["one"]
    await anna.says("/paysupport Was that all of it?")
    assert "on its way" in anna.last.text


async def test_erasing_oneself_gives_back_what_was_not_spent_even_if_the_provider_is_away(shop: Till) -> None:
    anna = await buyer(shop, "one")
    shop.provider.troubles = [OSError("away")]
    await anna.says("/forget")
    await anna.presses("Erase everything")
    await shop.court.pass_time(timedelta(minutes=11))
    await shop.court.pass_time(timedelta(minutes=11))

    async with shop.court.storage.read() as tx:
        from sqlmodel import select

        from storage.tables import User

        assert await tx.all(select(User)) == []
    assert shop.provider.given_back == ["one"]
    (row,) = await shop.refunds()
    assert (row.user_id, row.token_id, row.taken, row.payment) == (None, None, 50, None)


async def test_money_that_comes_after_an_exclusion_is_credited_and_goes_back(shop: Till) -> None:
    anna = await buyer(shop)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")
    await shop.pays(anna, "late")
    assert await shop.statuses(anna) == [CONFIRMED]
    assert shop.provider.given_back == ["late"]
    assert await shop.balance(anna) == 0


async def test_money_that_comes_after_an_erasure_goes_back(shop: Till) -> None:
    anna = await buyer(shop)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    ((_, order),) = await shop.orders(anna)
    await anna.says("/forget")
    await anna.presses("Erase everything")
    await shop.court.pass_time(timedelta(minutes=11))
    await shop.pays(anna, "late", order=order)
    assert shop.provider.given_back == ["late"]


async def test_what_the_provider_gave_back_by_itself_is_taken_back_too(shop: Till) -> None:
    anna = await buyer(shop, "one")
    await shop.spends(anna, 10)
    await anna.does(PaidBack("one"))
    await anna.does(PaidBack("one"))
    (row,) = await shop.refunds()
    assert (row.status, row.taken, row.written_off) == ("done", 40, 10)
    assert await shop.balance(anna) == 0


async def test_what_was_closed_by_a_restored_back_up_is_given_back_too(shop: Till) -> None:
    anna = await buyer(shop, "one")
    person = await anna.person()
    await playing.change(shop.court, anna, excluded_until=shop.court.clock.court() + timedelta(days=200))
    async with shop.court.storage.begin() as tx:
        tx.add(Work(kind=closing.WORK, person_id=person.id, created_at=shop.court.clock.wall()))
    await shop.court.engine.settle()
    assert shop.provider.given_back == ["one"]


async def test_a_refund_by_hand_gives_back_a_part_and_waits_for_an_owner(shop: Till) -> None:
    olga = await playing.operator(shop.court, role=Role.OWNER)
    anna = await shop.member()
    await anna.says("/tokens")
    await anna.presses("5 EUR")
    await anna.presses("Ask for it")
    await olga.says("/desk")
    await olga.presses("The money is here")
    await shop.spends(anna, 38)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")

    (row,) = await shop.refunds()
    assert (row.status, row.tokens, row.taken, row.written_off) == ("open", 12, 12, 0)
    await olga.says("/payments")
    assert "5 EUR × 12/50" in olga.heard
    await olga.presses("I have paid it back")
    assert "the money has been paid back to you" in anna.heard
    assert [each.status for each in await shop.refunds()] == ["done"]
