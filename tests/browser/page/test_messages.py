"""What each kind of message looks like to the person reading it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from starlette.responses import JSONResponse

from tests.browser.page import samples
from tests.browser.page.conftest import OpenPage, until
from tests.fakes.web_page import FakeCourt, Json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def test_a_persona_speaks_with_portrait_and_name(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Good evening.\n\nStand up straight.")
    page = await open_page()
    entry = page.locator(".entry.from-persona")
    await expect(entry.locator(".who")).to_have_text("Madame Octavia")
    await expect(entry.locator("img.portrait")).to_have_attribute("src", "/art/octavia.svg")
    await expect(entry.locator(".text p")).to_have_count(2)


async def test_text_is_never_markup(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("<img src=x onerror=alert(1)> & <b>bold</b>")
    page = await open_page()
    await expect(page.locator(".text")).to_have_text("<img src=x onerror=alert(1)> & <b>bold</b>")
    await expect(page.locator(".text img, .text b")).to_have_count(0)


async def test_safety_speaks_out_of_character_and_is_marked_in_words(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say("Everything has stopped.", source="safety")
    page = await open_page()
    entry = page.locator(".entry.from-safety")
    await expect(entry.locator(".mark")).to_have_text("Safety · out of character")
    await expect(entry.locator("img.portrait")).to_have_count(0)


async def test_days_are_separated(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Yesterday's word.", ago=26 * 3600)
    court.say("Today's word.")
    court.say("Another one.")
    page = await open_page()
    days = page.locator(".day")
    await expect(days).to_have_count(2)
    await expect(days.last).to_have_text("Today")


async def test_a_chip_sends_its_token_once(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Well?", buttons=[samples.button("Yes", "v1.p7.0"), samples.button("No", "v1.p7.1")])
    page = await open_page()
    await page.get_by_role("button", name="Yes").dblclick()
    await until(lambda: bool(court.sent))
    await asyncio.sleep(0.3)
    assert [(one["kind"], one["token"]) for one in court.sent] == [("press", "v1.p7.0")]


async def test_a_toggle_says_whether_it_is_pressed(court: FakeCourt, open_page: OpenPage) -> None:
    message = court.say("Which?", buttons=[samples.button("Letters", selected=False)])
    court.on_send = lambda _: court.amend(message, buttons=[samples.button("Letters", selected=True)])
    page = await open_page()
    chip = page.get_by_role("button", name="Letters")
    await expect(chip).to_have_attribute("aria-pressed", "false")
    await chip.focus()
    await page.keyboard.press("Enter")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await expect(chip).to_be_focused()  # the message was drawn anew, the keyboard stays where it was


async def test_closed_buttons_cannot_be_pressed(court: FakeCourt, open_page: OpenPage) -> None:
    message = court.say("Well?", buttons=[samples.button("Yes")], nav=[samples.button("Back")])
    page = await open_page()
    await expect(page.get_by_role("button", name="Yes")).to_be_enabled()
    court.amend(message, closed=True)
    await expect(page.get_by_role("button", name="Yes")).to_be_disabled()
    await expect(page.get_by_role("button", name="Back")).to_have_count(0)


async def test_a_refused_press_says_why_and_can_be_pressed_again(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.append(JSONResponse({"error": "That was decided already."}, 409))
    court.say("Which?", buttons=[samples.button("Letters", selected=False)])
    page = await open_page()
    chip = page.get_by_role("button", name="Letters")
    await chip.click()
    await expect(page.locator(".press-note")).to_have_text("refused: That was decided already.")
    await expect(chip).to_have_attribute("aria-pressed", "false")
    await chip.click()
    await until(lambda: len(court.sent) == 1)


async def test_time_left_counts_down_by_itself(court: FakeCourt, open_page: OpenPage) -> None:
    now = datetime.now(UTC)
    meter = {"label": "Due", "share": 0.5, "note": "", "since": (now - timedelta(seconds=30)).isoformat()}
    court.say("Quickly.", meters=[meter | {"until": (now + timedelta(seconds=30)).isoformat()}])
    page = await open_page()
    bar = page.get_by_role("meter", name="Due")
    before = await bar.get_attribute("aria-valuetext")
    share = int(await bar.get_attribute("aria-valuenow") or 0)
    assert 30 <= share <= 51
    await expect(bar).not_to_have_attribute("aria-valuetext", before or "")


async def test_a_time_that_is_over_says_so(court: FakeCourt, open_page: OpenPage) -> None:
    until = (datetime.now(UTC) - timedelta(seconds=5)).isoformat()
    court.say("Late.", ago=60, meters=[{"label": "Due", "share": 0.4, "note": "", "until": until}])
    page = await open_page()
    await expect(page.locator(".meter-left")).to_have_text("time is up")


async def test_a_card_is_a_picture_with_its_words(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Your standing.", media=[samples.card(court)])
    page = await open_page()
    await expect(page.get_by_role("img", name="140 points, tier Considered")).to_be_visible()


async def test_a_file_can_be_downloaded_under_its_name(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("Ready.", media=[samples.file(court)])
    page = await open_page()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="export.zip").click()
    assert (await download.value).suggested_filename == "export.zip"


async def test_somebody_writing_shows_until_the_message_comes(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    court.tell({"type": "typing", "on": True})
    await expect(page.locator("#typing")).to_be_visible()
    court.say("There.")
    await expect(page.locator("#typing")).to_be_hidden()


async def test_new_messages_and_only_new_ones_are_announced(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("An old one.")
    page = await open_page()
    live = page.get_by_role("log", name="New messages")
    await expect(live).to_have_attribute("aria-live", "polite")
    await expect(live).to_be_empty()
    court.say("A new one.", buttons=[samples.button("Yes"), samples.button("No")])
    await expect(live).to_have_text("Madame Octavia: A new one. 2 answers to choose from.")


async def test_commands_in_the_courts_words_can_be_pressed(court: FakeCourt, open_page: OpenPage) -> None:
    court.commands = [{"name": "tasks", "description": "What is open", "group": "play"}]
    court.say("Begin with /tasks, not with /nothing.")
    page = await open_page()
    await page.locator(".in-text").click()
    await until(lambda: bool(court.sent))
    assert court.sent[0]["command"] == "tasks"
    await expect(page.locator(".from-persona .in-text")).to_have_count(1)


async def test_older_messages_come_when_scrolled_to_and_keep_the_place(
    court: FakeCourt, open_page: OpenPage
) -> None:
    for number in range(120):
        court.say(f"Number {number}", ago=12000 - number * 60)
    page = await open_page()
    await expect(page.locator(".entry")).to_have_count(50)
    await page.locator("#scroller").evaluate("box => box.scrollTop = 100")
    top = page.get_by_text("Number 71", exact=True)
    before = (await top.bounding_box() or {"y": 0})["y"]
    await expect(page.locator(".entry")).to_have_count(100)
    after = (await top.bounding_box() or {"y": 0})["y"]
    assert abs(after - before) < 3
    texts = await page.locator(".entry .text").all_inner_texts()
    assert texts == [f"Number {number}" for number in range(20, 120)]


async def test_who_scrolled_up_is_told_of_new_messages_and_not_pulled_down(
    court: FakeCourt, open_page: OpenPage
) -> None:
    for number in range(40):
        court.say(f"Number {number}\n\nand more\n\nand more")
    page = await open_page()
    await page.locator("#scroller").evaluate("box => box.scrollTop = 600")
    await expect(page.locator("#pill")).to_be_visible()
    court.say("The newest.")
    await expect(page.locator("#pill")).to_have_text("1 new message")
    await page.locator("#pill").click()
    await expect(page.get_by_text("The newest.").first).to_be_in_viewport()
    await expect(page.locator("#pill")).to_be_hidden()


async def test_what_is_hidden_disappears(court: FakeCourt, open_page: OpenPage) -> None:
    message = court.say("Take this away.")
    page = await open_page()
    await expect(page.locator(".entry")).to_have_count(1)
    court.remove(message)
    await expect(page.locator(".entry")).to_have_count(0)


async def test_the_newest_message_stays_in_view_when_it_grows(court: FakeCourt, open_page: OpenPage) -> None:
    for number in range(20):
        court.say(f"Number {number}")
    chips = [samples.button(label, selected=False) for label in ("One", "Two", "Three")]
    message = court.say("Which?", buttons=chips, nav=[samples.button("Done", style="primary")])

    def chosen(_: Json) -> None:
        court.tell({"type": "typing", "on": True})
        court.amend(
            message,
            text="Which?\n\nChosen so far:\n\nOne",
            buttons=[samples.button("One", selected=True), *chips[1:]],
        )
        court.tell({"type": "typing", "on": False})

    court.on_send = chosen
    page = await open_page()
    await page.get_by_role("button", name="One", exact=True).click()
    await expect(page.get_by_text("Chosen so far:")).to_be_visible()
    await asyncio.sleep(0.3)
    await expect(page.get_by_role("button", name="Done")).to_be_in_viewport(ratio=1)


async def test_what_is_longer_than_the_page_is_read_from_its_beginning(
    court: FakeCourt, open_page: OpenPage
) -> None:
    for number in range(20):
        court.say(f"Number {number}")
    page = await open_page()
    court.say("It begins here.\n\n" + "Line\n\n" * 60)
    await expect(page.get_by_text("It begins here.", exact=True)).to_be_in_viewport()
    await page.reload()
    await expect(page.get_by_text("It begins here.", exact=True)).to_be_in_viewport()


async def test_the_answer_to_a_button_of_a_long_message_is_shown(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say("Choose.\n\n" + "Line\n\n" * 60, buttons=[samples.button("One", "v1.p7.0")])
    page = await open_page()
    await page.get_by_role("button", name="One", exact=True).focus()
    await page.locator("#scroller").evaluate("box => box.scrollTop = 0")
    await page.get_by_role("button", name="One", exact=True).dispatch_event("click")
    court.say("That is the answer.")
    await expect(page.get_by_text("That is the answer.", exact=True)).to_be_in_viewport()


async def test_growth_below_is_not_taken_for_scrolling_up(court: FakeCourt, open_page: OpenPage) -> None:
    for number in range(40):
        court.say(f"Number {number}")
    page = await open_page()
    grow_while_scrolling = """() => {
        const growth = document.createElement("li");
        growth.style.height = "400px";
        document.querySelector("#log").append(growth);
        document.querySelector("#scroller").dispatchEvent(new Event("scroll"));
    }"""
    await page.evaluate(grow_while_scrolling)
    await expect(page.locator("#log > li").last).to_be_in_viewport(ratio=0.95)
