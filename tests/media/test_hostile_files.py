"""Hostile files: refused or cleaned, within bounds, and no other file is ever opened."""

import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media import ffmpeg
from media.clean import MediaCleaner
from media.kinds import Cleaned, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format
from tests.media import hostile, samples
from tests.media.hostile import Attack
from tests.media.refusing import refused
from tests.media.watching import watched

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = Path("canary")


async def outcome(cleaner: MediaCleaner, attack: Attack) -> Cleaned | RefusalReason:
    """What became of it; anything but a refusal passes through."""
    try:
        return await cleaner.clean(attack.data, declared=attack.declared)
    except MediaRefused as refusal:
        return refusal.reason


async def defeated(cleaner: MediaCleaner, attack: Attack) -> bool:
    """Whether it was cleaned though it may be, or refused for a fitting reason."""
    found = await outcome(cleaner, attack)
    return attack.may_be_cleaned if isinstance(found, Cleaned) else found in attack.allowed


@pytest.mark.parametrize("attack", list(hostile.liars()), ids=lambda attack: attack.name)
async def test_liars_are_caught(cleaner: MediaCleaner, attack: Attack) -> None:
    assert await defeated(cleaner, attack)


@pytest.mark.parametrize("attack", list(hostile.bombs(large=False)), ids=lambda attack: attack.name)
async def test_bombs_do_not_go_off(cleaner: MediaCleaner, attack: Attack) -> None:
    assert await defeated(cleaner, attack)


@pytest.mark.parametrize("number", range(len(list(hostile.scripts(CANARY)))))
async def test_no_script_has_another_file_opened(
    cleaner: MediaCleaner, tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    canary = _canary(tmp_path_factory)
    attack = list(hostile.scripts(canary))[number]
    with watched(canary) as watch:
        assert await defeated(cleaner, attack), attack.name
        assert watch.openings() == 0, attack.name


@pytest.mark.parametrize("form", [form for form in Format if form.kind is MediaKind.AUDIO])
async def test_ffmpeg_follows_no_script_even_outside_the_walls(
    tmp_path_factory: pytest.TempPathFactory, form: Format
) -> None:
    canary = _canary(tmp_path_factory)
    with watched(canary) as watch:
        for attack in hostile.scripts(canary):
            try:
                list(ffmpeg.decode(attack.data, form, max_seconds=5))
            except MediaRefused:
                continue
        assert watch.openings() == 0


async def test_the_watch_sees_an_unwary_ffmpeg(tmp_path_factory: pytest.TempPathFactory) -> None:
    canary = _canary(tmp_path_factory)
    script = canary.with_name("note.ogg")
    script.write_bytes(samples.ffconcat([str(canary)]))
    with watched(canary) as watch:
        command = (ffmpeg.executable(), "-v", "quiet", "-safe", "0", "-i", str(script), "-f", "null", "-")
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL)  # noqa: ASYNC221 - a control
        assert watch.openings() > 0


async def test_too_large_is_refused_unread(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("in") / "large"
    with path.open("wb") as sparse:
        sparse.truncate(1 << 30)
    async with MediaCleaner(MediaLimits(max_bytes=1000)) as cleaner:
        with refused(RefusalReason.TOO_LARGE):
            await cleaner.clean(path, declared=None)
        with refused(RefusalReason.TOO_LARGE):
            await cleaner.clean(bytes(1001), declared=None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400),
    head=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"ID3\4", b"OggS"]),
)
async def test_random_bytes_are_cleaned_or_refused(cleaner: MediaCleaner, data: bytes, head: bytes) -> None:
    assert isinstance(await outcome(cleaner, Attack("random", head + data)), Cleaned | RefusalReason)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_damaged_files_are_cleaned_or_refused(cleaner: MediaCleaner, seed: int) -> None:
    for attack in hostile.damaged(seed, 1):
        assert isinstance(await outcome(cleaner, attack), Cleaned | RefusalReason)


async def test_the_same_seed_makes_the_same_damage() -> None:
    seed = random.Random(7).randrange(1000)
    first, second = (list(hostile.damaged(seed, 5)) for _ in range(2))
    assert first == second


def _canary(factory: pytest.TempPathFactory) -> Path:
    """A file that nobody has any business with; a real recording, so that opening it would work."""
    canary = factory.mktemp("private") / "canary.wav"
    canary.write_bytes(samples.speech())
    return canary
