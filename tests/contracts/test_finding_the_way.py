"""From /me and /help to everything that can be done, by buttons alone, as the place's clients see it."""

import pytest

from tests.contracts.places import Place

pytestmark = pytest.mark.slow


async def test_buttons_lead_from_me_to_a_suggestion_and_to_the_limits(place: Place) -> None:
    anna = await place.member()
    await anna.says("/me")
    await anna.presses("What can I do?")
    assert "/suggest" in anna.heard
    await anna.presses("Play")
    await place.restart()
    await anna.presses("Suggest a task")
    assert "words" in anna.last.text
    await anna.presses("Cancel")
    await anna.says("/help")
    await anna.presses("Safety")
    await anna.presses("Back to all of it")
    await anna.presses("Privacy")
    await anna.presses("What is kept")
    assert "What this court keeps" in anna.last.text
