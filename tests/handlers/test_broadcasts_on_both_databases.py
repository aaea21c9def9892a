"""Broadcasts on SQLite and on PostgreSQL alike: filtered, slept through, stopped from another's hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.operator.broadcast import unfolding
from storage.unit import Storage
from tests.support import playing
from tests.support.broadcasting import WORDS, campaigns, composed, crowd, done
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt


@pytest.fixture
async def court(storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court once on each database."""
    court = ScriptedCourt(storage, clock, tmp_path)
    yield court
    await court.close()


async def test_it_goes_in_chunks_to_whom_it_was_counted_for(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfolding, "CHUNK", 2)
    olga, members = await playing.operator(court), await crowd(court, 5)
    hard = await playing.member(court, "harriet", hard=["morning-ritual"])
    sleeper = await playing.member(court, "sleeper", quiet_from=600, quiet_to=840)
    await composed(olga, tag="morning-ritual")
    assert "Reaches now: 6\nLeft out: a hard limit: 1" in olga.last.text
    await olga.presses("Send it to 6")
    await court.tick()
    assert [anna.heard.count(WORDS) for anna in (*members, hard, sleeper)] == [1] * 5 + [0, 0]
    await court.pass_time(timedelta(hours=3), step=timedelta(hours=1))
    await done(court)

    assert sleeper.heard.count(WORDS) == 1
    assert "Broadcast done. Sent: 6, left out: 1 (a hard limit: 1)" in olga.heard


async def test_another_operator_of_the_persona_stops_it(court: ScriptedCourt) -> None:
    olga, hana = await playing.operator(court), await playing.operator(court, "hana", personas=["octavia"])
    sleeper = await playing.member(court, "sleeper", quiet_from=600, quiet_to=840)
    await composed(olga)
    await olga.presses("Send it")
    await court.tick()
    await hana.says("/broadcast")
    await hana.presses("Stop: ")
    await court.pass_time(timedelta(hours=3), step=timedelta(hours=1))

    assert WORDS not in sleeper.heard
    [campaign] = await campaigns(court)
    assert (campaign.sent, campaign.finished_at is not None) == (0, True)
