"""The master key is exchanged without a moment at which the data could not be opened."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from bot import keys as key_files
from bot.errors import AlreadyRunning, KeyUnusable
from bot.keys import unlock
from bot.lockfile import held
from bot.places import opened
from bot.rotation import rotate
from bot.settings import Settings, load_settings
from storage.errors import WrongKey
from storage.sealing import CourtKeys
from storage.tables import User
from tests.support.owners import ROOT, CourtOnDisk


@pytest.fixture
async def court(settings: Settings, sqlite_template: Path) -> CourtOnDisk:
    """A court with a few members."""
    court = await CourtOnDisk.made(settings, sqlite_template)
    for name in ("ada", "bea", "cleo"):
        await court.member(name)
    return court


async def safeword(settings: Settings, keys: CourtKeys, member: uuid.UUID) -> str | None:
    """A member's safeword, opened with these keys."""
    async with opened(settings, keys) as storage, storage.read() as tx:
        user = await tx.get(User, member)
        assert user is not None
        return await tx.open(user, "safeword")


async def test_everything_opens_with_the_new_master_alone(court: CourtOnDisk) -> None:
    member = await court.member("dora")
    before = court.unlocked.keys
    rotated = await rotate(court.settings)
    after = (await unlock(court.settings)).keys
    assert after == rotated.keys
    assert len(after.masters) == 1
    assert after.masters != before.masters
    assert (after.court, after.hash_secret) == (before.court, before.hash_secret)
    assert (rotated.rewrapped, rotated.resumed) == (4, False)
    assert await safeword(court.settings, after, member) == "marmalade sky"
    with pytest.raises(WrongKey):
        await safeword(court.settings, before, member)


async def test_a_rotation_that_was_interrupted_is_finished_by_the_next(court: CourtOnDisk) -> None:
    member = await court.member("dora")
    both = court.unlocked.keys.rotated()
    key_files.store(court.unlocked.home, both, replace=True)  # and then the power went out
    assert await safeword(court.settings, (await unlock(court.settings)).keys, member) == "marmalade sky"
    rotated = await rotate(court.settings)
    assert rotated.resumed
    assert rotated.keys.masters == both.masters[:1]
    assert await safeword(court.settings, rotated.keys, member) == "marmalade sky"


KILLED_AFTER = """
import asyncio, os, sys
from bot import keys, rotation
from bot.settings import load_settings

left = int(sys.argv[1])

def count_down(call):
    async def counted(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return await call(*args, **kwargs)
    return counted

from storage import rotation as wrapping
wrapping._rewrap_some = count_down(wrapping._rewrap_some)
rotation.rewrap_all = lambda storage: wrapping.rewrap_all(storage, batch=1)
asyncio.run(rotation.rotate(load_settings(None, {})))
"""


def killed_after(steps: int) -> int:
    """Begin a rotation that is killed after so many keys; returns how the process ended."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AFTER, str(steps)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    return done.returncode


@pytest.mark.slow
@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_killed_at_any_step_nothing_is_lost(court: CourtOnDisk, steps: int) -> None:
    assert killed_after(steps) == 9
    unlocked = await unlock(court.settings)
    assert len(unlocked.keys.masters) == 2
    async with opened(court.settings, unlocked.keys) as storage, storage.read() as tx:
        from storage.queries.recovery import person_ids

        members = await person_ids(tx)
    for member in members:
        assert await safeword(court.settings, unlocked.keys, member) == "marmalade sky"
    assert (await rotate(court.settings)).rewrapped == 3 - steps


async def test_a_running_court_is_left_alone(court: CourtOnDisk) -> None:
    with held(court.settings.data_directory), pytest.raises(AlreadyRunning):
        await rotate(court.settings)
    assert (await unlock(court.settings)).keys == court.unlocked.keys


async def test_a_key_that_is_in_no_file_cannot_be_rotated_here(court: CourtOnDisk) -> None:
    settings = load_settings(None, {"COURT_KEYS__TEXT": court.unlocked.keys.to_text()})
    with pytest.raises(KeyUnusable, match="in a file"):
        await rotate(settings)


async def test_a_key_that_does_not_open_the_data_is_not_rotated(court: CourtOnDisk) -> None:
    wrong = CourtKeys(court.unlocked.keys.court, os.urandom(32), CourtKeys.fresh().masters)
    key_files.store(court.unlocked.home, wrong, replace=True)
    with pytest.raises(WrongKey):
        await rotate(court.settings)
    assert (await unlock(court.settings)).keys == wrong
