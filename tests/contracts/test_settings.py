"""What a member sets: hours, limits, tags over pages, another persona."""

import pytest

from tests.contracts.places import Place
from tests.support import playing

pytestmark = pytest.mark.slow


async def test_settings_are_changed_line_by_line_and_count_once_saved(place: Place) -> None:
    anna = await place.member()
    await anna.says("/settings")
    await anna.presses("Daily task at")
    await anna.says("half past never")
    assert "time of day" in anna.last.text
    await anna.says("7.30 pm")
    await place.restart()
    await anna.presses("Highest intensity")
    await anna.presses("2")
    await anna.presses("Time zone")
    await anna.says("tokyo")
    await anna.presses("Yes")
    await anna.presses("Save")

    kept = await playing.settings_of(place.court, anna)
    assert (kept.daily_at, kept.max_intensity, kept.zone) == (19 * 60 + 30, 2, "Asia/Tokyo")
    assert not anna.sees_button("Save")


async def test_limits_and_tags_are_toggled_over_pages(place: Place) -> None:
    anna = await place.member()
    tags = place.court.house.content.tags
    await anna.says("/limits")
    first = anna.last.buttons[0].label
    await anna.presses(first)
    await anna.presses("Next ›")
    second = anna.last.buttons[0].label
    assert second != first
    await anna.presses(second)
    await anna.presses("‹ Previous")
    assert f"Chosen so far: {first}" in anna.last.text
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.says("Never on a Sunday.")
    assert "Your limits are kept" in anna.heard

    await anna.says("/tags")
    chosen = {tags.label(tag.key) for tag in tags} & {choice.label for choice in anna.last.buttons}
    assert first not in chosen, "a hard limit is nothing to wish for"
    await anna.presses(min(chosen))
    await anna.presses("Done")
    async with place.court.storage.read() as tx:
        user = await anna.user()
        limits, wishes = await tx.open(user, "limits") or "", await tx.open(user, "fantasy_tags") or ""
    assert "Never on a Sunday." in limits
    assert limits.count('", "') >= 1
    assert len(wishes) > len("[]")


async def test_another_persona_and_another_safeword(place: Place) -> None:
    anna = await place.member()
    await playing.task_of(place.court, anna)
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("keep my open tasks")
    assert (await anna.user()).domme_assigned == "hale"

    await anna.says("/settings")
    await anna.presses("New safeword")
    for _ in range(3):
        await anna.says("violet teapot")
    assert "Your new safeword counts" in anna.heard
    assert "violet teapot" not in anna.heard
    await anna.says("oh violet teapot")
    assert (await anna.person()).stopped_at is not None


async def test_discreet_messages_are_one_neutral_line_until_opened(place: Place) -> None:
    anna = await place.member(discreet=True)
    await playing.task_of(place.court, anna)
    assert "A message is waiting for you." in anna.last.text
    assert "Polish" not in anna.heard
    await anna.presses("Open")
    assert "Polish" in anna.heard
    assert anna.sees_button("Hand in proof")
    assert not anna.sees_button("Open")
