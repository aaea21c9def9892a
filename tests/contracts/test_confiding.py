"""Confessions, voice drops and tokens, as the place's clients make, hear and see them."""

import pytest

from tests.contracts.places import Place
from tests.media import samples
from tests.support.confiding import WORDS, answer, confess, kept, opened
from tests.support.dropping import NAME, SPOKEN

pytestmark = pytest.mark.slow


async def test_a_confession_is_said_answered_and_removed(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await anna.says("/confess")
    await anna.says(WORDS)
    assert "Send this to Madame Octavia?" in anna.last.text
    await place.restart()
    await anna.presses("Send it")
    assert not anna.sees_button("Send it")
    await answer(olga, "Well said. Say it again tomorrow.")
    assert "Well said. Say it again tomorrow." in anna.heard
    await anna.says("/confess")
    await anna.presses("What you confessed")
    await anna.presses("I read your letter")
    await anna.presses("Remove it")
    await anna.presses("for good")

    [confession] = await kept(place.court, anna)
    assert await opened(place.court, confession) is None


async def test_a_voice_note_confesses_too(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await anna.says("/confess")
    await anna.sends_voice(samples.recording("ogg"))
    await anna.presses("Send it")
    assert len(await kept(place.court, anna)) == 1
    await olga.says("/desk")
    assert [bubble for bubble in olga.bubbles if await olga.downloads(bubble)], "the desk plays it"
    await confess(anna)


async def test_a_drop_is_made_of_an_audio_message_and_opened_with_a_press(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await olga.says("/schedule")
    assert "not known here" not in olga.heard
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends_voice(samples.recording("ogg"))
    await olga.presses("Octavia")
    for words in (NAME, "A word at the end of the day.", SPOKEN):
        await olga.says(words)
    await olga.presses("Done")
    await olga.presses("Send to a member")
    await olga.presses("anna")
    await olga.presses("Send it")
    assert "On its way to anna." in olga.heard
    assert NAME in anna.heard
    assert SPOKEN not in anna.heard
    await anna.presses("Listen")
    assert await anna.downloads(anna.last)
    await anna.says("/voice")
    assert NAME in anna.heard


async def test_tokens_are_shown_and_payment_support_is_told(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await anna.says("/tokens")
    assert "You hold 0 tokens" in anna.heard
    before = len(anna.bubbles)
    await anna.says("/paysupport")
    assert len(anna.bubbles) > before
    await olga.says("/payments")
    assert "not known here" not in olga.heard
    await anna.says("/payments")
    assert "not known here" in anna.last.text
