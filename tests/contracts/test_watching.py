"""What owners and operators need to see: figures, the log, a back-up, in every place."""

import pytest

from storage.enums import Role
from tests.contracts.places import Place
from tests.support import playing

pytestmark = pytest.mark.slow


async def test_figures_come_as_a_picture_and_words_and_change_in_place(place: Place) -> None:
    olga, anna = await place.operator(), await place.member()
    await playing.task_of(place.court, anna)
    await olga.says("/stats")
    assert "Tasks given: 1" in olga.heard
    pictures = [bubble for bubble in olga.bubbles if await olga.downloads(bubble)]
    assert len(pictures) == 1
    await place.restart()
    await olga.presses("Safety")
    await olga.presses("7 days")
    assert "Stops: 0" in olga.heard
    assert "Tasks given" not in olga.heard
    assert len([bubble for bubble in olga.bubbles if await olga.downloads(bubble)]) == 1


async def test_the_log_is_searched_by_words_and_by_a_form(place: Place) -> None:
    olga, anna = await place.operator(role=Role.OWNER), await place.member()
    await olga.says("/member anna")
    await olga.says("/log anna card")
    assert "olga looked at the card: anna" in olga.last.text
    await olga.presses("Search")
    await place.restart()
    await olga.fills(member="anna", kind="ban", actor="olga", since="2026-01-01", until="2026-12-31")
    assert "Nothing like that" in olga.last.text
    assert not anna.sees_button("Search")


async def test_an_owner_has_a_back_up_made(place: Place) -> None:
    owner = await place.operator("owner", role=Role.OWNER)
    await owner.says("/backup")
    await owner.presses("Make a back-up now")
    assert "her-court-0.zip" in owner.heard
