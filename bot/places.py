"""Opening the court's database for tools that run without the whole court."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage


@asynccontextmanager
async def opened(settings: Settings, keys: CourtKeys) -> AsyncIterator[Storage]:
    """The court's database, let go of at the end of the block."""
    storage = Storage(settings.database_url, Keyring(keys))
    try:
        yield storage
    finally:
        await storage.close()
