"""A handover and the desk's claims on SQLite and on PostgreSQL; what is kept of it is exported and erased."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.member.privacy.export import write_archive
from storage.tables import DeskRun, Handover, MemberNote, PersonaStay
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.moving import AFTER, BEFORE, REASON, cast, proposed

PROOF = "I did all of it, slowly, and I am glad that I did."
NOTE = "Prefers the mornings."


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_a_handover_is_in_the_members_export_and_gone_after_an_erasure(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    there = await cast(court)
    await there.olga.says("/member anna")
    await there.olga.presses("Past and notes")
    await there.olga.presses("Add a note")
    await there.olga.fills(text=NOTE)
    await proposed(there.olga)
    await there.anna.presses("Earlier notes")
    await there.anna.presses("Yes, I move")
    await there.hana.says("/member anna")
    await there.hana.presses("Past and notes")
    assert NOTE in there.hana.heard

    path = tmp_path / "export.zip"
    await write_archive(court.house, (await there.anna.person()).id, path)
    with zipfile.ZipFile(path) as archive:
        tables = {
            name: json.loads(archive.read(f"tables/{name}.json"))
            for name in ("handovers", "persona_stays", "member_notes")
        }
    assert tables["handovers"][0]["reason"] == REASON
    assert [row["persona"] for row in tables["persona_stays"]] == [BEFORE, AFTER]
    assert tables["member_notes"][0]["text"] == NOTE

    await there.anna.says("/forget")
    await there.anna.presses("Erase")
    await court.tick()
    async with court.storage.read() as tx:
        assert [await tx.all(select(table)) for table in (Handover, PersonaStay, MemberNote)] == [[], [], []]


async def test_of_operators_who_reach_for_the_desk_at_once_each_gets_something_else(
    court: ScriptedCourt,
) -> None:
    operators = [await playing.operator(court, f"op{number}") for number in range(3)]
    for name in ("anna", "beth", "cleo"):
        member = await playing.member(court, name)
        await playing.task_of(court, member)
        await member.says(PROOF)
    await asyncio.gather(*(each.says("/desk") for each in operators))
    await court.settle()
    async with court.storage.read() as tx:
        claimed = {row.item for row in await tx.all(select(DeskRun))}
    assert len(claimed - {None}) == 3


async def test_two_yes_at_once_move_once(court: ScriptedCourt) -> None:
    there = await cast(court)
    await proposed(there.olga)
    yes = playing.press(there.anna.button("Yes, I move"))
    await asyncio.gather(*(there.anna.does(yes, settle=False) for _ in range(2)))
    await court.settle()
    async with court.storage.read() as tx:
        assert len(await tx.all(select(PersonaStay))) == 2
