"""What a member of a rehearsal does who has stopped and comes back: an hour there takes seconds."""

import asyncio

from playwright.async_api import expect

from bot.rehearsing.cast import PASSWORD, SAFEWORD
from tests.browser.album import Album
from tests.browser.visitor import Visitor


async def logs_in_when_she_is_on_stage(anna: Visitor, name: str) -> None:
    """The cast comes on stage while the doors are already open."""
    for _ in range(20):
        await anna.page.goto("/login")
        await anna.page.fill("#email", f"{name.casefold()}@rehearsal.invalid")
        await anna.page.fill("#password", PASSWORD)
        await anna.page.get_by_role("button", name="Log in").click()
        await anna.page.wait_for_load_state()
        if await anna.page.locator("#composer").count():
            break
    await anna.connected()


async def has_longer_work(anna: Visitor) -> None:
    """Her part: a daily handed in, and then something that can be kept; dailies always close."""
    await anna.hears("It waits for review now")
    handing_in = anna.page.locator("#log .chip:not(:disabled)").filter(has_text="Hand in proof")
    await expect(handing_in).to_have_count(1)


async def stops(anna: Visitor) -> None:
    """And may not come back at once."""
    await anna.says(f"enough now, {SAFEWORD}, please")
    await anna.hears("Everything is stopped.")
    await anna.says("/resume")
    await anna.hears("Coming back is possible from")


async def asks_until_she_may_come_back(anna: Visitor) -> None:
    """An hour of the court's clock is 12.5 seconds of the wall's."""
    async with asyncio.timeout(120):
        while True:
            await anna.says("/resume")
            answer = await anna.hears("")
            if "Only if you want to." in await answer.inner_text():
                return


async def comes_back_with_the_first_thing(anna: Visitor, album: Album) -> None:
    """Only what she ticks goes on."""
    chips = anna.page.locator("#log .chip.toggle:not(:disabled)")
    kept = await chips.first.inner_text()
    await anna.toggles(kept)
    await album.take(anna.page, "resume")
    await anna.fits_the_width()
    await anna.presses("Come back")
    await anna.hears("Tasks that go on: 1.")
    await expect(anna.page.locator("#top-mood")).not_to_contain_text("Stopped")
    await anna.says("/tasks")
    shown = await anna.hears(kept.removesuffix("…"))
    await expect(shown.locator(".meters")).to_contain_text("Time left")
