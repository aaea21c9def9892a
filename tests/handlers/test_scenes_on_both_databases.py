"""Scenes on SQLite and on PostgreSQL alike, presses at the same moment included."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from bot.platforms.port import Refused
from handlers.chat.incoming import Press
from handlers.member.privacy.export import write_archive
from storage import migrate
from storage.tables import SceneUnlock, TokenEntry, UserScene
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.scenes import LEDGER, NAME, hears, ledger, looks_at, made, plays, rich, unlocks


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_of_many_presses_at_once_one_is_paid(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    for _ in range(3):
        await looks_at(anna, LEDGER)
        await anna.presses("Unlock ·")
    sure = [c.token for b in anna.bubbles for c in b.buttons if c.label == "Yes, unlock it"]
    await asyncio.gather(*(anna.does(Press(token)) for token in sure))

    assert len(sure) == 3
    assert await ledger(court, anna) == [-5]
    assert len(hears(anna)) == 1


async def test_a_scene_from_its_recording_to_its_end(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await rich(court, anna)
    await made(court, olga, tag="praise")
    court.platform.mute = Refused("No voices here.")
    await unlocks(anna, NAME)
    await court.tick()
    court.platform.mute = None
    await unlocks(anna, NAME)
    await anna.presses("Finished")
    await plays(anna, NAME)
    await olga.says("/scene")
    await olga.presses(NAME)

    assert await ledger(court, anna) == [-7, 7, -7]
    assert "Unlocked by 1, finished by 1." in olga.last.text


async def test_the_archive_tells_of_scenes_and_an_erasure_leaves_only_the_ledger(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    path = tmp_path / "export.zip"
    await write_archive(court.house, (await anna.person()).id, path)
    with zipfile.ZipFile(path) as archive:
        for table in ("user_scenes", "scene_unlocks"):
            assert len(json.loads(archive.read(f"tables/{table}.json"))) == 1
    await anna.says("/forget")
    await anna.presses("Erase")
    await court.tick()

    async with court.storage.read() as tx:
        assert await tx.all(select(UserScene)) == []
        assert await tx.all(select(SceneUnlock)) == []
        assert {row.user_id for row in await tx.all(select(TokenEntry))} == {None}


async def test_what_is_hers_survives_a_way_down_and_up_again(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await court.storage.close()
    await migrate.downgrade(court.storage.url, "0011")
    await migrate.upgrade(court.storage.url)
    await plays(anna)

    assert len(hears(anna)) == 2
    assert (await anna.user()).token_balance == 25
