"""The server in a process of its own, started and worked from a test, a gate or a benchmark."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.fakes.telegram.errors import Json


class RemoteServer:
    """What is known of it, and its control door."""

    def __init__(self, told: Json, session: aiohttp.ClientSession) -> None:
        self.base_url = str(told["base_url"])
        self.base_file_url = str(told["base_file_url"])
        self.token = str(told["token"])
        self._control = str(told["control"])
        self._session = session

    async def post(self, path: str, **fields: Any) -> Json:
        """Have something done; see ``control`` for what there is."""
        async with self._session.post(f"{self._control}/{path}", json=fields) as response:
            if response.status != 200:
                raise AssertionError(await response.text())
            told: Json = await response.json()
            return told

    async def get(self, path: str) -> Json:
        """Have something told."""
        async with self._session.get(f"{self._control}/{path}") as response:
            if response.status != 200:
                raise AssertionError(await response.text())
            told: Json = await response.json()
            return told


@asynccontextmanager
async def telegram_process(*options: str) -> AsyncIterator[RemoteServer]:
    """Run it with these command-line options; it is gone at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        async with aiohttp.ClientSession() as session:
            yield RemoteServer(told, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
