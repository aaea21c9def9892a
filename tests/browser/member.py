"""What a member does in a day of play."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.album import Album
from tests.browser.visitor import Visitor

PASSWORD = "correct horse battery"
SAFEWORD = "marmalade kingdom"
NEW_PASSWORD = "a sentence nobody else says"


async def comes_in(anna: Visitor, link: str, album: Album) -> None:
    """Through the invitation."""
    await anna.page.goto(link)
    await expect(anna.page.locator("#day")).to_be_visible()
    await album.take(anna.page, "register")
    await anna.fits_the_width()
    await anna.old_enough()
    await anna.take_key("anna@example.org", PASSWORD, "Come in")


async def is_onboarded(anna: Visitor, album: Album, *, first: str = "Proof: words.") -> None:
    """Every question of it, up to the first task, which says ``first``."""
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
    limit = await chooses(anna, 0)
    await album.take(anna.page, "limits")
    await anna.presses("Done")
    await anna.hears("Soft limits: ask me first.")
    await only_the_choice_is_left(anna, "Hard limits: what must never happen.", limit)
    await chooses(anna, 1)
    await anna.presses("Done")
    await anna.hears("Anything else your persona should know")
    await anna.says("Nothing on Sundays.")
    await anna.hears("And now what you like.")
    await chooses(anna, 2)
    await anna.presses("Done")
    await anna.hears("Whom will you serve?")
    await anna.fits_the_width()
    await anna.presses("Madame Octavia")
    await anna.hears("Anna")
    await anna.presses("Give me my first task")
    await anna.hears(first)
    await anna.fits_the_width()


async def chooses(anna: Visitor, number: int) -> str:
    """Turns a chip of the tags on; returns what it says."""
    label = await anna.page.locator("#log .chip.toggle:not(:disabled)").nth(number).inner_text()
    await anna.toggles(label)
    return label


async def only_the_choice_is_left(anna: Visitor, question: str, choice: str) -> None:
    """An answered question shows what was chosen, and neither the rest nor its buttons around."""
    answered = anna.page.locator("#log > li").filter(has_text=question)
    await expect(answered.locator(".chip")).to_have_text([choice])


async def wakes_at_all_hours(anna: Visitor) -> None:
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


async def hands_in_words(anna: Visitor) -> None:
    """Typed, and taken for the one task they fit."""
    await anna.says("From left to right: the baker lifts his shutter, two bicycles, a dog, a lamp, and rain.")
    await anna.hears("It waits for review now")
    await anna.mark()


async def hands_in_a_photo(anna: Visitor, photo: Path) -> None:
    """By the upload button."""
    await anna.hears("Photograph your desk.")
    await anna.mark()
    async with anna.page.expect_file_chooser() as choosing:
        await anna.page.click("#attach")
    await (await choosing.value).set_files(photo)
    await anna.page.click("#send")
    await anna.hears("It waits for review now")
    await anna.fits_the_width()
    await anna.mark()


async def records_a_voice_note(anna: Visitor) -> None:
    """In the page, with what the browser pretends to be a microphone."""
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


async def sees_her_card(anna: Visitor, album: Album) -> None:
    """A picture, and the same in words."""
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


async def has_a_task_with_a_bar(anna: Visitor, album: Album) -> None:
    """What was given arrives without a reload."""
    given = await anna.hears("Proof: words.")
    await expect(given.locator(".meters")).to_contain_text("Time left")
    await album.take(anna.page, "task")


async def stops(anna: Visitor, album: Album) -> None:
    """With the safeword inside a sentence; there is no way back before the cool-off."""
    await anna.says(f"I cannot do this one, {SAFEWORD}, sorry")
    await anna.hears("Everything is stopped.")
    await expect(anna.page.locator("#top-mood")).to_contain_text("Stopped")
    asking = anna.page.locator("#log .chip:not(:disabled)").filter(has_text="Hand in proof")
    await expect(asking).to_have_count(0)
    await expect(anna.page.locator("#log .meter-left:not(:empty)")).to_have_count(0)
    await album.take(anna.page, "stopped")
    await anna.fits_the_width()
    await anna.says("/tasks")
    await anna.hears("/resume")
    await anna.says("/resume")
    await anna.hears("Coming back is possible from")


async def locks(anna: Visitor, album: Album) -> None:
    """By hand, and in again with the password."""
    await anna.page.click("#lock-now")
    await anna.page.wait_for_url("**/unlock")
    await album.take(anna.page, "locked")
    await anna.fits_the_width()
    await anna.page.fill("#password", PASSWORD)
    await anna.page.get_by_role("button", name="Unlock").click()
    await anna.connected()


async def changes_her_password(anna: Visitor, album: Album) -> None:
    """On a page of its own; the chat tells of it."""
    await anna.page.goto("/password")
    await expect(anna.page.locator("#current")).to_be_focused()
    await album.take(anna.page, "password")
    await anna.fits_the_width()
    for field, words in {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}.items():
        await anna.page.fill(f"#{field}", words)
    await anna.page.get_by_role("button", name="Change it").click()
    await anna.page.get_by_role("link", name="Back to the court").click()
    await anna.connected()
    await anna.hears("The password of your web log-in was set anew")
