"""Chromium for tests: where it is, how it is started, and what happens where there is none."""

import os
import shutil

import pytest
from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
MISSING = (
    "Chromium is not installed, so the page was not tried in a browser. "
    "On Debian or Ubuntu: apt-get install chromium"
)


def find_chromium() -> str:
    """The path of an installed Chromium. Without one the test is skipped, loudly; on CI it fails."""
    wanted = os.environ.get("COURT_TEST_CHROMIUM")
    found = wanted or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


async def launch(playwright: Playwright) -> Browser:
    """A Chromium with a fake microphone that needs no permission and calls nobody."""
    return await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
