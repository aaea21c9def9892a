"""Asking the Linux kernel what happens: who opens a file, which processes live, what memory they took."""

import ctypes
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN = 0x20
_IN_NONBLOCK = 0o4000


class Watch:
    """Counts the openings of a file from now on."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def openings(self) -> int:
        """How often it was opened since the last time this was asked."""
        try:
            return len(os.read(self._descriptor, 1 << 16)) // 16
        except BlockingIOError:
            return 0


@contextmanager
def watched(path: Path) -> Iterator[Watch]:
    """Watch one file; Linux only."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(_IN_NONBLOCK)
    try:
        if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(path), _IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), "cannot watch the file")
        yield Watch(descriptor)
    finally:
        os.close(descriptor)


def processes_in(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


class Memory:
    """The largest resident size, in bytes, that any process of some groups ever had."""

    def __init__(self) -> None:
        self.peak = 0

    def look(self, groups: Iterable[int]) -> None:
        """Ask again; the kernel remembers each process's own peak."""
        for group in groups:
            for pid in processes_in(group):
                self.peak = max(self.peak, _high_water(pid))


@contextmanager
def measured(groups: Callable[[], Iterable[int]], every: float = 0.02) -> Iterator[Memory]:
    """Look at the groups again and again while the block runs."""
    memory, done = Memory(), threading.Event()

    def keep_looking() -> None:
        while not done.wait(every):
            memory.look(groups())

    looking = threading.Thread(target=keep_looking)
    looking.start()
    try:
        yield memory
    finally:
        done.set()
        looking.join()


def _high_water(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(words[1]) * 1024 for words in lines), 0)
