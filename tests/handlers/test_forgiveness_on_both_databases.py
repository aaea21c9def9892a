"""Forgiveness on SQLite and on PostgreSQL alike: of several yeses at once one pays."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.chat.incoming import Press
from storage.unit import Storage
from tests.support.appealing import missed
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.forgiving import forgiven, gift, purse
from tests.support.playing import member


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_of_several_yeses_at_once_one_pays(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 100)
    await missed(court, anna)
    await anna.says("/forgive")
    for _ in range(3):
        await anna.presses("brass")
    yeses = [each.token for bubble in anna.bubbles for each in bubble.buttons if "Yes, for" in each.label]
    await asyncio.gather(*(anna.does(Press(token), settle=False) for token in yeses))
    await court.settle()
    assert await purse(court, anna) == 85
    assert len(await forgiven(court, anna)) == 1
    assert (await anna.user()).obedience_points == 50
