"""A verdict taken back: in the member's favour always, against it only at once."""

from datetime import UTC, datetime, timedelta

from handlers.rules.limits import TaskSource
from storage.enums import TaskStatus, Verdict
from tests.handlers.judged import handed_in
from tests.support.court import ScriptedCourt
from tests.support.playing import entries, judge, member, operator, outcomes, seen, undo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_a_rejection_can_be_undone_at_any_time(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await court.pass_time(5 * HOUR)
    assert "Taken back" in await undo(court, olga, attempt)
    assert (await anna.user()).obedience_points == 50
    assert (await seen(court, attempt.task_id)).task.status is TaskStatus.SUBMITTED
    assert "taken back" in anna.last.text
    assert "already" in await undo(court, olga, attempt)


async def test_an_approval_is_undone_only_within_ten_minutes(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.APPROVED)
    await court.pass_time(10 * MINUTE)
    assert "Taken back" in await undo(court, olga, attempt)
    assert (await anna.user()).obedience_points == 0
    await judge(court, olga, attempt, Verdict.APPROVED)
    await court.pass_time(11 * MINUTE)
    assert "too late" in await undo(court, olga, attempt)
    assert (await anna.user()).obedience_points == 10


async def test_approve_undo_and_approve_again_books_every_step_once(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    for _ in range(3):
        await judge(court, olga, attempt, Verdict.APPROVED)
        await undo(court, olga, attempt)
    await judge(court, olga, attempt, Verdict.APPROVED)
    booked = await entries(court, anna)
    assert len(booked) == len({entry.cause for entry in booked}) == 7
    assert (await anna.user()).obedience_points == 10 == sum(entry.taken for entry in booked)


async def test_nothing_is_undone_against_a_member_who_has_stopped(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.APPROVED)
    await anna.stops()
    assert "stopped" in await undo(court, olga, attempt)
    assert (await anna.user()).obedience_points == 10


async def test_for_one_who_has_stopped_it_is_undone_and_stays_frozen(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await anna.stops()
    before = len(anna.bubbles)
    assert "Taken back" in await undo(court, olga, attempt)
    assert (await anna.user()).obedience_points == 50
    assert (await seen(court, attempt.task_id)).plan.frozen_at is not None
    assert len(anna.bubbles) == before


async def test_what_has_gone_on_is_not_undone(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.ASKED_AGAIN)
    await anna.says("The kitchen is small and very bright.")
    assert "moved on" in await undo(court, olga, attempt)


async def test_a_verdict_not_yet_read_is_undone_without_a_word(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await court.pass_time(datetime(2026, 3, 2, 23, tzinfo=UTC) - court.clock.court())
    before = len(anna.bubbles)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await undo(court, olga, attempt)
    await court.pass_time(10 * HOUR, step=5 * HOUR)
    assert len(anna.bubbles) == before


async def test_undoing_a_dailys_verdict_takes_its_date_back(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna, source=TaskSource.DAILY, day="2026-03-02")
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    assert await outcomes(court, anna) == {"2026-03-02": "missed"}
    await undo(court, olga, attempt)
    assert await outcomes(court, anna) == {}
