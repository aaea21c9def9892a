"""Somebody before a browser: says, presses, fills forms, and hears what the court answers."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from playwright.async_api import TimeoutError as NoAnswer

PATIENCE = 60_000
"""Milliseconds: a loaded machine may be slow, but nothing here waits for longer than it must."""
PHONE = (390, 844)
DESKTOP = (1280, 860)


@dataclass(slots=True)
class Visitor:
    """One person with one page."""

    page: Page
    host: str
    complaints: list[str] = field(default_factory=list)
    after: int = 0
    """The number of the last message before this person last did something."""

    def watch(self) -> None:
        """Note every request to another host and every error of the page."""
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda line: self._asked(line.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._said(said.type, said.text))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and parts.netloc != self.host:
            self.complaints.append(f"asked another host: {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    # -- doors -----------------------------------------------------------------------------------

    async def old_enough(self) -> None:
        """The age step of the door."""
        await self.page.select_option("#day", "3")
        await self.page.select_option("#month", "4")
        await self.page.select_option("#year", "1990")
        await self.page.get_by_role("button", name="Go on").click()

    async def take_key(self, email: str, password: str, button: str) -> None:
        """E-mail and password; afterwards the chat is open."""
        await self.page.fill("#email", email)
        await self.page.fill("#password", password)
        await self.page.fill("#again", password)
        await self.page.get_by_role("button", name=button).click()
        await self.connected()

    async def log_in(self, email: str, password: str) -> None:
        """By the log-in page; afterwards the chat is open."""
        await self.page.goto("/login")
        await self.page.fill("#email", email)
        await self.page.fill("#password", password)
        await self.page.get_by_role("button", name="Log in").click()
        await self.connected()

    async def connected(self) -> None:
        """The chat is there and its live line is up."""
        await self.page.wait_for_selector("body[data-line=up]", timeout=PATIENCE)

    # -- acting ----------------------------------------------------------------------------------

    async def says(self, text: str) -> None:
        """Types it and sends it with Enter."""
        await self.mark()
        await self.page.locator("#composer-text").press_sequentially(text)
        await self.page.press("#composer-text", "Enter")

    async def whispers(self, secret: str) -> None:
        """The same where what is typed is hidden."""
        await self.mark()
        await self.page.fill("#composer-secret", secret)
        await self.page.press("#composer-secret", "Enter")

    async def presses(self, label: str) -> None:
        """Presses the newest button of this name that is alive."""
        await self.mark()
        alive = self.page.locator("#log .chip:not(:disabled)")
        await alive.filter(has_text=re.compile(f"^{re.escape(label)}$")).last.click(timeout=PATIENCE)

    async def toggles(self, label: str) -> None:
        """Presses a chip that can be on or off, and sees it turn on."""
        await self.presses(label)
        chip = self.page.locator('#log .chip[aria-pressed="true"]:not([aria-busy])')
        await expect(chip.filter(has_text=re.compile(f"^{re.escape(label)}$"))).to_be_visible(
            timeout=PATIENCE
        )

    async def submits(self, button: str) -> None:
        """Sends the newest form."""
        await self.mark()
        await self.form.get_by_role("button", name=button).click()

    async def mark(self) -> None:
        """From here on, only what is new is heard."""
        self.after = await self.page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('#log > li[data-seq]')].map(e => +e.dataset.seq))"
        )

    # -- seeing ----------------------------------------------------------------------------------

    @property
    def form(self) -> Locator:
        """The newest form."""
        return self.page.locator("#log form").last

    async def hears(self, words: str, *, seconds: float = PATIENCE / 1000) -> Locator:
        """Waits for a message since the last act that holds these words; returns it."""
        try:
            seq = await self._number_of(words, seconds)
        except NoAnswer as error:
            log = await self.page.locator("#log").inner_text()
            raise AssertionError(f"“{words}” was not said. The end of the chat:\n{log[-1500:]}") from error
        return self.page.locator(f'#log > li[data-seq="{seq}"]')

    async def _number_of(self, words: str, seconds: float) -> int:
        found = await self.page.wait_for_function(
            """([words, after]) => {
                const flat = (text) => text.replace(/\\s+/g, " ");
                const found = [...document.querySelectorAll("#log > li[data-seq]")]
                    .find((li) => +li.dataset.seq > after && !li.classList.contains("from-me")
                        && flat(li.textContent).includes(words));
                return found?.dataset.seq ?? false;
            }""",
            arg=[" ".join(words.split()), self.after],
            timeout=seconds * 1000,
        )
        number: int = await found.json_value()
        return number

    async def fits_the_width(self) -> None:
        """Nothing scrolls sideways."""
        excess = await self.page.evaluate(
            "Math.max(...[document.scrollingElement, ...document.querySelectorAll('#scroller')]"
            ".filter(Boolean).map(e => e.scrollWidth - e.clientWidth))"
        )
        assert excess <= 0, f"{self.page.url} is {excess} px too wide"


@asynccontextmanager
async def visiting(browser: Browser, address: str, size: tuple[int, int] = DESKTOP) -> AsyncIterator[Visitor]:
    """A browser profile of its own with one page; a complaint of the page fails the test."""
    context: BrowserContext = await browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        permissions=["microphone"],
        color_scheme="dark",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(await context.new_page(), urlsplit(address).netloc)
    visitor.watch()
    yield visitor
    await context.close()
    assert visitor.complaints == []


def photo_with_exif(path: Path) -> Path:
    """A JPEG as a telephone makes it, with a time and a place in its EXIF."""
    # Pillow is only loaded where pictures are made.
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1600, 1200), (74, 52, 66))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 780, 1600, 1200), fill=(120, 92, 70))
    for number in range(5):
        left, size = 140 + number * 280, 90 + number * 30
        draw.ellipse((left, 860 - size, left + size, 860), fill=(214, 180 - number * 18, 120))
    exif = Image.Exif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8769)[0x9003] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    image.save(path, "JPEG", quality=90, exif=exif)
    return path
