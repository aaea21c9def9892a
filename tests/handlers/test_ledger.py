"""Points by the ledger: every cause once, never below zero, and the tier follows."""

from datetime import timedelta

from sqlmodel import select

from handlers import ledger
from handlers.subject import Subject
from handlers.turn import Turn
from storage.tables import TierChange
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


async def booked(court: ScriptedCourt, anna: Chatter, *entries: tuple[str, int]) -> list[int]:
    """Book entries in one turn; returns what each really took."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        taken = [await ledger.give_points(turn, turn.me, cause, asked) for cause, asked in entries]
    await court.engine.settle()
    return taken


async def test_a_cause_is_booked_once(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    assert await booked(court, anna, ("task:a:approved", 10), ("task:a:approved", 10)) == [10, 0]
    assert (await anna.user()).obedience_points == 10


async def test_a_loss_takes_only_what_is_there_and_a_reversal_returns_exactly_that(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    assert await booked(court, anna, ("task:a:approved", 3), ("task:b:missed", -10)) == [3, -3]
    async with court.engine.turns.about((await anna.person()).id) as turn:
        assert await ledger.reverse_points(turn, turn.me, "task:b:missed") == 3
        assert await ledger.reverse_points(turn, turn.me, "task:b:missed") == 0
        assert await ledger.reverse_points(turn, turn.me, "task:never") == 0
    assert (await anna.user()).obedience_points == 3


async def test_the_sum_beside_the_ledger_is_its_fold(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await booked(court, anna, *[(f"task:{number}:x", (-7, 5, 11)[number % 3]) for number in range(12)])
    entries = await playing.entries(court, anna)

    assert sum(entry.taken for entry in entries) == (await anna.user()).obedience_points


async def test_a_tier_rises_is_told_and_written_down(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    ladder = court.house.rules.ladder
    await booked(court, anna, ("task:a:approved", 10_000))
    user = await anna.user()

    assert user.tier_status != ladder[0].name
    assert user.tier_status in anna.heard
    async with court.storage.read() as tx:
        [change] = await tx.all(select(TierChange))
    assert (change.before, change.after) == (ladder[0].name, user.tier_status)


async def test_a_reversal_gives_the_tier_back_as_well(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await booked(court, anna, ("task:a:approved", 10_000))
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await ledger.reverse_points(turn, turn.me, "task:a:approved")

    assert (await anna.user()).tier_status == court.house.rules.ladder[0].name


async def test_what_was_reversed_can_be_booked_anew_under_the_next_number(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)

    async def approve(turn: Turn, subject: Subject) -> str:
        cause = await ledger.cause_of(turn, subject, task, "approved")
        await ledger.give_points(turn, subject, cause, 10)
        return cause

    async with court.engine.turns.about((await anna.person()).id) as turn:
        first = await approve(turn, turn.me)
        await ledger.reverse_points(turn, turn.me, first)
        second = await approve(turn, turn.me)
    assert first != second
    assert (await anna.user()).obedience_points == 10


async def test_a_tier_told_at_night_waits_for_the_morning(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await court.pass_time(timedelta(hours=11))
    await booked(court, anna, ("task:a:approved", 10_000))
    tier = (await anna.user()).tier_status
    assert tier not in anna.heard
    await court.pass_time(timedelta(hours=10))
    assert tier in anna.heard
