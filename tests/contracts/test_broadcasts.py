"""A broadcast, from the question to whom to the summary, as the place's clients see it."""

import pytest

from tests.contracts.places import Place
from tests.support import playing
from tests.support.broadcasting import AWAKE, WORDS

pytestmark = pytest.mark.slow


async def test_words_go_to_a_personas_members_and_a_drop_to_those_who_fit(place: Place) -> None:
    olga = await place.operator()
    anna, other = await place.member(**AWAKE), await place.member("hugo", persona="hale", **AWAKE)
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    await olga.presses("Octavia")
    await olga.presses("Everybody")
    await olga.says(WORDS)
    await olga.presses("Done")
    assert "Reaches now: 1" in olga.heard
    await olga.presses("Test to myself")
    assert olga.heard.count(WORDS) >= 2
    await place.restart()
    await olga.presses("Send it to 1")
    await place.pass_time(minutes=1)
    await place.pass_time(seconds=10)
    assert WORDS in anna.heard
    assert WORDS not in other.heard
    assert "Broadcast done. Sent: 1" in olga.heard

    await olga.says("/drops")
    await olga.presses("Morning Call · Madame")
    await olga.presses("Send to many")
    await olga.presses("Only some")
    for answer in ("Watched", "Any tag", "However long"):
        await olga.presses(answer)
    await olga.presses("Done")
    await olga.presses("Send it to 1")
    await place.pass_time(minutes=1)
    await place.pass_time(seconds=10)
    await anna.presses("Listen")
    assert await anna.downloads(anna.last)
    await olga.says("/broadcast")
    assert "Listened to by 1 (100 %)" in olga.heard


async def test_a_photo_goes_to_many_and_a_broadcast_is_stopped(place: Place) -> None:
    olga, anna = await place.operator(personas=["octavia"]), await place.member(quiet_from=600, quiet_to=840)
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    await olga.presses("Everybody")
    await olga.sends(playing.picture(), mime="image/png", caption="Look.", name="look.png")
    await olga.presses("Done")
    await olga.presses("Send it to 1")
    await place.pass_time(seconds=10)
    await olga.presses("Stop the broadcast")
    await place.pass_time(hours=3)
    assert "Broadcast stopped. Sent: 0" in olga.heard
    assert "Look." not in anna.heard
