"""Suggestions and badges on SQLite and on PostgreSQL alike; both are the member's, to export and to erase."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.enums import TaskType, Verdict
from storage.queries import personal
from storage.tables import Badge, Suggestion
from storage.unit import Storage
from tests.handlers.judged import handed_in
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.playing import judge, member, operator
from tests.support.suggesting import IDEA, suggestions_of, suggests


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_suggested_declined_at_once_by_two_and_exported(court: ScriptedCourt) -> None:
    anna = await member(court)
    operators = [await operator(court), await operator(court, "otto")]
    await suggests(anna)
    for each in operators:
        await each.says("/desk")
    await operators[1].presses("See it all the same")
    await asyncio.gather(*(each.presses("Thank and decline") for each in operators))
    [suggestion] = await suggestions_of(court, anna)
    assert suggestion.outcome == "declined"
    heard = "\n".join(each.heard for each in operators)
    assert heard.count("was first") == 1
    lines = court.house.content.lines["octavia"].variants["suggestion_declined"]
    assert sum(anna.heard.count(line) for line in lines) == 1
    attempt = await handed_in(court, anna, type=TaskType.DAILY)
    await judge(court, operators[0], attempt, Verdict.APPROVED)
    async with court.storage.read() as tx:
        found = await personal.everything(tx, (await anna.person()).id)
    assert [row["words"] for row in found["suggestions"]] == [IDEA]
    assert [row["name"] for row in found["badges"]] == ["first_proof"]


async def test_whoever_is_erased_leaves_neither(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await judge(court, olga, await handed_in(court, anna, type=TaskType.DAILY), Verdict.APPROVED)
    await suggests(anna)
    await anna.says("/forget")
    await anna.presses("erase")
    await court.settle()
    async with court.storage.read() as tx:
        assert await tx.all(select(Suggestion)) == []
        assert await tx.all(select(Badge)) == []
