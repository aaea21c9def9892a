"""One cleaner a module: its sandbox stays warm from test to test, as it does in the court."""

from collections.abc import AsyncIterator

import pytest_asyncio

from media.clean import MediaCleaner
from media.kinds import MediaLimits

LIMITS = MediaLimits(max_seconds=20.0, timeout_seconds=20.0)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def cleaner() -> AsyncIterator[MediaCleaner]:
    """A cleaner for recordings of up to 20 seconds."""
    async with MediaCleaner(LIMITS) as ready:
        yield ready
