"""A fake court on a port of this machine, for tests of the page alone; it remembers what it was sent."""

import asyncio
from typing import Self

import uvicorn

from tests.fakes.web_court import FakeCourt, Json, Upload
from tests.fakes.web_doors import PACKS, Doors

__all__ = ["PACKS", "FakeCourt", "Json", "Served", "Upload"]


class Served:
    """A fake court on a free port of this machine."""

    def __init__(self, court: FakeCourt, port: int = 0) -> None:
        self.doors = Doors(court)
        config = uvicorn.Config(
            self.doors.app(), port=port, log_level="warning", lifespan="off", ws="websockets-sansio"
        )
        self.server = uvicorn.Server(config)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.server.serve())
        while not self.server.started:  # noqa: ASYNC110  # uvicorn offers a flag, not an event
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        if self._task:
            await self._task

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host, port = self.server.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"
