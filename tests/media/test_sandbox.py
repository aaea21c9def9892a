"""The sandbox itself: walls, limits, cancellation, and what is left behind."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from media.clean import MediaCleaner, clean
from media.kinds import MediaKind, MediaLimits, MediaRefused, MediaUnavailable, RefusalReason
from media.sandbox import Sandbox
from tests.media import hostile, samples
from tests.media.refusing import refused
from tests.media.watching import processes_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in Linux's /proc")
ROOT = Path(__file__).parent.parent.parent
PATIENT = MediaLimits(timeout_seconds=60)


def homes() -> set[Path]:
    """The folders that sandboxes have at the moment."""
    return set(Path(tempfile.gettempdir()).glob("court-media-*"))


async def group_of(cleaner: MediaCleaner) -> int:
    """The process group of the cleaner's warm sandbox."""
    await cleaner.warm()
    return cleaner.process_groups()[0]


async def busy(group: int) -> None:
    """Wait until a recording is being worked on: the sandbox, its child, and an ffmpeg."""
    while len(processes_in(group)) < 3:  # noqa: ASYNC110 - the kernel sends no event for this
        await asyncio.sleep(0.005)


async def gone(group: int, within: float = 5.0) -> bool:
    """Whether the whole group ends soon."""
    until = time.monotonic() + within
    while processes_in(group):
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.02)
    return True


async def test_no_secret_of_the_court_reaches_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_TELEGRAM__TOKEN", "123:secret")
    async with MediaCleaner() as cleaner:
        pid = await group_of(cleaner)
        environment = await asyncio.to_thread(Path(f"/proc/{pid}/environ").read_bytes)
        assert b"LANG=" in environment
        assert b"secret" not in environment


async def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_is_served() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        tight = MediaLimits(memory_bytes=400 << 20)
        with refused(RefusalReason.BROKEN):
            await cleaner.clean(hostile.flat_png(6500, 6000), declared=None, limits=tight)
        assert (await cleaner.clean(samples.photo(), declared=None)).kind is MediaKind.PHOTO


async def test_a_file_that_takes_too_long_is_given_up_with_all_its_processes() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        group = await group_of(cleaner)
        started = time.monotonic()
        with refused(RefusalReason.BROKEN):
            hasty = MediaLimits(timeout_seconds=0.1)
            await cleaner.clean(samples.recording("webm", 60.0), declared=None, limits=hasty)
        assert time.monotonic() - started < 5
        assert await gone(group)
        assert (await cleaner.clean(samples.photo(), declared=None)).kind is MediaKind.PHOTO


async def test_cancelling_kills_what_was_running() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        group = await group_of(cleaner)
        work = asyncio.create_task(cleaner.clean(samples.recording("webm", 60.0), declared=None))
        await busy(group)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert await gone(group)
        assert (await cleaner.clean(samples.photo(), declared=None)).kind is MediaKind.PHOTO


async def test_cancelling_while_a_sandbox_starts_loses_none() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        work = asyncio.create_task(cleaner.clean(samples.photo(), declared=None))
        await asyncio.sleep(0.05)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert (await cleaner.clean(samples.photo(), declared=None)).kind is MediaKind.PHOTO
        groups = set(cleaner.process_groups())
    assert all([await gone(group) for group in groups])


async def test_a_killed_sandbox_costs_one_file_and_is_replaced() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        group = await group_of(cleaner)
        work = asyncio.create_task(cleaner.clean(samples.recording("webm", 60.0), declared=None))
        await busy(group)
        os.kill(group, 9)
        with refused(RefusalReason.BROKEN):
            await work
        assert await gone(group)
        assert (await cleaner.clean(samples.photo(), declared=None)).kind is MediaKind.PHOTO
        assert await group_of(cleaner) != group


async def test_a_child_that_dies_is_an_answer() -> None:
    async with MediaCleaner(PATIENT, parallel=1) as cleaner:
        group = await group_of(cleaner)
        work = asyncio.create_task(cleaner.clean(samples.recording("webm", 60.0), declared=None))
        await busy(group)
        for pid in processes_in(group):
            if pid != group:
                os.kill(pid, 9)
        with refused(RefusalReason.BROKEN):
            await work
        assert await group_of(cleaner) == group


async def test_a_sandbox_retires_after_its_share_of_files() -> None:
    async with MediaCleaner(PATIENT, parallel=1, jobs_per_worker=2) as cleaner:
        groups = []
        for _ in range(4):
            groups.append(await group_of(cleaner))
            await cleaner.clean(samples.photo("PNG", (16, 16)), declared=None)
        assert groups[0] == groups[1] != groups[2] == groups[3]
        assert await gone(groups[0])


async def test_no_more_than_the_agreed_number_work_at_once() -> None:
    async with MediaCleaner(PATIENT, parallel=2) as cleaner:
        photos = [cleaner.clean(samples.photo("PNG", (32, 32), seed), declared=None) for seed in range(8)]
        cleaned = await asyncio.gather(*photos)
        assert len({photo.data for photo in cleaned}) == 8
        assert len(cleaner.process_groups()) <= 2


async def test_closing_leaves_no_process_and_no_file_behind() -> None:
    before = homes()
    async with MediaCleaner(PATIENT) as cleaner:
        group = await group_of(cleaner)
        await normal_day(cleaner)
        (home,) = homes() - before
        assert list(home.iterdir()) == []
    assert await gone(group)
    assert homes() <= before | (homes() - {home})


async def normal_day(cleaner: MediaCleaner) -> None:
    """A photo, a drop and a refusal."""
    await cleaner.clean(samples.photo(), declared=None)
    await cleaner.clean_drop(samples.recording("m4a"), declared=None)
    with pytest.raises(MediaRefused):
        await cleaner.clean(samples.photo()[:2000], declared=None)


async def test_closing_amid_work_ends_it_as_unavailable() -> None:
    cleaner = MediaCleaner(PATIENT)
    group = await group_of(cleaner)
    work = asyncio.create_task(cleaner.clean(samples.recording("webm", 60.0), declared=None))
    await busy(group)
    await cleaner.close()
    with pytest.raises(MediaUnavailable):
        await work
    with pytest.raises(MediaUnavailable):
        await cleaner.clean(samples.photo(), declared=None)
    assert await gone(group)


def test_the_sandbox_ends_with_the_court() -> None:
    """Even kill -9 leaves nothing running: the pipe closes, the sandbox goes."""
    script = (
        "import sys, os; sys.path.append(sys.argv[1])\n"
        "from media.sandbox import Sandbox\n"
        "print(Sandbox().pid, flush=True); os.kill(os.getpid(), 9)"
    )
    command = (sys.executable, "-I", "-c", script, str(ROOT))
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert asyncio.run(gone(int(result.stdout)))


def test_a_sandbox_that_cannot_start_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(MediaUnavailable):
        Sandbox()
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(MediaUnavailable):
        Sandbox()


def test_a_missing_ffmpeg_is_told_before_any_file_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/bin/false")
    with pytest.raises(MediaUnavailable, match="ffmpeg does not run"):
        Sandbox()
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")
    with pytest.raises(MediaUnavailable, match="ffmpeg does not run"):
        Sandbox()


async def test_one_file_alone_can_be_cleaned_too() -> None:
    cleaned = await clean(samples.photo(), declared="image/jpeg", limits=PATIENT)
    assert cleaned.kind is MediaKind.PHOTO
