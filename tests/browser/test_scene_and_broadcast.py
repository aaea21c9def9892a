"""A member unlocks and hears a scene, and sees the photo her operator sends to many: in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests.browser import member, owner
from tests.browser.album import Album
from tests.browser.chromium import launch
from tests.browser.running import free_port, running
from tests.browser.visitor import PATIENCE, PHONE, Visitor, photo_with_exif, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_a_member_hears_a_scene_and_sees_what_is_sent_to_many(tmp_path: Path) -> None:
    album = Album.wanted()
    async with async_playwright() as playwright, running(tmp_path, "run", port=free_port()) as court:
        browser = await launch(playwright)
        expect.set_options(timeout=PATIENCE)
        async with visiting(browser, court.address) as olga, visiting(browser, court.address, PHONE) as anna:
            await owner.opens_the_court(olga, court, album)
            await member.comes_in(anna, await owner.invites(olga), album)
            await member.is_onboarded(anna, album, first="Proof:")
            await member.wakes_at_all_hours(anna)

            await _prices_a_scene(olga, "The Ledger", "0")
            await _unlocks_and_hears(anna, "The Ledger", album)
            await _sends_a_photo_to_all(olga, photo_with_exif(tmp_path / "desk.jpg"))
            await _sees_the_photo(anna)
        await browser.close()


async def _prices_a_scene(olga: Visitor, name: str, price: str) -> None:
    await olga.says("/scene")
    await olga.presses(f"{name} · Madame Octavia · 5 tokens")
    await olga.hears(f"“{name}” · Madame Octavia")
    await olga.presses("Change the price")
    await olga.hears("What does it cost, in tokens?")
    await olga.says(price)
    await olga.hears("free")


async def _unlocks_and_hears(anna: Visitor, name: str, album: Album) -> None:
    """The recording really plays, and is finished when she says so."""
    await anna.says("/scenes")
    await anna.hears(f"“{name}” · Standard · free")
    await anna.presses(f"{name} · free")
    await anna.hears(f"“{name}”")
    await anna.presses("Unlock · free")
    await anna.hears(f"Unlock “{name}”? It is free, and yours for good.")
    await anna.presses("Yes, unlock it")
    await anna.hears(f"“{name}” is unlocked for good")
    played = anna.page.locator("#log > li").filter(has=anna.page.get_by_role("button", name="Finished"))
    await played.get_by_role("button", name="Play").click()
    await expect(played.get_by_role("button", name="Pause")).to_be_visible()
    await album.take(anna.page, "scene")
    await anna.fits_the_width()
    await anna.presses("Finished")
    await anna.says("/scenes")
    await anna.hears(f"“{name}”")
    await anna.presses("Yours")
    await anna.hears("finished")


async def _sends_a_photo_to_all(olga: Visitor, photo: Path) -> None:
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    await olga.hears("Whose members?")
    await olga.presses("Madame Octavia")
    await olga.mark()
    await olga.presses("Everybody")
    await olga.hears("What shall they get?")
    await olga.mark()
    async with olga.page.expect_file_chooser() as choosing:
        await olga.page.click("#attach")
    await (await choosing.value).set_files(photo)
    await olga.page.fill("#composer-text", "This is where I read you.")
    await olga.page.click("#send")
    await olga.presses("Done")
    preview = await olga.hears("Reaches now: 1")
    await expect(preview).to_contain_text("Nothing has been sent yet.")
    await olga.presses("I thought of their words; send it to 1")
    await olga.hears("Broadcast done. Sent: 1")


async def _sees_the_photo(anna: Visitor) -> None:
    sent = await anna.hears("This is where I read you.")
    picture = sent.locator("img:not(.portrait)")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 300
    await anna.fits_the_width()
