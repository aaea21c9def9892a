"""Forgiveness, from the price to the statement, as the place's clients see it."""

import pytest

from tests.contracts.places import Place
from tests.support.appealing import missed
from tests.support.forgiving import forgiven, gift, purse

pytestmark = pytest.mark.slow


async def test_a_failure_is_forgiven_for_tokens(place: Place) -> None:
    anna = await place.member(points=50)
    await gift(place.court, anna, 20)
    task_id = await missed(place.court, anna)
    await anna.says("/forgive")
    await anna.presses("brass")
    assert "Forgiving this costs 15 tokens" in anna.heard
    await place.restart()
    await anna.presses("Yes, for 15 tokens")
    assert "15 tokens paid, 5 left. Points given back: 5." in anna.heard
    assert [row.task_id for row in await forgiven(place.court, anna)] == [task_id]
    assert (await purse(place.court, anna), (await anna.user()).obedience_points) == (5, 50)
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "not done, and forgiven" in anna.heard


async def test_the_news_of_a_failure_leads_there_and_to_the_tokens_that_are_missing(place: Place) -> None:
    anna = await place.member(points=50)
    await gift(place.court, anna, 1)
    await missed(place.court, anna)
    await anna.presses("Have it forgiven")
    assert "Tokens missing: 14." in anna.heard
    await anna.presses("To my tokens")
    assert "You hold 1 tokens" in anna.heard
    assert await forgiven(place.court, anna) == []
