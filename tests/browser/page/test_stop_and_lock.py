"""The red button, the idle lock, the quick hide: what keeps a person safe when the page does not matter."""

import asyncio

import pytest
from playwright.async_api import expect
from starlette.responses import Response

from tests.browser.page import samples
from tests.browser.page.conftest import DESKTOP, PHONE, OpenPage, until
from tests.fakes.web_page import FakeCourt, Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

THUMB = 44  # CSS pixels


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (640, 400)])
async def test_the_stop_button_is_in_view_large_enough_and_needs_one_press(
    court: FakeCourt, open_page: OpenPage, size: tuple[int, int]
) -> None:
    for number in range(30):
        court.say(f"Number {number}")
    page = await open_page(size=size)
    stop = page.get_by_role("button", name="Stop everything now").first
    await expect(stop).to_be_in_viewport(ratio=1)
    box = await stop.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= min(THUMB, 40)
    await stop.click()
    await until(lambda: len(court.stops) == 1)
    await expect(page.locator("#banner")).to_have_text("Stopped. Nothing more is asked of you.")
    await expect(page.locator("#top-mood")).to_have_text("Stopped: nothing is asked of you")
    await expect(page.locator(".from-safety")).to_have_count(1)


async def test_on_a_phone_the_stop_button_is_under_the_thumb_and_away_from_send(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page(size=PHONE)
    await page.locator("#composer-text").fill("Hello")
    stop = await page.locator("#stop").bounding_box()
    send = await page.locator("#send").bounding_box()
    assert stop
    assert send
    assert stop["y"] > PHONE[1] * 0.85
    assert send["x"] - (stop["x"] + stop["width"]) > 150


async def test_a_stop_is_sent_until_it_is_heard_also_after_a_reload(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.faults.extend([Response(status_code=503)] * 50)
    page = await open_page()
    await page.locator("#stop").click()
    await expect(page.locator("#banner")).to_contain_text("The court has not heard it yet")
    await page.reload()
    court.faults.clear()
    await until(lambda: len(court.stops) == 1, within=10)
    await expect(page.locator("#banner")).to_have_text("Stopped. Nothing more is asked of you.")


async def test_a_stop_overtakes_what_was_pressed_before_it(court: FakeCourt, open_page: OpenPage) -> None:
    court.faults.extend([Response(status_code=503)] * 2)
    court.say("Well?", buttons=[samples.button("Give me a task")])
    page = await open_page()
    await page.get_by_role("button", name="Give me a task").click()
    await expect(page.locator(".press-note")).to_have_text("not sent yet, will be tried again")
    await page.locator("#stop").click()
    await until(lambda: len(court.stops) == 1)
    await asyncio.sleep(2.5)
    assert court.sent == []


async def test_a_session_that_is_gone_leads_the_stop_to_the_page_that_needs_none(
    court: FakeCourt, open_page: OpenPage
) -> None:
    page = await open_page()
    court.faults.append(Response(status_code=401))
    await page.locator("#stop").click()
    await page.wait_for_url("**/stop")
    await expect(page.get_by_label("Your safeword")).to_be_visible()


async def test_left_alone_the_page_locks_and_takes_the_words_away(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.idle_minutes = 0.05  # three seconds
    court.say("For your eyes.")
    page = await open_page()
    await expect(page.get_by_text("For your eyes.").first).to_be_visible()
    await page.wait_for_url("**/unlock", timeout=20000)
    assert court.locked
    await expect(page.get_by_label("Password")).to_be_focused()
    assert "For your eyes." not in await page.content()
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()


async def test_the_stop_on_the_unlock_page_needs_no_password(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page("/unlock")
    await page.get_by_role("button", name="Stop").click()
    await until(lambda: len(court.stops) == 1)
    await expect(page.locator("[data-stop-status]")).to_have_text("Stopped. Nothing more is asked of you.")


async def test_a_lock_in_one_tab_locks_the_others(court: FakeCourt, open_page: OpenPage) -> None:
    court.say("For your eyes.")
    first = await open_page()
    second = await open_page()
    await first.get_by_role("button", name="Lock now").click()
    for page in (first, second):
        await page.wait_for_url("**/unlock")


async def test_without_a_connection_the_page_covers_itself_all_the_same(
    court: FakeCourt, served: Served, open_page: OpenPage
) -> None:
    court.say("For your eyes.")
    page = await open_page()
    await page.route("**/api/lock", lambda route: route.abort())
    await page.get_by_role("button", name="Lock now").click()
    await expect(page.locator("#curtain-text")).to_have_text(
        "Covered here. The court could not be told yet: no connection."
    )
    assert "For your eyes." not in await page.content()
    await expect(page.locator("#curtain").get_by_role("button", name="Stop")).to_be_in_viewport()
    await page.unroute("**/api/lock")
    await page.wait_for_url("**/unlock", timeout=15000)


async def test_somebody_who_is_there_is_not_locked_out(court: FakeCourt, open_page: OpenPage) -> None:
    court.idle_minutes = 0.1  # six seconds
    page = await open_page()
    for _ in range(10):
        await page.locator("#composer-text").press("a")
        await asyncio.sleep(1)
    assert not court.locked


async def test_hide_covers_everything_until_it_is_pressed_again(
    court: FakeCourt, open_page: OpenPage
) -> None:
    court.say("For your eyes.")
    page = await open_page()
    words = page.locator(".entry .text")
    await page.keyboard.press("Alt+q")
    await expect(page.get_by_role("heading", name="Hidden")).to_be_visible()
    await expect(words).to_be_hidden()
    await page.keyboard.press("Tab")
    await page.get_by_role("link", name="Show again").press("Enter")
    await expect(words).to_be_visible()


async def test_the_title_counts_and_tells_nothing(court: FakeCourt, open_page: OpenPage) -> None:
    page = await open_page()
    other = await open_page("/login")
    await other.bring_to_front()
    await page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true }); }"
    )
    court.say("One.")
    court.say("Two.")
    await expect(page).to_have_title("(2) Court")
    await page.evaluate("() => { delete document.hidden; }")
    await page.bring_to_front()
    await page.mouse.click(600, 400)
    await expect(page).to_have_title("Court")
