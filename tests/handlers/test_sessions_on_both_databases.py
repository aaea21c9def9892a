"""A session from request to end on SQLite and PostgreSQL alike; in an export, and gone with an erasure."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.member.privacy.export import write_archive
from handlers.rules.sessions import Move
from handlers.sessions import deciding
from handlers.sessions.deciding import AlreadyDecided, Decided, Impossible
from storage.enums import SessionStatus
from storage.queries import recovery
from storage.tables import CamModel, CamModelSession, SessionDetails
from storage.unit import Storage
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import member, operator
from tests.support.sessions import likes, opened, requested, sessions_of

HOUR = timedelta(hours=1)
WORDS = "Something with tea, please."


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_it_is_asked_for_agreed_reminded_of_exported_completed_and_erased(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    anna, olga = await member(court, hard=["stillness"]), await operator(court)
    await likes(court, anna, "letters", "kneeling")
    await requested(court, anna, "Tue 20:30", share=("Letters",), words=WORDS)
    await olga.says("/desk")
    await olga.presses("Agree")
    await court.pass_time(32 * HOUR)
    assert "Agreed with Vera" in anna.last.text
    person = await anna.person()
    await write_archive(court.house, person.id, tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        [row] = json.loads(archive.read("tables/cam_model_sessions.json"))
        [beside] = json.loads(archive.read("tables/cam_session_details.json"))
    assert row["fantasy_tags"] == '["letters"]'
    assert WORDS in beside["brief"]
    assert "Never: Stillness" in beside["brief"]
    await court.pass_time(HOUR)
    await olga.says("/desk")
    await olga.presses("It took place")
    [case] = await sessions_of(court, anna)
    assert case.session.status is SessionStatus.COMPLETED
    for column in ("fantasy_tags", "brief", "wishes", "hard_limits"):
        sealed = getattr(case.session if column == "fantasy_tags" else case.details, column)
        assert sealed != await opened(court, case, column), "at rest it is ciphertext"
    await anna.says("/forget")
    await anna.presses("erase")
    async with court.storage.begin() as tx:
        await recovery.erase_person(tx, person.id)
    async with court.storage.read() as tx:
        assert await tx.first(select(CamModelSession)) is None
        assert await tx.first(select(SessionDetails)) is None
        assert await tx.first(select(CamModel)) is not None, "the model was nobody's secret"


async def test_of_many_answers_at_once_one_counts(court: ScriptedCourt) -> None:
    anna = await member(court)
    olgas = [await operator(court, f"op{number}") for number in range(4)]
    await requested(court, anna, "Tue 20:30")
    [case] = await sessions_of(court, anna)

    async def answers(olga: Chatter, number: int) -> deciding.Outcome:
        person = await olga.person()
        async with court.engine.turns.about(person.id) as turn:
            if number % 2:
                return await deciding.end(turn, case.session.id, 0, Move.DECLINE, "No.")
            return await deciding.agree(turn, case.session.id, 0, 0)

    made = await asyncio.gather(*(answers(olga, number) for number, olga in enumerate(olgas)))
    assert len([each for each in made if isinstance(each, Decided)]) == 1
    assert len([each for each in made if isinstance(each, AlreadyDecided)]) == 3


async def test_of_a_stop_and_an_answer_at_once_the_stop_stands(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await requested(court, anna, "Tue 20:30")
    [case] = await sessions_of(court, anna)
    person = await olga.person()

    async def answer() -> deciding.Outcome:
        async with court.engine.turns.about(person.id) as turn:
            return await deciding.agree(turn, case.session.id, 0, 0)

    outcome, _ = await asyncio.gather(answer(), anna.stops())
    [after] = await sessions_of(court, anna)
    assert after.session.status is SessionStatus.CANCELED
    assert after.details.remind_at is None
    assert isinstance(outcome, Decided | Impossible)
