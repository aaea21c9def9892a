"""A browser for the module, a fake court and an opened page for each test.

Whatever goes wrong inside a page - an error, a request to another host - fails the test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.chromium import launch
from tests.fakes.web_page import FakeCourt, Served

PHONE = (390, 844)
DESKTOP = (1280, 860)
EXPECTED = (
    "Failed to load resource",
    "WebSocket connection",
)  # what Chromium itself says about a refused request


@dataclass
class Watch:
    """What a page did that it should not have."""

    host: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Starts watching a page."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self._said(said.type, said.text))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and parts.netloc != self.host:
            self.foreign.append(url)

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(EXPECTED):
            self.errors.append(text)


OpenPage = Callable[..., Awaitable[Page]]


async def until(happened: Callable[[], object], within: float = 6) -> None:
    """Waits for something at the court's side; fails after `within` seconds."""
    for _ in range(int(within / 0.02)):
        if happened():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it did not happen in time")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of a module."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture
def court() -> FakeCourt:
    """A fake court with nothing said yet."""
    return FakeCourt()


@pytest_asyncio.fixture(loop_scope="module")
async def served(court: FakeCourt) -> AsyncIterator[Served]:
    """The fake court on a port."""
    async with Served(court) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def watch(served: Served) -> AsyncIterator[Watch]:
    """Fails the test when its pages asked another host or threw an error."""
    watch = Watch(urlsplit(served.url).netloc)
    yield watch
    assert watch.foreign == []
    assert watch.errors == []


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser, served: Served) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 860}, permissions=["microphone"], base_url=served.url
    )
    context.set_default_timeout(8000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(context: BrowserContext, watch: Watch) -> OpenPage:
    """Opens a page of the court: ``await open_page("/", size=PHONE)``; a chat has settled when it returns."""

    async def opened(path: str = "/", size: tuple[int, int] = DESKTOP) -> Page:
        page = await context.new_page()
        watch.over(page)
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.goto(path)
        if path == "/" and await page.locator("#composer").count():
            await page.wait_for_selector("body[data-line=up]")
        return page

    return opened
