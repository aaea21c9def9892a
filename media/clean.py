"""Cleaning what members send: sniffed here, decoded and re-encoded in a sandboxed process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from media.kinds import Cleaned, MediaKind, MediaLimits, MediaRefused, MediaUnavailable, RefusalReason
from media.sandbox import Sandbox
from media.sniff import Format, identify, sniff
from media.wire import Request, Task, WireBroken

JOBS_PER_WORKER = 200

_T = TypeVar("_T")


class MediaCleaner:
    """Cleans at most `parallel` files at a time, in warm sandboxes. Built once by the app; close it."""

    def __init__(
        self,
        limits: MediaLimits | None = None,
        *,
        parallel: int = 2,
        jobs_per_worker: int = JOBS_PER_WORKER,
    ) -> None:
        self.limits = limits or MediaLimits()
        self._jobs_per_worker = jobs_per_worker
        self._places = asyncio.Semaphore(parallel)
        self._idle: list[Sandbox] = []
        self._alive: set[Sandbox] = set()
        self._threads = ThreadPoolExecutor(max_workers=parallel + 1, thread_name_prefix="media")
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def clean(
        self,
        source: Path | bytes,
        *,
        declared: str | None,
        wanted: MediaKind | None = None,
        limits: MediaLimits | None = None,
    ) -> Cleaned:
        """Make a photo or recording safe to keep; raises MediaRefused or MediaUnavailable.

        `declared` is the MIME type the sender claims; `wanted` narrows to one kind.
        """
        return await self._run(source, declared, wanted, limits or self.limits, drop=False)

    async def clean_drop(
        self, source: Path | bytes, *, declared: str | None, limits: MediaLimits | None = None
    ) -> Cleaned:
        """Make a recording into a voice drop: trimmed, at one loudness; raises like `clean`."""
        return await self._run(source, declared, MediaKind.AUDIO, limits or self.limits, drop=True)

    async def warm(self) -> bool:
        """Start a sandbox ahead of the first file; True when the kernel shuts it in (see `confine`)."""
        async with self._places:
            sandbox = await self._take()
            self._idle.append(sandbox)
            return sandbox.confined

    def process_groups(self) -> tuple[int, ...]:
        """The process group of every sandbox that lives, for whoever watches over them."""
        return tuple(sandbox.pid for sandbox in tuple(self._alive))

    async def close(self) -> None:
        """End every sandbox; what is being cleaned is refused as unavailable."""
        self._closed = True
        self._idle.clear()
        for sandbox in tuple(self._alive):
            sandbox.kill()
        for sandbox in tuple(self._alive):
            await self._in_thread(partial(self._end, sandbox))
        self._threads.shutdown(wait=False)

    async def _run(
        self,
        source: Path | bytes,
        declared: str | None,
        wanted: MediaKind | None,
        limits: MediaLimits,
        *,
        drop: bool,
    ) -> Cleaned:
        async with self._places:
            self._check_open()
            data, form = await self._in_thread(lambda: _prepare(source, declared, wanted, limits))
            task = Task.DROP if drop else Task(form.kind.value)
            return await self._ask(Request(task, form, limits, data))

    async def _ask(self, request: Request) -> Cleaned:
        """Lend a sandbox to one file. Only one that answered is used again."""
        sandbox = await self._take()
        healthy = False
        try:
            async with asyncio.timeout(request.limits.timeout_seconds):
                cleaned = await self._in_thread(lambda: _answer(sandbox, request))
            healthy = True
            return cleaned
        except MediaRefused:
            healthy = True
            raise
        except (WireBroken, TimeoutError) as error:
            if self._closed:
                raise MediaUnavailable("the court is closing") from error
            raise MediaRefused(RefusalReason.BROKEN) from error
        finally:
            self._give_back(sandbox, healthy=healthy)

    async def _take(self) -> Sandbox:
        self._check_open()
        if self._idle:
            return self._idle.pop()
        starting = asyncio.get_running_loop().run_in_executor(self._threads, self._start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(self._discard)
            raise

    def _check_open(self) -> None:
        if self._closed:
            raise MediaUnavailable("the court is closing")

    def _give_back(self, sandbox: Sandbox, *, healthy: bool) -> None:
        if self._closed:
            return  # close() ends them all
        if healthy and sandbox.jobs < self._jobs_per_worker:
            self._idle.append(sandbox)
            return
        sandbox.kill()  # at once, so that a thread still reading from it ends
        self._threads.submit(self._end, sandbox)

    def _discard(self, starting: "asyncio.Future[Sandbox]") -> None:
        """A sandbox nobody waits for any more is kept for the next file."""
        if not starting.cancelled() and starting.exception() is None:
            self._give_back(starting.result(), healthy=True)

    def _start(self) -> Sandbox:
        sandbox = Sandbox()
        self._alive.add(sandbox)
        if self._closed:
            self._end(sandbox)
            raise MediaUnavailable("the court is closing")
        return sandbox

    def _end(self, sandbox: Sandbox) -> None:
        sandbox.close()
        self._alive.discard(sandbox)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


async def clean(source: Path | bytes, *, declared: str | None, limits: MediaLimits) -> Cleaned:
    """Clean one file in a sandbox of its own; a court keeps a MediaCleaner instead."""
    async with MediaCleaner(limits, parallel=1) as cleaner:
        return await cleaner.clean(source, declared=declared)


def _prepare(
    source: Path | bytes, declared: str | None, wanted: MediaKind | None, limits: MediaLimits
) -> tuple[bytes, Format]:
    """Read no more than allowed, and say what it is."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            source = stream.read(limits.max_bytes + 1)
    if len(source) > limits.max_bytes:
        raise MediaRefused(RefusalReason.TOO_LARGE)
    return source, identify(source, declared=declared, wanted=wanted)


def _answer(sandbox: Sandbox, request: Request) -> Cleaned:
    """Ask, and believe only what looks like our own output."""
    cleaned = sandbox.ask(request)
    expected = Format.JPEG if request.task is Task.PHOTO else Format.OGG
    if cleaned.kind is not request.format.kind or sniff(cleaned.data).format is not expected:
        raise WireBroken
    return cleaned
