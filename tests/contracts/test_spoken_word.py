"""A recording of the safeword, and proofs looked at again, as the place's clients make, hear and see them."""

import pytest

from tests.columns.acting import PROOF
from tests.contracts.places import Place
from tests.media import samples
from tests.support.playing import task_of

pytestmark = pytest.mark.slow


async def test_the_safeword_is_recorded_heard_and_deleted(place: Place) -> None:
    anna = await place.member()
    await anna.says("/settings")
    await anna.presses("Safeword, spoken")
    assert "does not listen for a spoken safeword" in anna.last.text
    await anna.presses("Record it")
    await place.restart()
    await anna.sends_voice(samples.recording("ogg"))
    assert [bubble for bubble in anna.bubbles if await anna.downloads(bubble)], "she hears it"
    await anna.presses("Delete the recordings")
    assert "Your safeword itself is as it was." in anna.heard


async def test_what_was_handed_in_is_shown_again(place: Place) -> None:
    anna = await place.member()
    await task_of(place.court, anna, description="Iron the blue shirt.")
    await anna.says(PROOF)
    await anna.says("/tasks")
    await anna.presses("What I handed in")
    await anna.presses("Iron the blue shirt.")
    assert PROOF in anna.last.text
