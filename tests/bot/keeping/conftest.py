"""A court on disk for every test of keeping it."""

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.support.owners import CourtOnDisk


@pytest.fixture
async def court(settings: Settings, sqlite_template: Path) -> CourtOnDisk:
    """A court on disk, still empty."""
    return await CourtOnDisk.made(settings, sqlite_template)
