"""Money in operators' hands: orders on the desk, decided once; refunds only by owners; questions answered."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.chat.incoming import Press
from storage import log
from storage.enums import PaymentStatus, Platform, Role
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter
from tests.support.money import Till, till
from tests.support.people import SAFEWORD

PENDING, CONFIRMED, FAILED = PaymentStatus.PENDING, PaymentStatus.CONFIRMED, PaymentStatus.FAILED


@pytest.fixture
async def shop(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Till]:
    """A court that sells tokens, once on each database."""
    async with till(storage, clock, tmp_path) as made:
        yield made


async def asking(shop: Till, name: str = "anna") -> Chatter:
    """A member who has asked for the small pack."""
    anna = await shop.member(name)
    await anna.says("/tokens")
    await anna.presses("5 EUR")
    await anna.presses("Ask for it")
    return anna


async def logged(shop: Till) -> list[str]:
    """The kinds of the log's entries, oldest first."""
    async with shop.court.storage.read() as tx:
        return [row.kind for row in reversed(await log.recent(tx))]


async def test_a_request_stands_on_the_desk_and_is_confirmed(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await asking(shop)
    await olga.says("/desk")
    assert "1 token order" in olga.heard
    assert "anna asks for 50 tokens (Small, 5 EUR)" in olga.heard
    await olga.presses("The money is here")

    assert await shop.statuses(anna) == [CONFIRMED]
    assert await shop.balance(anna) == 50
    assert "Received, thank you: 50 tokens. You hold 50 now." in anna.heard
    assert "payment.confirm" in await logged(shop)


async def test_a_request_is_declined_with_a_reason_the_member_reads(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await asking(shop)
    await olga.says("/desk")
    await olga.presses("Decline")
    await olga.fills(reason="No money came.")
    assert await shop.statuses(anna) == [FAILED]
    assert "The reason given: No money came." in anna.last.text
    assert await shop.balance(anna) == 0
    assert "payment.decline" in await logged(shop)
    await anna.says("/tokens")
    await anna.presses("Statement")
    assert "came to nothing No money came." in anna.last.text


async def test_two_operators_at_once_credit_once_and_the_second_hears_who_did(shop: Till) -> None:
    olga, otto = [await playing.operator(shop.court, name) for name in ("olga", "otto")]
    anna = await asking(shop)
    for operator in (olga, otto):
        await playing.look(operator)
    presses = [
        operator.does(Press(operator.button("The money is here").token), settle=False)
        for operator in (olga, otto)
    ]
    await asyncio.gather(*presses)
    await shop.court.engine.settle()

    assert await shop.balance(anna) == 50
    first = [operator for operator in (olga, otto) if "was first" not in operator.heard]
    assert len(first) == 1
    assert (await logged(shop)).count("payment.confirm") == 1


async def test_a_cancelled_request_leaves_the_desk(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await asking(shop)
    await olga.says("/desk")
    await anna.says("/tokens")
    await anna.presses("Cancel ")
    assert "This has left the desk." in olga.heard
    assert not olga.sees_button("The money is here")


async def test_money_is_confirmed_while_the_member_is_stopped(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await asking(shop)
    await anna.says(SAFEWORD)
    await olga.says("/desk")
    await olga.presses("The money is here")
    assert await shop.balance(anna) == 50
    assert "Received, thank you" in anna.last.text


async def test_a_request_nobody_paid_lapses(shop: Till) -> None:
    anna = await asking(shop)
    await shop.court.pass_time(timedelta(days=14, minutes=1))
    assert await shop.statuses(anna) == [FAILED]
    assert "has lapsed" in anna.heard


async def test_nobody_confirms_her_own_order_nor_one_of_another_persona(shop: Till) -> None:
    await asking(shop)
    other = await playing.operator(shop.court, "otto", personas=["sable"])
    await other.says("/desk")
    assert "Nothing is waiting" in other.last.text


async def test_payments_lists_what_was_paid_and_only_an_owner_gives_back(shop: Till) -> None:
    owner = await playing.operator(shop.court, "olga", role=Role.OWNER)
    otto = await playing.operator(shop.court, "otto")
    anna = await asking(shop)
    await owner.says("/payments")
    assert "wait for a confirmation: 1" in owner.heard
    await owner.says("/desk")
    await owner.presses("The money is here")
    await shop.spends(anna, 20)

    await otto.says("/payments")
    assert "anna: 50 tokens for 5 EUR" in otto.last.text
    await otto.presses("Look at")
    assert not otto.sees_button("Give it back")
    await owner.says("/payments")
    await owner.presses("Look at")
    await owner.presses("Give it back")
    assert "Of the tokens 30 are left and are taken; 20 were spent" in owner.last.text
    await owner.presses("Yes, give it back")
    await owner.presses("I have paid it back")

    assert await shop.balance(anna) == 0
    assert "the money has been paid back to you" in anna.heard
    await owner.says("/payments")
    assert "Written off in all: 20 tokens" in owner.heard
    await owner.presses("Write-offs")
    assert "20 of 50 tokens" in owner.last.text
    assert {"payment.refund", "payment.paid_back"} <= set(await logged(shop))


async def test_two_owners_give_back_once(shop: Till) -> None:
    owners = [await playing.operator(shop.court, name, role=Role.OWNER) for name in ("olga", "otto")]
    anna = await shop.member(on=Platform.TELEGRAM)
    await anna.says("/tokens")
    await anna.presses("250 Stars")
    await shop.pays(anna)
    for owner in owners:
        await owner.says("/payments")
        await owner.presses("Look at")
        await owner.presses("Give it back")
    presses = [owner.does(Press(owner.button("Yes, give it back").token), settle=False) for owner in owners]
    await asyncio.gather(*presses)
    await shop.court.engine.settle()
    assert len(await shop.refunds()) == 1
    assert shop.provider.given_back == ["charge-1"]
    assert "given back already" in owners[0].heard + owners[1].heard


async def test_a_question_reaches_the_desk_and_the_answer_the_member_even_stopped(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    anna = await shop.member()
    await anna.says(SAFEWORD)
    await anna.says("/paysupport")
    assert "pay@example.org" in anna.last.text
    await anna.presses("Write to them")
    await anna.fills(text="Where are my tokens?")
    assert "on its way" in anna.last.text

    await olga.says("/desk")
    assert "1 question about a payment" in olga.heard
    assert "Where are my tokens?" in olga.heard
    await olga.presses("Answer")
    await olga.fills(answer="They were credited a minute ago.")
    assert "They were credited a minute ago." in anna.last.text
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_a_stranger_may_ask_too_but_not_without_end(shop: Till) -> None:
    olga = await playing.operator(shop.court)
    carl = await shop.court.guest("carl")
    for number in range(4):
        await carl.says(f"/paysupport I paid twice, number {number}.")
    assert "wait for an answer already" in carl.last.text
    await olga.says("/desk")
    assert "Somebody on web asks about a payment" in olga.heard
    await olga.presses("Needs no answer")
    assert "Settled." in olga.heard
