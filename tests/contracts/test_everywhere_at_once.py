"""One member in three places at once: linked, begun here, gone on there, stopped everywhere."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.enums import Platform, TaskStatus
from storage.unit import Storage
from tests.contracts.everywhere import Everywhere, everywhere
from tests.contracts.somebody import Somebody
from tests.contracts.web_chatter import PageChatter
from tests.support import playing, stories
from tests.support.clocks import FakeClock
from tests.support.linking import are_one, link

pytestmark = pytest.mark.slow


@pytest.fixture
async def court(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, addresses_are_put_back: None
) -> AsyncIterator[Everywhere]:
    """A court in all three places."""
    async with everywhere(sqlite_storage, clock, tmp_path) as court:
        yield court


async def anna_in_three_places(court: Everywhere) -> tuple[Somebody, Somebody, Somebody]:
    """A member on her phone, at her desk and at the page, linked as members link accounts."""
    phone = await court.somebody("anna", Platform.TELEGRAM)
    await stories.with_a_word(phone, "anna")
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await phone.presses(label)
    desk = await court.somebody("anna at work", Platform.DISCORD)
    await link(phone, desk)

    await phone.says("/web")
    page = await court.somebody("anna at home", Platform.WEB)
    assert isinstance(page, PageChatter)
    found = re.search(r"https?://\S+/web/\S+", phone.last.text)
    assert found is not None, phone.last.text
    await page.follows(found.group())
    assert await are_one(phone, page)
    return phone, desk, page


async def test_one_member_in_three_places(court: Everywhere) -> None:
    phone, desk, page = await anna_in_three_places(court)

    # A conversation begun on the phone goes on at the desk.
    await phone.says("/settings")
    await phone.presses("Daily task at")
    await desk.says("/settings")
    await desk.presses("Daily task at")
    await desk.says("19:30")
    await desk.presses("Save")
    assert (await playing.settings_of(court, phone)).daily_at == 19 * 60 + 30

    # What comes unasked goes where she last spoke, and can be answered elsewhere.
    task = await playing.task_of(court, desk)
    assert "Polish the brass" in desk.heard
    assert "Polish the brass" not in phone.heard
    await page.says("I polished it until it answered.")
    assert (await playing.seen(court, task)).task.status is not TaskStatus.ASSIGNED
    assert not desk.sees_button("Hand in proof")

    # Red is answered where it was said; elsewhere prompts close silently.
    await playing.task_of(court, page, description="Fold the linen.")
    counts = len(phone.bubbles), len(desk.bubbles)
    await phone.says(stories.WORD)
    assert "You did right" in phone.last.text
    assert (len(phone.bubbles), len(desk.bubbles)) == (counts[0] + 1, counts[1])
    assert not page.sees_button("Hand in proof")
    assert (await page.person()).stopped_at is not None


async def test_an_operator_on_discord_judges_what_came_from_telegram(court: Everywhere) -> None:
    olga = await court.somebody("olga", Platform.DISCORD)
    await playing.operator(court, "olga", platform=Platform.DISCORD)
    anna = await court.somebody("anna", Platform.TELEGRAM)
    await stories.with_a_word(anna, "anna")
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await anna.presses(label)
    await playing.task_of(court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")

    assert "The brass is dull." in anna.heard
    assert "Rejected." in olga.heard
