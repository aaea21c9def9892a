"""A desk of 300, cleared by one person in less than twenty minutes: counted in presses, as the guide says."""

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from bot.rehearsing.crowd import PROOFS, Deed, deeds_of
from bot.rehearsing.full_desk import fill
from handlers.operator.desk import queue
from handlers.rules.review import DeskKind
from storage.enums import Platform, Verdict
from storage.tables import ProofAttempt
from tests.support import playing
from tests.support.clearing import ANSWER, PRESS, READING, Uploading, cleared
from tests.support.court import Chatter, ScriptedCourt

pytestmark = pytest.mark.slow
GUIDE = Path(__file__).parents[3] / "docs" / "operators.md"
SIZE = 300
MINUTES = 20


@pytest.fixture
async def olga(court: ScriptedCourt) -> Chatter:
    """Who finds a desk of 300 in the morning."""
    platform = Uploading()
    platform.court = court
    court.engine.platforms[Platform.WEB] = platform
    await fill(court.engine, SIZE)
    return await playing.operator(court)


async def test_it_is_cleared_by_one_person_in_under_twenty_minutes(
    court: ScriptedCourt, olga: Chatter
) -> None:
    async with court.engine.turns.about((await olga.person()).id) as turn:
        items = await queue.waiting(turn, most=SIZE)
    assert len(items) == SIZE, Counter(item.kind.value for item in items)
    assert {item.kind for item in items} == set(queue.SOURCES)

    tally = await cleared(olga)
    async with court.storage.read() as tx:
        verdicts = Counter(row.verdict for row in await tx.all(select(ProofAttempt)))
    proofs = sum(deed in PROOFS for deed in deeds_of(SIZE))
    assert verdicts == {Verdict.APPROVED: proofs}
    assert tally.minutes < MINUTES
    presses = tally.presses.total()
    single = sum(item.kind is not DeskKind.PROOF for item in items) + deeds_of(SIZE).count(Deed.WITH_A_WORD)
    assert presses <= single + tally.groups + 2, "no plain approval took more than one press"

    said = " ".join(GUIDE.read_text(encoding="utf-8").split())
    figures = (
        f"{presses} presses and {tally.answers} written answers",
        f"{tally.groups} groups",
        f"{round(tally.minutes)} minutes",
        f"{PRESS} seconds a press",
        f"{ANSWER} seconds a written answer",
        f"{READING} more to read an appeal, an idea or a request",
    )
    assert [figure for figure in figures if figure not in said] == []
