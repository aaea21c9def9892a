"""A whole day of play against the running court, in a real browser: owner and member side by side."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from handlers.content.loader import SHIPPED
from tests.browser import member, owner, returning
from tests.browser.album import Album
from tests.browser.chromium import launch
from tests.browser.running import RunningCourt, free_port, running
from tests.browser.visitor import PATIENCE, PHONE, photo_with_exif, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
LADDER = """
[[rules.ladder]]
name = "Watched"
at_points = 0

[[rules.ladder]]
name = "Considered"
at_points = 40

[[rules.ladder]]
name = "Accepted"
at_points = 120
"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium with a microphone that only pretends."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        expect.set_options(timeout=PATIENCE)
        yield chromium
        await chromium.close()


@pytest.fixture
def album() -> Album:
    """The pictures of the documentation, if they are wanted."""
    return Album.wanted()


@pytest.fixture
async def court(tmp_path: Path) -> AsyncIterator[RunningCourt]:
    """A running court. Of the shipped tasks it has those proven in words, so that the first one is."""
    packs = tmp_path / "packs"
    shutil.copytree(SHIPPED, packs)
    for tasks in packs.glob("*/tasks.toml"):
        tasks.write_text(_only_words(tasks.read_text()))
    config = tmp_path / "config.toml"
    config.write_text(LADDER)
    async with running(
        tmp_path, "run", "--config", str(config),
        port=free_port(),
        rules__cool_off_hours="1",
        rules__tasks_a_day="6",
        content__packs=str(packs),
        content__shipped_packs="false",
    ) as court:  # fmt: skip
        yield court


def _only_words(tasks: str) -> str:
    """The plain daily tasks that are proven in words and touch nothing."""
    head, *blocks = tasks.split("[[task]]\n")
    plain = [
        block
        for block in blocks
        if 'type = "Daily"' in block
        and 'proof_type = "Text"' in block
        and not re.search(r"^(tags|challenge|least_minutes|tier) =", block, re.MULTILINE)
    ]
    return head + "".join(f"[[task]]\n{block}" for block in plain)


async def test_a_day_from_the_invitation_to_the_safeword(
    browser: Browser, court: RunningCourt, album: Album, tmp_path: Path
) -> None:
    async with visiting(browser, court.address) as olga, visiting(browser, court.address, PHONE) as anna:
        await owner.opens_the_court(olga, court, album)
        await member.comes_in(anna, await owner.invites(olga), album)
        await member.is_onboarded(anna, album)
        await member.wakes_at_all_hours(anna)

        await member.hands_in_words(anna)
        await owner.reads_the_words(olga)
        await owner.decides(olga, "Approve")
        await anna.hears("10")

        await owner.assigns(olga, "Photograph your desk.", "a photo", points="20")
        await member.hands_in_a_photo(anna, photo_with_exif(tmp_path / "desk.jpg"))
        await owner.looks_at_the_photo(olga, album)
        await owner.decides(olga, "Approve +5")
        await anna.hears("20")

        await owner.assigns(olga, "Say good evening.", "a recording", points="15")
        await member.records_a_voice_note(anna)
        await owner.listens(olga)
        await owner.decides(olga, "Approve")
        await anna.hears("Considered")
        await member.sees_her_card(anna, album)

        await owner.assigns_from_a_pack(olga)
        await member.has_a_task_with_a_bar(anna, album)
        await olga.mark()
        await member.stops(anna, album)
        await owner.is_alerted(olga)
        await owner.can_give_nothing(olga)
        await member.locks(anna, album)
        await member.changes_her_password(anna, album)


async def test_who_stopped_comes_back_with_what_she_ticks(
    browser: Browser, album: Album, tmp_path: Path
) -> None:
    port = free_port()
    rehearsal = ("rehearse", "--day-minutes", "5", "--port", str(port))
    async with (
        running(tmp_path, *rehearsal, port=port, rules__cool_off_hours="1") as court,
        visiting(browser, court.address, PHONE) as anna,
    ):
        await returning.logs_in_when_she_is_on_stage(anna, "Anna")
        await returning.has_longer_work(anna)
        await returning.stops(anna)
        await returning.asks_until_she_may_come_back(anna)
        await returning.comes_back_with_the_first_thing(anna, album)
