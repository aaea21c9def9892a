"""Safety: every spelling and every command, wherever something can be typed or pressed."""

import pytest

from storage.enums import ProofType
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.support import playing
from tests.support.people import SAFEWORD

pytestmark = pytest.mark.slow


async def stopped(anna: Somebody) -> bool:
    """Whether everything is stopped for somebody."""
    return (await anna.person()).stopped_at is not None


async def back(place: Place, anna: Somebody, *ticked: str) -> None:
    """Resume once the cool-off is over, with these ticked."""
    await place.pass_time(hours=13)
    await anna.says("/resume")
    for label in ticked:
        await anna.presses(label)
    await anna.presses("Come back")


@pytest.mark.parametrize(
    "words", [f"oh {SAFEWORD.upper()}!", "stop", "🔴", "/red", "/stop", "/safeword", "/tasks marmalade sky"]
)
async def test_red_stops_everything_however_it_is_said(place: Place, words: str) -> None:
    anna, olga = await place.member(), await place.operator()
    task = await playing.task_of(place.court, anna)
    await anna.says(words)

    assert await stopped(anna)
    assert (await playing.seen(place.court, task)).plan.frozen_at is not None
    assert "You did right" in anna.last.text
    assert not anna.sees_button("Hand in proof"), "nothing of the game can be pressed any more"
    assert "stopped everything" in olga.heard
    await olga.presses("Look privately")
    assert "anna" in olga.last.text


async def test_red_in_a_caption_an_edit_or_by_the_shortest_button(place: Place) -> None:
    anna = await place.member()
    await playing.task_of(place.court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption=f"here, {SAFEWORD}")
    assert await stopped(anna)
    assert await playing.attempts(place.court, anna) == []

    beth, cleo = await place.member("beth"), await place.member("cleo")
    if beth.can_edit:
        await beth.says("good evening")
        await beth.rewrites(f"what I meant: {SAFEWORD}")
        assert await stopped(beth)
        assert "You did right" in beth.last.text
    await cleo.stops()
    assert await stopped(cleo)


async def test_a_near_miss_is_held_and_can_go_on_or_stop(place: Place) -> None:
    anna, beth = await place.member(), await place.member("beth")
    for each in (anna, beth):
        await each.says("marmelade sky")
        assert "close to your safeword" in each.last.text
    await anna.presses("No, go on")
    await beth.presses("Stop everything")

    assert not await stopped(anna)
    assert not anna.sees_button("No, go on")
    assert await stopped(beth)
    await anna.says("marmelade sky")
    await place.pass_time(minutes=11)
    assert await stopped(anna), "no answer is a stop"


async def test_after_a_stop_it_is_quiet_and_only_she_comes_back(place: Place) -> None:
    anna, olga = await place.member(), await place.operator()
    kept = await playing.task_of(place.court, anna, description="Fold the linen.", minutes=2880)
    await playing.task_of(place.court, anna, description="Count the spoons.", minutes=2880)
    await anna.says("red")
    await anna.says("/resume")
    assert "no hurry" in anna.last.text
    await anna.presses("a person to write")
    assert "Noted" in anna.last.text
    await olga.says("/member anna")
    await olga.presses("Write")
    await olga.fills(text="I am here if you want to talk.")
    assert "here if you want to talk" in anna.heard
    await anna.says("/tasks")
    assert "stopped" in anna.last.text.casefold()
    await back(place, anna, "Fold the linen")

    assert not await stopped(anna)
    assert (await playing.seen(place.court, kept)).plan.frozen_at is None
    await place.pass_time(hours=24)
    assert "Only if you want to" not in anna.last.text


async def test_yellow_green_and_a_holiday(place: Place) -> None:
    anna = await place.member()
    task = await playing.task_of(place.court, anna)
    due = (await playing.seen(place.court, task)).task.due_at
    await anna.says("/yellow")
    assert "Slowed down" in anna.last.text
    await anna.presses("All well again")
    assert not anna.sees_button("All well again")
    await anna.says("/yellow")
    await anna.says("/green")
    assert "Green" in anna.last.text
    await anna.says("/pause")
    await place.pass_time(hours=30, step=None)
    await anna.presses("I am back")

    assert "Welcome back" in anna.heard
    assert (await playing.seen(place.court, task)).task.due_at > due
    assert not anna.sees_button("I am back")


async def test_time_out_and_exclusion_hold(place: Place) -> None:
    anna = await place.member()
    await anna.says("/timeout")
    await anna.presses("24 hours")
    assert "So be it" in anna.last.text
    await anna.says("/resume")
    assert "cannot be shortened" in anna.last.text
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")
    assert "This court is closed to you until" in anna.last.text
    await anna.says("/tasks")
    assert anna.last.text
    await anna.says("/resume")
    assert "that holds until" in anna.last.text


async def test_another_account_stops_a_lost_phone_by_name_and_word(place: Place) -> None:
    anna, lent = await place.member(), await place.guest("lent")
    await lent.says(f"/stop anna {SAFEWORD}")
    assert await stopped(anna)
    assert "name and safeword were given" in anna.last.text
    assert "somebody else" in lent.heard


async def test_words_of_a_minor_freeze_and_ask(place: Place) -> None:
    anna = await place.member()
    await anna.says("I am only 15 years old")
    assert "are you an adult" in anna.last.text
    await anna.presses("I am 18 or older")
    assert "Everything stays stopped" in anna.last.text
    assert await stopped(anna)
