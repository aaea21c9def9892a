"""A suggestion, from the member's words to the task that is made of it, as the place's clients see it."""

import pytest

from tests.contracts.places import Place
from tests.support.playing import tasks_of
from tests.support.suggesting import IDEA, suggestions_of

pytestmark = pytest.mark.slow


async def test_an_idea_becomes_a_task_and_earns_a_badge(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await anna.says("/suggest")
    await anna.says(IDEA)
    await place.restart()
    await anna.presses("words")
    await anna.presses("Send it")
    await olga.says("/desk")
    assert IDEA in olga.heard
    await olga.presses("Make it a task")
    await olga.fills(task=IDEA, proof="Text", minutes="120", points="12", challenge="no")
    [task] = await tasks_of(place.court, anna)
    assert [each.task_id for each in await suggestions_of(place.court, anna)] == [task.task.id]
    await anna.says("/me")
    assert "Badges: Good Idea." in anna.heard


async def test_an_idea_is_taken_back_or_declined_with_thanks(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    for words in (IDEA, "Polish every spoon in the house, twice."):
        await anna.says("/suggest")
        await anna.says(words)
        await anna.presses("a photo")
        await anna.presses("Send it")
    await anna.presses("What I suggested")
    await anna.presses("Take back: Polish")
    await olga.says("/desk")
    await olga.presses("Decline with words")
    await olga.fills(reason="Tea is taken, in this house.")
    assert "Tea is taken, in this house." in anna.heard
    outcomes = {each.outcome for each in await suggestions_of(place.court, anna)}
    assert outcomes == {"declined", "withdrawn"}
