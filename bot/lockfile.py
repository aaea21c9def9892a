"""One lock per data directory: a running court holds it shared, what must not happen meanwhile alone.

The kernel lets go of it when its holder dies, so a lock is never stale."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import AlreadyRunning

LOCK = "court.lock"


@contextmanager
def held(data_directory: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock while the block runs, alone or beside others who share it.

    Raises :class:`AlreadyRunning`, naming the holder's process, at once; never waits."""
    data_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_directory / LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_who(descriptor)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(data_directory: Path) -> bool:
    """Whether a process holds the lock now."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(data_directory / LOCK, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False


def _who(descriptor: int) -> str:
    pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    return f"Stop it first (process {pid}), then try again." if pid else "Stop it first, then try again."
