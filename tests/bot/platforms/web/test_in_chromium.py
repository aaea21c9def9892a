"""The doors and the live line in a real browser: what it really sends is let in, and nothing is blocked."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect
from sqlmodel import select

from storage.tables import Account
from tests.bot.platforms.web.browser import PASSWORD
from tests.bot.platforms.web.whole import WholeCourt
from tests.browser.chromium import launch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMAIL = "anna@example.org"
ZONE = "Pacific/Auckland"


@pytest.fixture
async def page(whole: WholeCourt) -> AsyncIterator[Page]:
    """A page that notes every complaint of the browser and every request to another host."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        context = await chromium.new_context(base_url=whole.web.address, timezone_id=ZONE)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: complaints.extend(foreign(request.url, whole.web.address)))
        yield page
        await chromium.close()
    assert complaints == []


def foreign(url: str, own: str) -> list[str]:
    """The address, if it is of another host."""
    return [] if url.startswith((own, "blob:", "data:")) else [url]


async def register(page: Page) -> None:
    """Through both steps of the door."""
    await page.goto("/register")
    await page.select_option("#day", "3")
    await page.select_option("#month", "4")
    await page.select_option("#year", "1990")
    await page.get_by_role("button", name="Go on").click()
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await page.fill("#again", PASSWORD)
    await page.get_by_role("button", name="Come in").click()


async def test_a_newcomer_is_received_locked_let_in_again_and_can_stop(whole: WholeCourt, page: Page) -> None:
    text = whole.house.texts.get
    await register(page)
    log = page.locator("#log")
    await expect(log).to_contain_text(text("terms.text").split("\n")[0][:40], timeout=20_000)
    await page.get_by_role("button", name=text("terms.accept")).click()
    await expect(log).to_contain_text(text("onboarding.name")[:30], timeout=20_000)
    await page.fill("#composer-text", "Anna")
    await page.press("#composer-text", "Enter")
    await expect(log).to_contain_text(text("word.ask")[:30], timeout=20_000)
    await page.fill("#composer-secret", "marmalade kingdom")
    await page.press("#composer-secret", "Enter")
    await expect(log).to_contain_text(text("word.again")[:30], timeout=20_000)
    await expect(log).not_to_contain_text("marmalade")

    await page.click("#lock-now")
    await page.wait_for_url("**/unlock")
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Unlock").click()
    await expect(log).to_contain_text(text("word.again")[:30], timeout=20_000)

    await page.click("#stop")
    await expect(page.locator("#top-mood")).to_contain_text("Stopped", timeout=20_000)
    await page.click("#logout button")
    await page.wait_for_url("**/login")
    await page.fill("#email", EMAIL)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await expect(log).to_contain_text("Anna", timeout=20_000)


async def test_the_stop_for_a_lost_phone_works_from_a_browser(page: Page) -> None:
    await page.goto("/login")
    await page.get_by_role("link", name="Stop").click()
    await page.fill("#username", "nobody")
    await page.fill("#safeword", "marmalade kingdom")
    await page.get_by_role("button", name="Stop everything").click()
    await expect(page.locator("h1")).to_have_text("Thank you")


async def test_the_page_tells_the_time_zone_of_the_browser(whole: WholeCourt, page: Page) -> None:
    await register(page)
    await page.wait_for_selector("#composer")
    async with whole.storage.read() as tx:
        [account] = await tx.all(select(Account))
    assert account.zone_guess == ZONE
