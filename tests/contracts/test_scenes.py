"""A scene, from the operator's recording to the last word of it, as the place's clients make and hear it."""

import pytest

from tests.contracts.places import Place
from tests.media import samples
from tests.support.scenes import ABOUT, NAME, SPOKEN, owned, rich

pytestmark = pytest.mark.slow


async def test_a_scene_is_made_unlocked_heard_and_finished(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await rich(place.court, anna)
    await olga.says("/scene")
    await olga.presses("New scene")
    await olga.sends_voice(samples.recording("ogg"))
    await olga.presses("Octavia")
    await olga.says(NAME)
    await olga.presses("CamGirl")
    await olga.says("7")
    await olga.says(ABOUT)
    await olga.says(SPOKEN)
    await olga.presses("Done")
    await olga.presses("every tier")
    await olga.sends_voice(samples.recording("ogg"))
    await place.restart()
    await olga.presses("Put it on the shelf")
    await anna.says("/scenes")
    assert ABOUT in anna.heard
    await anna.presses(NAME)
    assert await anna.downloads(anna.last), "the sample can be heard"
    await anna.presses("Unlock · 7 tokens")
    assert "You hold 30 tokens; 23 are left then." in anna.heard
    await place.restart()
    await anna.presses("Yes, unlock it")
    assert await anna.downloads(anna.last), "the scene can be heard"
    await anna.presses("Finished")
    await anna.says("/scenes")
    await anna.presses("Yours")
    assert "finished on" in anna.heard
    await anna.presses(NAME)
    assert await anna.downloads(anna.last)

    [(own, unlock)] = await owned(place.court, anna)
    assert own.completed_at is not None
    assert unlock.delivered_at is not None
    assert (await anna.user()).token_balance == 23
