"""What the owner of a court does in a day of play."""

import re

from playwright.async_api import expect

from tests.browser.album import Album
from tests.browser.running import RunningCourt
from tests.browser.visitor import Visitor

PASSWORD = "correct horse battery"
JOIN = re.compile(r"http://\S+/join/\S+")


async def opens_the_court(olga: Visitor, court: RunningCourt, album: Album) -> None:
    """By the one-time link."""
    await olga.page.goto("/login")
    await album.take(olga.page, "login")
    await olga.page.goto(court.owner_link)
    if await olga.page.locator("#day").count():
        await olga.old_enough()
    await olga.take_key("owner@example.org", PASSWORD, "Open the court")
    await olga.fits_the_width()


async def invites(olga: Visitor) -> str:
    """A member; returns the link."""
    await olga.says("/invite")
    await olga.hears("A link that lets somebody in.")
    await olga.form.get_by_label("A member").check()
    await olga.submits("Make the link")
    made = await olga.hears("Here is the link.")
    found = JOIN.search(await made.inner_text())
    assert found
    return found.group()


async def assigns(olga: Visitor, task: str, proof: str, *, points: str) -> None:
    """A task in her own words, with a form."""
    await olga.says("/assign Anna")
    await olga.hears("A task for Anna")
    await olga.presses("In my own words")
    await olga.hears("Minutes to do it")
    await olga.form.get_by_label("The task, as the member reads it").fill(task)
    await olga.form.get_by_label(proof).check()
    await olga.form.get_by_label("Points").fill(points)
    await olga.form.get_by_label("I read them, and this task respects them").check()
    await olga.submits("Give it")
    await olga.hears("Given to Anna.")


async def assigns_from_a_pack(olga: Visitor) -> None:
    """A task of the pack, by a button."""
    await _chooses_a_template(olga)
    await olga.hears("Given to Anna.")


async def _chooses_a_template(olga: Visitor) -> None:
    await olga.says("/assign Anna")
    listed = await olga.hears("A task for Anna")
    await olga.mark()
    await listed.locator(".chip").first.click()
    await olga.hears("In the member's own words: Nothing on Sundays.")
    await olga.presses("I read the words; give it")


async def reads_the_words(olga: Visitor) -> None:
    """On the desk."""
    await olga.says("/desk")
    await olga.hears("the baker lifts his shutter")


async def decides(olga: Visitor, button: str) -> None:
    """By a button of the proof that is shown; the outcome takes its place, and can be taken back there."""
    undo = olga.page.get_by_role("button", name="Undo")
    outcomes = olga.page.locator("#log > li").filter(has_text="Approved.").filter(has=undo)
    before = await outcomes.count()
    await olga.presses(button)
    await olga.hears("Nothing is waiting.")
    await expect(outcomes).to_have_count(before + 1)


async def looks_at_the_photo(olga: Visitor, album: Album) -> None:
    """With the hint of what its EXIF said, and under a spoiler until it is pressed."""
    await olga.says("/desk")
    proof = await olga.hears("Task: Photograph your desk.")
    await expect(proof).to_contain_text("Never: ")
    await expect(proof).to_contain_text("days before")  # what the EXIF said, as a hint
    await album.take(olga.page, "desk")
    await proof.get_by_role("button", name="Covered photo. Press to look.").click()
    picture = olga.page.locator(".lightbox-picture")
    await expect(picture).to_have_js_property("naturalWidth", 1280)
    await olga.page.keyboard.press("Escape")
    await expect(picture).to_be_hidden()


async def listens(olga: Visitor) -> None:
    """The recording is there to be heard."""
    await olga.says("/desk")
    proof = await olga.hears("Task: Say good evening.")
    await expect(proof.locator(".player")).to_be_visible()


async def is_alerted(olga: Visitor) -> None:
    """Without a name; who it is, is behind a button."""
    alert = await olga.hears("A member stopped everything at")
    assert "Anna" not in await alert.inner_text()
    await expect(alert.get_by_role("button", name="Look privately")).to_be_visible()


async def can_give_nothing(olga: Visitor) -> None:
    """To who has stopped."""
    await _chooses_a_template(olga)
    await olga.hears("Not now: the member is ")
