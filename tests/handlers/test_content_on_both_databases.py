"""What a court makes of its content on SQLite and on PostgreSQL alike, by several hands and processes at
once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers import court_content
from storage.enums import Role
from storage.unit import Storage
from tests.handlers.operator.test_packs import sends_pack
from tests.handlers.operator.test_personas import WORDS, looks
from tests.handlers.operator.test_templates import send_in, task
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_of_many_who_take_over_at_once_nothing_is_lost_and_every_process_sees_it(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    operators = [await playing.operator(court, f"op{number}") for number in range(4)]
    for number, each in enumerate(operators):
        await send_in(each, task(f"own_{number}") + task("shared", points=number + 1))
    await asyncio.gather(*(each.presses("Take it over") for each in operators))
    await court.engine.settle()

    other = ScriptedCourt(court.storage, court.clock, tmp_path)
    await court_content.refresh(other.house)
    first, second = court.house.content, other.house.content
    own = [key for key in first.templates if key.startswith("octavia.own_")]
    assert own, "one of them was first"
    assert sum("changed since you looked" in each.heard for each in operators) == 4 - len(own)
    assert (first.revision, list(first.templates)) == (second.revision, list(second.templates))
    assert first.templates == second.templates
    await other.close()


async def test_a_pack_a_persona_and_an_erased_voice(court: ScriptedCourt) -> None:
    olga, zoe = (
        await playing.operator(court, role=Role.OWNER),
        await playing.operator(court, "zoe", role=Role.OWNER),
    )
    await sends_pack(olga)
    await olga.presses("Take it over")
    await looks(olga, "Name and description")
    await olga.fills(**WORDS)
    await looks(zoe, "Voice sample")
    await zoe.sends(playing.recording(), mime="audio/wav")
    await zoe.says("Come closer.")
    assert court.house.content.personas["octavia"].sample_url
    await zoe.says("/forget")
    await zoe.presses("Erase")
    await court.engine.settle()

    persona = court.house.content.personas["octavia"]
    assert (persona.name, persona.sample_url) == ("Lady Octavia", None)
    assert "octavia.shovel" in court.house.content.templates
