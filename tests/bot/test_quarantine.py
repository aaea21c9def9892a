"""What time brings and cannot be done waits with growing pauses; what comes after it is done."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import jobs
from bot.jobs import Jobs
from bot.quarantine import LONGEST_PAUSE, Quarantine
from handlers.feature import Due, Sweep
from tests.support.clocks import FakeClock

if TYPE_CHECKING:
    from handlers.turn import Turn
    from storage.unit import UnitOfWork
    from tests.support.court import ScriptedCourt

MINUTE = timedelta(minutes=1)


class Round:
    """A sweep over numbered things of one person: some fail, for ever or until they are mended."""

    def __init__(self, person: uuid.UUID, *, many: int, broken: int) -> None:
        self.waiting = [Due(person, str(number)) for number in range(many)]
        self.broken = {str(number) for number in range(broken)}
        self.tried: list[str] = []
        self.sweep = Sweep("round", self.find, self.act)

    async def find(self, _tx: "UnitOfWork", _now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
        return self.waiting[:limit]

    async def act(self, _turn: "Turn", arg: str) -> None:
        self.tried.append(arg)
        if arg in self.broken:
            raise RuntimeError("as ever")
        self.waiting = [due for due in self.waiting if due.arg != arg]


@pytest.fixture
async def round_of_five(court: "ScriptedCourt", monkeypatch: pytest.MonkeyPatch) -> Round:
    """Five things, the first three of which fail; a batch is two."""
    monkeypatch.setattr(jobs, "BATCH", 2)
    anna = await court.guest("anna")
    return Round(await court.introduced(anna), many=5, broken=3)


async def swept(court: "ScriptedCourt", each: Round, times: int = 1) -> None:
    for _ in range(times):
        await court.engine.jobs._swept(each.sweep)


async def test_what_always_fails_does_not_hide_what_comes_after_it(
    court: "ScriptedCourt", round_of_five: Round
) -> None:
    await swept(court, round_of_five, times=3)
    assert [due.arg for due in round_of_five.waiting] == ["0", "1", "2"]
    assert round_of_five.tried == ["0", "1", "2", "3", "4"], "each once: those that failed wait"


async def test_what_failed_is_tried_again_and_counts_as_new_once_it_went_well(
    court: "ScriptedCourt", round_of_five: Round, clock: FakeClock
) -> None:
    await swept(court, round_of_five, times=3)
    round_of_five.broken.clear()
    clock.advance(MINUTE)
    await swept(court, round_of_five, times=2)
    assert round_of_five.waiting == []
    assert court.engine.jobs._quarantine.size("round") == 0


async def test_whoever_stands_behind_one_persons_many_rows_is_reached(
    court: "ScriptedCourt", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    first, second = [await court.introduced(await court.guest(name)) for name in ("anna", "beth")]
    rows, reached = [first] * 30 + [second], []

    async def find(_tx: "UnitOfWork", _now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
        return [Due(person) for person in dict.fromkeys(rows[:limit])]

    async def act(turn: "Turn", _arg: str) -> None:
        reached.append(turn.me.person.id)
        if turn.me.person.id == first:
            raise RuntimeError("as ever")

    sweep = Sweep("rows", find, act)
    jobs_of: Jobs = court.engine.jobs
    await jobs_of._swept(sweep)
    await jobs_of._swept(sweep)
    assert reached == [first, second]


def test_pauses_grow_to_six_hours_and_what_was_settled_elsewhere_is_forgotten(clock: FakeClock) -> None:
    quarantine, due, now = Quarantine(), Due(uuid.uuid4()), clock.wall()
    pauses = []
    for _ in range(8):
        quarantine.failed("round", due, now)
        waits = next(
            minutes for minutes in range(1000) if quarantine.fresh("round", [due], now + minutes * MINUTE)
        )
        pauses.append(waits * MINUTE)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    quarantine.forget_settled(now + LONGEST_PAUSE + timedelta(days=1))
    assert quarantine.size("round") == 0
