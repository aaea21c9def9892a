"""Money in every place: shown everywhere, sold where the platform allows it, helped with, given back."""

from dataclasses import replace

import pytest

from handlers.member.tokens import orders
from storage.enums import Platform, Role
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.contracts.telegram_chatter import TelegramChatter
from tests.support.money import SMALL, selling

pytestmark = pytest.mark.slow


def sells(place: Place) -> None:
    """From now on the court sells tokens, as if it had been configured to."""
    house = place.court.house
    policy = replace(house.policy, shop=selling().shop, paysupport="pay@example.org")
    object.__setattr__(house, "policy", policy)


async def bought(place: Place, anna: Somebody) -> None:
    """She has paid for the small pack by hand."""
    async with place.court.engine.turns.about((await anna.person()).id) as turn:
        await orders.confirm(turn, turn.me, *await orders.place(turn, SMALL, "manual"))
    await place.court.engine.settle()


async def test_tokens_are_shown_everywhere_and_sold_where_the_platform_allows_it(place: Place) -> None:
    sells(place)
    anna, olga = await place.member(spending_cap=1000), await place.operator()
    await anna.says("/tokens")
    assert "You hold 0 tokens" in anna.heard
    if place.platform is Platform.DISCORD:
        assert "Discord's rules" in anna.heard
        assert not anna.sees_button("50 tokens")
        return
    await anna.presses("50 tokens")
    if isinstance(anna, TelegramChatter):
        assert (await anna.client.pays()).paid
        await anna.stage.settle()
    else:
        await anna.presses("Ask for it")
        await olga.says("/desk")
        await olga.presses("The money is here")
    assert "Received, thank you: 50 tokens. You hold 50 now." in anna.heard
    await anna.says("/tokens")
    await anna.presses("Statement")
    assert "+50  bought" in anna.heard


async def test_a_question_about_a_payment_is_answered_in_place(place: Place) -> None:
    sells(place)
    anna, olga = await place.member(), await place.operator()
    await anna.says("/red")
    await anna.says("/paysupport")
    assert "pay@example.org" in anna.heard
    await anna.presses("Write to them")
    await anna.fills(text="Where are my tokens?")
    await olga.says("/desk")
    assert "Where are my tokens?" in olga.heard
    await olga.presses("Answer")
    await olga.fills(answer="They were credited a minute ago.")
    assert "They were credited a minute ago." in anna.heard


async def test_an_owner_gives_a_payment_back(place: Place) -> None:
    sells(place)
    anna, olga = await place.member(spending_cap=1000), await place.operator(role=Role.OWNER)
    await bought(place, anna)
    await olga.says("/payments")
    await olga.presses("Look at")
    await olga.presses("Give it back")
    assert "Of the tokens 50 are left" in olga.heard
    await olga.presses("Yes, give it back")
    await olga.presses("I have paid it back")
    assert "the money has been paid back to you" in anna.heard
    assert (await anna.user()).token_balance == 0
