"""The real court in a process of its own, as ``python -m bot`` starts it, on throwaway data."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 120.0
CLOSED_SECONDS = 30.0
LINK = re.compile(r"becomes the owner \(once\): (\S+)")


@dataclass(slots=True)
class RunningCourt:
    """A court that is open: its address, and what it has printed so far."""

    address: str
    printed: list[str] = field(default_factory=list)

    @property
    def owner_link(self) -> str:
        """The one-time link that makes its first visitor the owner."""
        found = LINK.search("\n".join(self.printed))
        assert found, self.printed
        return found.group(1)


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(folder: Path, *command: str, port: int, **settings: str) -> AsyncIterator[RunningCourt]:
    """``python -m bot COMMAND`` with these settings (``rules__cool_off_hours="1"``), closed at the end."""
    environ = {
        "COURT_COURT__DATA_DIRECTORY": str(folder / "data"),
        "COURT_KEYS__FILE": str(folder / "keys" / "key.json"),
        "COURT_WEB__PORT": str(port),
        "COURT_LOGS__LEVEL": "warning",
        **{f"COURT_{name.upper()}": value for name, value in settings.items()},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command,
        cwd=ROOT, env={**_own_environment(), **environ},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    court = RunningCourt(f"http://127.0.0.1:{port}")
    opened = asyncio.Event()
    reading = asyncio.create_task(_read(process, court, opened))
    try:
        async with asyncio.timeout(READY_SECONDS):
            await opened.wait()
        assert court.owner_link
        yield court
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), CLOSED_SECONDS)
        await reading
    assert process.returncode == 0, court.printed
    assert not [line for line in court.printed if "error" in line.casefold()], "\n".join(court.printed)


def _own_environment() -> dict[str, str]:
    """The environment without whatever else is configured for a court."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COURT_")}


async def _read(process: asyncio.subprocess.Process, court: RunningCourt, opened: asyncio.Event) -> None:
    """Keep what is printed. It is open when it has said where, and how its owner comes in."""
    assert process.stdout is not None
    async for line in process.stdout:
        court.printed.append(line.decode().rstrip())
        if LINK.search(court.printed[-1]):
            opened.set()
    opened.set()
