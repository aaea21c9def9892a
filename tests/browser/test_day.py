"""A whole day of play against the running court, in a real browser: owner and member side by side."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from bot.rehearsing.cast import PASSWORD as CAST_PASSWORD
from bot.rehearsing.cast import SAFEWORD as CAST_SAFEWORD
from handlers.content.loader import SHIPPED
from tests.browser.album import Album
from tests.browser.chromium import launch
from tests.browser.running import RunningCourt, free_port, running
from tests.browser.visitor import PHONE, Visitor, photo_with_exif, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
PASSWORD = "correct horse battery"
SAFEWORD = "marmalade kingdom"
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
JOIN = re.compile(r"http://\S+/join/\S+")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium with a microphone that only pretends."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        yield chromium
        await chromium.close()


@pytest.fixture
def album() -> Album:
    """The pictures of the documentation, if they are wanted."""
    return Album.wanted()


@pytest.fixture
async def court(tmp_path: Path) -> AsyncIterator[RunningCourt]:
    """The court, running; its tasks are the shipped ones that are proven in words, so that the first one is."""
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
    court: RunningCourt, browser: Browser, album: Album, tmp_path: Path
) -> None:
    async with visiting(browser, court.address) as owner, visiting(browser, court.address, PHONE) as anna:
        await _opens_the_court(owner, court, album)
        await _comes_in(anna, await _invites(owner), album)
        await _is_onboarded(anna, album)
        await _wakes_at_all_hours(anna)

        await _hands_in_words(anna)
        await _approves(owner, "Approve", words="the baker lifts his shutter")
        await anna.hears("10")

        await _assigns(owner, "Photograph your desk.", "a photo", points="20")
        await _hands_in_a_photo(anna, photo_with_exif(tmp_path / "desk.jpg"))
        await _looks_at_the_photo(owner, album)
        await owner.presses("Approve +5")
        await owner.hears("Approved.")
        await anna.hears("20")

        await _assigns(owner, "Say good evening.", "a recording", points="15")
        await _records_a_voice_note(anna)
        await _listens(owner)
        await owner.presses("Approve")
        await owner.hears("Approved.")
        await anna.hears("Considered")
        await _sees_her_card(anna, album)

        await _assigns_from_a_pack(owner)
        await _has_a_task_with_a_bar(anna, album)
        await owner.mark()
        await _stops(anna, album)
        await _is_alerted(owner)
        await _locks(anna, album)


async def test_who_stopped_comes_back_with_what_she_ticks(
    browser: Browser, album: Album, tmp_path: Path
) -> None:
    port = free_port()
    rehearsal = ("rehearse", "--day-minutes", "5", "--port", str(port))
    async with (
        running(tmp_path, *rehearsal, port=port, rules__cool_off_hours="1") as court,
        visiting(browser, court.address, PHONE) as anna,
    ):
        await _logs_in_when_she_is_there(anna, "anna@rehearsal.invalid")
        await anna.says("/tasks")
        await anna.presses("Give me longer work")
        await anna.hears("Time left")
        await anna.says(f"enough now, {CAST_SAFEWORD}, please")
        await anna.hears("Everything is stopped.")
        await anna.says("/resume")
        await anna.hears("Coming back is possible from")
        await _asks_until_she_may_come_back(anna)
        chips = anna.page.locator("#log .chip.toggle:not(:disabled)")
        kept = await chips.first.inner_text()
        await anna.toggles(kept)
        await album.take(anna.page, "resume")
        await anna.fits_the_width()
        await anna.presses("Come back")
        await anna.hears("Tasks that go on: 1.")
        await expect(anna.page.locator("#top-mood")).not_to_contain_text("Stopped")


# -- the owner ---------------------------------------------------------------------------------------


async def _opens_the_court(owner: Visitor, court: RunningCourt, album: Album) -> None:
    await owner.page.goto("/login")
    await album.take(owner.page, "login")
    await owner.page.goto(court.owner_link)
    if await owner.page.locator("#day").count():
        await owner.old_enough()
    await owner.take_key("owner@example.org", PASSWORD, "Open the court")


async def _invites(owner: Visitor) -> str:
    await owner.says("/invite")
    await owner.hears("A link that lets somebody in.")
    await owner.form.get_by_label("A member").check()
    await owner.submits("Make the link")
    made = await owner.hears("Here is the link.")
    found = JOIN.search(await made.inner_text())
    assert found
    return found.group()


async def _assigns(owner: Visitor, task: str, proof: str, *, points: str) -> None:
    await owner.says("/assign Anna")
    await owner.hears("A task for Anna")
    await owner.presses("In my own words")
    await owner.hears("Minutes to do it")
    await owner.form.get_by_label("The task, as the member reads it").fill(task)
    await owner.form.get_by_label(proof).check()
    await owner.form.get_by_label("Points").fill(points)
    await owner.form.get_by_label("I read them, and this task respects them").check()
    await owner.submits("Give it")
    await owner.hears("Given to Anna.")


async def _assigns_from_a_pack(owner: Visitor) -> None:
    await owner.says("/assign Anna")
    listed = await owner.hears("A task for Anna")
    await owner.mark()
    await listed.locator(".chip").first.click()
    await owner.hears("In the member's own words: Nothing on Sundays.")
    await owner.presses("I read the words; give it")
    await owner.hears("Given to Anna.")


async def _approves(owner: Visitor, button: str, *, words: str) -> None:
    await owner.says("/desk")
    await owner.hears(words)
    await owner.presses(button)
    await owner.hears("Approved.")


async def _looks_at_the_photo(owner: Visitor, album: Album) -> None:
    await owner.says("/desk")
    proof = await owner.hears("Task: Photograph your desk.")
    await expect(proof).to_contain_text("Never: ")
    await expect(proof).to_contain_text("days before")  # what the EXIF said, as a hint
    await album.take(owner.page, "desk")
    await proof.get_by_role("button", name="Covered photo. Press to look.").click()
    picture = owner.page.locator(".lightbox-picture")
    await expect(picture).to_have_js_property("naturalWidth", 1280)
    await owner.page.keyboard.press("Escape")
    await expect(picture).to_be_hidden()


async def _listens(owner: Visitor) -> None:
    await owner.says("/desk")
    proof = await owner.hears("Task: Say good evening.")
    await expect(proof.locator(".player")).to_be_visible()


async def _is_alerted(owner: Visitor) -> None:
    alert = await owner.hears("A member stopped everything at")
    assert "Anna" not in await alert.inner_text()
    await expect(alert.get_by_role("button", name="Look privately")).to_be_visible()


# -- the member --------------------------------------------------------------------------------------


async def _comes_in(anna: Visitor, link: str, album: Album) -> None:
    await anna.page.goto(link)
    await expect(anna.page.locator("#day")).to_be_visible()
    await album.take(anna.page, "register")
    await anna.fits_the_width()
    await anna.old_enough()
    await anna.take_key("anna@example.org", PASSWORD, "Come in")


async def _is_onboarded(anna: Visitor, album: Album) -> None:
    await anna.hears("Before anything else, the terms.")
    await anna.presses("I accept")
    await anna.hears("What shall the court call you?")
    await anna.says("Anna")
    await anna.hears("Now your safeword")
    await anna.whispers(SAFEWORD)
    await anna.hears("Type it a second time")
    await anna.whispers(SAFEWORD)
    await anna.hears("This is only a drill")
    await anna.says(SAFEWORD)
    await anna.hears("It works.")
    await anna.hears("Hard limits: what must never happen.")
    limit = await _chooses(anna, 0)
    await album.take(anna.page, "limits")
    await anna.presses("Done")
    await anna.hears("Soft limits: ask me first.")
    await _only_the_choice_is_left(anna, "Hard limits: what must never happen.", limit)
    await _chooses(anna, 1)
    await anna.presses("Done")
    await anna.hears("Anything else your persona should know")
    await anna.says("Nothing on Sundays.")
    await anna.hears("And now what you like.")
    await _chooses(anna, 2)
    await anna.presses("Done")
    await anna.hears("Whom will you serve?")
    await anna.fits_the_width()
    await anna.presses("Madame Octavia")
    await anna.hears("Anna")
    await anna.presses("Give me my first task")
    await anna.hears("Proof: words.")
    await anna.fits_the_width()


async def _chooses(anna: Visitor, number: int) -> str:
    """Turns a chip of the tags on; returns what it says."""
    label = await anna.page.locator("#log .chip.toggle:not(:disabled)").nth(number).inner_text()
    await anna.toggles(label)
    return label


async def _only_the_choice_is_left(anna: Visitor, question: str, choice: str) -> None:
    """An answered question shows what was chosen, and neither the rest nor its buttons around."""
    answered = anna.page.locator("#log > li").filter(has_text=question)
    await expect(answered.locator(".chip")).to_have_text([choice])


async def _wakes_at_all_hours(anna: Visitor) -> None:
    """No quiet hours, so that the day can be played at any hour."""
    await anna.says("/settings")
    await anna.hears("Your settings.")
    for edge in ("Quiet from", "Quiet until"):
        await anna.presses(f"Change: {edge}")
        await anna.hears("quiet hours begin" if edge == "Quiet from" else "when do they end")
        await anna.says("00:00")
        await anna.hears("Your settings.")
    await anna.presses("Save")
    await anna.hears("Saved.")


async def _hands_in_words(anna: Visitor) -> None:
    await anna.says("From left to right: the baker lifts his shutter, two bicycles, a dog, a lamp, and rain.")
    await anna.hears("It waits for review now")
    await anna.mark()


async def _hands_in_a_photo(anna: Visitor, photo: Path) -> None:
    await anna.hears("Photograph your desk.")
    await anna.mark()
    async with anna.page.expect_file_chooser() as choosing:
        await anna.page.click("#attach")
    await (await choosing.value).set_files(photo)
    await anna.page.click("#send")
    await anna.hears("It waits for review now")
    await anna.fits_the_width()
    await anna.mark()


async def _records_a_voice_note(anna: Visitor) -> None:
    await anna.hears("Say good evening.")
    await anna.mark()
    await anna.page.click("#record")
    await expect(anna.page.locator(".record-clock")).to_have_text("0:03")
    await anna.fits_the_width()
    recorder = anna.page.locator("#recorder")
    await recorder.get_by_role("button", name="Done").click()
    await expect(recorder.locator(".player")).to_be_visible()
    await recorder.get_by_role("button", name="Send").click()
    await anna.hears("It waits for review now")
    await anna.mark()


async def _sees_her_card(anna: Visitor, album: Album) -> None:
    await anna.says("/me")
    shown = await anna.hears(
        "Anna, in the court of Madame Octavia: Considered, 50 points; 70 more to Accepted"
    )
    card = shown.locator("img:not(.portrait)")
    await expect(card).to_have_js_property("complete", True)
    assert await card.evaluate("image => image.naturalWidth") > 300
    await album.take(anna.page, "me")
    await anna.fits_the_width()
    await anna.mark()


async def _has_a_task_with_a_bar(anna: Visitor, album: Album) -> None:
    given = await anna.hears("Proof: words.")
    await expect(given.locator(".meters")).to_contain_text("Time left")
    await album.take(anna.page, "task")


async def _stops(anna: Visitor, album: Album) -> None:
    await anna.says(f"I cannot do this one, {SAFEWORD}, sorry")
    await anna.hears("Everything is stopped.")
    await expect(anna.page.locator("#top-mood")).to_contain_text("Stopped")
    await album.take(anna.page, "stopped")
    await anna.fits_the_width()
    await anna.says("/tasks")
    await anna.hears("/resume")
    await anna.says("/resume")
    await anna.hears("Coming back is possible from")


async def _locks(anna: Visitor, album: Album) -> None:
    await anna.page.click("#lock-now")
    await anna.page.wait_for_url("**/unlock")
    await album.take(anna.page, "locked")
    await anna.fits_the_width()
    await anna.page.fill("#password", PASSWORD)
    await anna.page.get_by_role("button", name="Unlock").click()
    await anna.connected()


# -- the rehearsal -----------------------------------------------------------------------------------


async def _logs_in_when_she_is_there(anna: Visitor, email: str) -> None:
    """The cast comes on stage while the doors are already open."""
    for _ in range(20):
        await anna.page.goto("/login")
        await anna.page.fill("#email", email)
        await anna.page.fill("#password", CAST_PASSWORD)
        await anna.page.get_by_role("button", name="Log in").click()
        await anna.page.wait_for_load_state()
        if await anna.page.locator("#composer").count():
            break
    await anna.connected()


async def _asks_until_she_may_come_back(anna: Visitor) -> None:
    """An hour of the court's clock is 12.5 seconds of the wall's."""
    async with asyncio.timeout(120):
        while True:
            await anna.says("/resume")
            answer = await anna.hears("")
            if "Only if you want to." in await answer.inner_text():
                return
