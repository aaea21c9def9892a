"""Gates over the wire: the shipped platform, and the strict servers of ``tests.fakes`` in Telegram's and
Discord's place, watched from the servers' side."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from storage.enums import Platform
from storage.sealing import CourtKeys, Keyring
from storage.unit import Storage
from tests.acceptance.stage import memory, upgraded
from tests.acceptance.wire.port import Wire
from tests.support.clocks import FakeClock


@asynccontextmanager
async def wired(
    platform: Platform, database: str | None, *, seed: int, clock: FakeClock | None = None, **options: Any
) -> AsyncIterator[Wire]:
    """An empty court that is open on Telegram or Discord; arguments as of ``stage``."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=memory()) as folder:
        url = database or f"sqlite:///{folder}/gate.sqlite"
        await asyncio.to_thread(upgraded, url)
        storage = Storage(url, Keyring(CourtKeys.fresh()))
        try:
            opened = _opened(platform)
            async with opened(storage, clock or FakeClock(), Path(folder), seed=seed, **options) as wire:
                yield wire
        finally:
            await storage.close()


def _opened(platform: Platform) -> Any:
    match platform:
        case Platform.TELEGRAM:
            from tests.acceptance.wire.telegram import telegram_wire

            return telegram_wire
        case Platform.DISCORD:
            from tests.acceptance.wire.discord_opened import discord_wire

            return discord_wire
        case Platform.WEB:
            raise ValueError("The web platform of the gates is the scripted one.")


__all__ = ["Wire", "wired"]
