"""Confessions and voice drops on SQLite and on PostgreSQL alike, answers at the same moment included."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import migrate
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.confiding import WORDS, confess, confess_by_voice, kept, remove
from tests.support.court import ScriptedCourt, media_of
from tests.support.dropping import got, happens, made


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_of_many_answers_at_once_one_counts(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    operators = [await playing.operator(court, f"op{number}") for number in range(4)]
    await confess(anna)
    for each in operators:
        await playing.look(each)
        await each.presses("3 ★")
    await asyncio.gather(*(each.says(f"From {each.name}.") for each in operators))
    await court.engine.settle()

    assert sum(f"From {each.name}." in anna.heard for each in operators) == 1
    assert sum("was first" in each.heard for each in operators) == 3


async def test_confessions_stopped_removed_and_answered_by_voice(court: ScriptedCourt) -> None:
    anna, olga = await playing.member(court), await playing.operator(court)
    await confess_by_voice(anna)
    await olga.says("/desk")
    await olga.presses("5 ★")
    await olga.sends(playing.recording(), mime="audio/wav")
    assert media_of(anna.last)
    await confess(anna)
    await anna.stops()
    await remove(anna)

    first, second = await kept(court, anna)
    assert (first.domme_rating, second.content) == (5, None)
    assert WORDS not in olga.heard


async def test_drops_made_sent_by_an_event_and_every_day(court: ScriptedCourt) -> None:
    anna, olga = await playing.member(court, quiet_from=0, quiet_to=0), await playing.operator(court)
    await made(court, olga, "Punishment Notice")
    assert await happens(court, anna)
    await anna.presses("Listen")
    assert media_of(anna.last)
    await olga.presses("every day")
    await olga.says("08:00")
    await olga.presses("Everybody")
    await court.pass_time(timedelta(days=2), step=timedelta(hours=1))

    assert [row.opened_at is not None for row in await got(court, anna)] == [True, False, False]


async def test_the_shelf_survives_a_way_down_and_up_again(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/drops")
    there = [choice.label for choice in olga.last.buttons]
    await court.storage.close()
    await migrate.downgrade(court.storage.url, "0008")
    await migrate.upgrade(court.storage.url)
    await olga.says("/drops")

    assert len(there) > 1
    assert [choice.label for choice in olga.last.buttons] == there
