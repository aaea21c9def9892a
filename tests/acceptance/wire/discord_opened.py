"""Opens a court on Discord for a gate: listening and delivering by itself, at its own pace or a hasty one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from storage.unit import Storage
from tests.acceptance.wire.discord import DiscordWire
from tests.acceptance.wire.running import delivering, going_on
from tests.contracts.discord import DiscordCourt, config_for, opened
from tests.fakes.discord import DiscordServer
from tests.support.clocks import FakeClock

SHIPPED_PACE = 45.0


@asynccontextmanager
async def discord_wire(
    storage: Storage,
    clock: FakeClock,
    directory: Path,
    *,
    hasty: bool = True,
    pace: float = 0,
    **options: Any,
) -> AsyncIterator[DiscordWire]:
    """A court that listens and delivers by itself; ``hasty``: without a pace of its own. With a ``pace``
    time passes so much faster, and brings what it brings."""
    async with DiscordServer().running() as server:
        config = config_for(server, requests_per_second=10_000.0 if hasty else SHIPPED_PACE * (pace or 1))
        court = DiscordCourt(storage, clock, directory, server, config=config, **options)
        if not pace:
            async with opened(court):
                yield DiscordWire(court)
            return
        try:
            async with delivering(court), going_on(court, pace):
                yield DiscordWire(court)
        finally:
            await court.close()
