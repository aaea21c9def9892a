"""Coming in: from nothing to the first task, with everything that can go differently on the way."""

from tests.contracts.places import Place
from tests.support import playing, stories


async def test_from_nothing_to_the_first_task(place: Place) -> None:
    anna = await place.guest("anna")
    await stories.with_a_word(anna, "anna")
    assert stories.WORD not in anna.heard
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await anna.presses(label)
    assert (await anna.user()).domme_assigned == "octavia"
    await anna.presses("first task")
    [task] = await playing.tasks_of(place.court, anna)
    assert task.plan.delivered_at is not None
    assert "Time left" in anna.heard
