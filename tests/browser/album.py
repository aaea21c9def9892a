"""Pictures of the pages for the documentation: taken only when COURT_PICTURES names the folder for them."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

SIZES = {390: 844, 1280: 860}
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
COLOURS = 200


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures go; without a folder none are taken."""

    folder: Path | None

    @classmethod
    def wanted(cls) -> "Album":
        """The album that the environment asks for."""
        folder = os.environ.get("COURT_PICTURES")
        return cls(Path(folder) if folder else None)

    async def take(self, page: Page, name: str, *, show: str = "") -> None:
        """The page at both widths and in both themes; ``show`` is brought into view first."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        await page.mouse.move(0, 0)
        for width, height in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
                if show:
                    await page.locator(show).last.evaluate("e => e.scrollIntoView({block: 'end'})")
                await page.evaluate(
                    "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
                )
                picture = await page.screenshot(animations="disabled", caret="hide")
                (self.folder / f"{name}-{width}-{scheme}.png").write_bytes(_small(picture))
        await page.emulate_media(color_scheme="dark")
        if before:
            await page.set_viewport_size(before)


def _small(picture: bytes) -> bytes:
    """The same picture with fewer colours: a third of the bytes, and no difference to see."""
    # Pillow is only loaded where pictures are made.
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
