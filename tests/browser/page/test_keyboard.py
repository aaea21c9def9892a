"""Everything can be done without a pointer."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.page import samples
from tests.browser.page.conftest import OpenPage, until
from tests.fakes.web_page import FakeCourt, Json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle + style.outlineWidth;
}"""
NAMES = ["tasks", "tags", "me", "red", "resume", "settings"]


def commands() -> list[Json]:
    """A few commands, two of which begin alike."""
    return [{"name": name, "description": f"About {name}", "group": "play"} for name in NAMES]


async def focused(page: Page) -> str:
    """What the keyboard is on, in words."""
    script = """() => {
        const active = document.activeElement;
        return (active.getAttribute("aria-label") || active.innerText || active.id).trim();
    }"""
    return str(await page.evaluate(script))


async def test_the_first_tabs_lead_to_the_conversation_and_to_the_stop(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page()
    await page.locator("body").press("Tab")
    assert await focused(page) == "Skip to the conversation"
    await page.keyboard.press("Tab")
    assert await focused(page) == "Skip to writing"
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-text")).to_be_focused()


async def test_the_stop_button_answers_to_enter_and_space(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Stop everything now").first.focus()
    await page.keyboard.press("Space")
    await until(lambda: len(court.stops) == 1)


async def test_every_focusable_thing_shows_that_it_has_the_focus(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.commands = commands()
    court.say("Well?", buttons=[samples.button("Yes")], media=[samples.voice(court, "v")])
    page = await open_page()
    await page.locator("body").press("Tab")
    seen = set()
    for _ in range(30):
        name = await focused(page)
        outline = await page.evaluate(OUTLINE)
        if await page.evaluate("document.activeElement !== document.body"):
            seen.add(name)
            assert outline != "none0px" or "Skip" in name, name
        await page.keyboard.press("Tab")
    assert {"Stop everything now", "Yes", "Play", "Position", "Commands", "Record a voice note"} <= seen


async def test_enter_sends_and_shift_enter_makes_a_line(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    box = page.locator("#composer-text")
    before = (await box.bounding_box() or {"height": 0})["height"]
    await box.press_sequentially("one")
    for line in ("two", "three"):
        await box.press("Shift+Enter")
        await box.press_sequentially(line)
    after = (await box.bounding_box() or {"height": 0})["height"]
    assert after > before + 20  # it grows with the text
    await box.press("Enter")
    await until(lambda: bool(court.sent))
    assert court.sent[0]["text"] == "one\ntwo\nthree"
    await expect(box).to_have_value("")
    await expect(box).to_be_focused()


async def test_a_slash_opens_the_commands_and_typing_filters_them(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.commands = commands()
    page = await open_page()
    await page.locator("#composer-text").press_sequentially("/ta")
    options = page.get_by_role("option")
    await expect(options).to_have_count(2)
    await expect(page.locator("#composer-text")).to_have_attribute("aria-activedescendant", "command-tasks")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#composer-text")).to_have_attribute("aria-activedescendant", "command-tags")
    await page.keyboard.press("Enter")
    await until(lambda: bool(court.sent))
    assert court.sent[0]["command"] == "tags"
    await expect(page.locator("#command-panel")).to_be_hidden()


async def test_the_beginning_of_a_name_is_completed_not_sent(court: FakeCourt, open_page: OpenPage) -> None:
    court.commands = commands()
    page = await open_page()
    box = page.locator("#composer-text")
    await box.press_sequentially("/re")
    await box.press("Enter")
    await expect(box).to_have_value("/red ")
    assert court.sent == []
    await box.press("Escape")
    await box.fill("/resume")
    await box.press("Enter")
    await until(lambda: bool(court.sent))
    assert court.sent[0]["command"] == "resume"


async def test_escape_closes_the_commands_and_keeps_the_words(court: FakeCourt, open_page: OpenPage) -> None:
    court.commands = commands()
    page = await open_page()
    box = page.locator("#composer-text")
    await box.press_sequentially("/t")
    await expect(page.locator("#command-panel")).to_be_visible()
    await box.press("Escape")
    await expect(page.locator("#command-panel")).to_be_hidden()
    await expect(box).to_have_value("/t")


async def test_the_commands_button_opens_a_list_that_the_arrows_walk(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.commands = commands()
    page = await open_page()
    button = page.get_by_role("button", name="Commands", exact=True)
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-expanded", "true")
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await until(lambda: bool(court.sent))
    assert court.sent[0]["command"] == "me"


async def test_many_chips_are_one_stop_of_the_tab_key(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Which?", buttons=[samples.button(f"Tag {number}", selected=False) for number in range(12)])
    page = await open_page()
    await page.get_by_role("button", name="Tag 0", exact=True).focus()
    await page.keyboard.press("ArrowRight")
    assert await focused(page) == "Tag 1"
    await page.keyboard.press("End")
    assert await focused(page) == "Tag 11"
    await page.keyboard.press("ArrowRight")
    assert await focused(page) == "Tag 0"
    await page.keyboard.press("Tab")
    assert "Tag" not in await focused(page)


async def test_the_player_is_played_and_sought_from_the_keyboard(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say("Listen.", media=[samples.voice(court, "v", seconds=20)])
    page = await open_page()
    slider = page.get_by_role("slider", name="Position")
    await page.get_by_role("button", name="Play").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await page.get_by_role("button", name="Pause").press("Enter")
    await slider.focus()
    await page.keyboard.press("End")
    await expect(slider).to_have_attribute("aria-valuenow", "20")
    await page.keyboard.press("ArrowLeft")
    await expect(slider).to_have_attribute("aria-valuenow", "15")
    await expect(slider).to_have_attribute("aria-valuetext", "15 seconds of 20 seconds")
    await page.get_by_role("button", name="Speed 1 times").press("Enter")
    await expect(page.get_by_role("button", name="Speed 1.25 times")).to_be_focused()


async def test_the_lightbox_traps_the_focus_and_escape_gives_it_back(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say(
        "Look.", media=[samples.photo(court, "one", spoiler=True), samples.photo(court, "two", spoiler=True)]
    )
    page = await open_page()
    cover = page.get_by_role("button", name="Covered photo. Press to look.").first
    await cover.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    await page.keyboard.press("ArrowRight")
    await expect(dialog.get_by_role("img", name="Photo two")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(cover).to_be_focused()
