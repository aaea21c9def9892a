"""Verdicts on proofs: exactly one counts; points, tier and streak follow."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from handlers.judging import AlreadyDecided, Impossible, Judged
from handlers.rules.court_rules import CourtRules, TierRule
from handlers.rules.limits import TaskSource
from storage import log
from storage.enums import TaskStatus, Verdict
from tests.handlers.judged import WORDS, change_tier, forbid, handed_in, set_rules
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, entries, judge, member, operator, outcomes, seen, task_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_an_approval_completes_the_task_and_gives_its_points(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    outcome = await judge(court, olga, attempt, Verdict.APPROVED, comment="Exact, as ever.")
    assert outcome == Judged(attempt.task_id, Verdict.APPROVED, 10)
    task = (await seen(court, attempt.task_id)).task
    assert (task.status, task.points_awarded) == (TaskStatus.COMPLETED, 10)
    assert (await anna.user()).obedience_points == 10
    told = anna.bubbles[-2].text
    assert "10" in told
    assert told.endswith("Exact, as ever.")


async def test_a_bonus_is_told_and_capped(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await judge(court, olga, await handed_in(court, anna), Verdict.APPROVED, bonus=500)
    assert (await anna.user()).obedience_points == 30
    done = (await attempts(court, anna))[0]
    assert (done.points, done.bonus) == (30, 20)
    assert "20" in anna.bubbles[-2].text


async def test_a_rejection_has_a_reason_costs_points_and_says_both(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    attempt = await handed_in(court, anna)
    assert await judge(court, olga, attempt, Verdict.REJECTED) == Impossible("reason_missing")
    outcome = await judge(court, olga, attempt, Verdict.REJECTED, reason="The word is not in it.")
    assert isinstance(outcome, Judged)
    assert (await seen(court, attempt.task_id)).task.status is TaskStatus.FAILED
    assert (await anna.user()).obedience_points == 47
    assert "The word is not in it." in anna.last.text
    assert "3 points" in anna.last.text


async def test_asking_again_gives_the_time_that_was_left_back(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await task_of(court, anna, minutes=240)
    await court.pass_time(HOUR)
    await anna.says(WORDS)
    await court.pass_time(5 * HOUR)
    attempt = (await attempts(court, anna))[0]
    await judge(court, olga, attempt, Verdict.ASKED_AGAIN, comment="With the window, please.")
    task = await seen(court, attempt.task_id)
    assert task.task.status is TaskStatus.ASSIGNED
    assert task.task.due_at == court.clock.court() + 3 * HOUR
    assert "With the window, please." in anna.last.text
    assert anna.sees_button("Hand in proof")
    await anna.says(f"{WORDS} And the window is open.")
    assert [each.number for each in await attempts(court, anna)] == [1, 2]


async def test_asking_again_leaves_at_least_an_hour_counted_from_when_she_hears_of_it(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court), await operator(court)
    await task_of(court, anna, minutes=60)
    await court.pass_time(50 * MINUTE, step=25 * MINUTE)
    await anna.says(WORDS)
    await court.pass_time(datetime(2026, 3, 2, 23, tzinfo=UTC) - court.clock.court())
    attempt = (await attempts(court, anna))[0]
    before = len(anna.bubbles)
    await judge(court, olga, attempt, Verdict.ASKED_AGAIN)
    assert len(anna.bubbles) == before
    await court.pass_time(9 * HOUR)
    assert len(anna.bubbles) == before + 1
    task = await seen(court, attempt.task_id)
    assert task.task.due_at == court.clock.court() + HOUR
    await court.pass_time(90 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, attempt.task_id)).task.status is TaskStatus.ASSIGNED


async def test_exactly_one_decision_wins_and_the_other_hears_who_decided(court: ScriptedCourt) -> None:
    anna, olga, paul = await member(court), await operator(court), await operator(court, "paul")
    attempt = await handed_in(court, anna)
    both = await asyncio.gather(
        judge(court, olga, attempt, Verdict.APPROVED),
        judge(court, paul, attempt, Verdict.REJECTED, reason="No."),
    )
    won = [each for each in both if isinstance(each, Judged)]
    lost = [each for each in both if isinstance(each, AlreadyDecided)]
    assert len(won) == len(lost) == 1
    assert lost[0].verdict is won[0].verdict
    assert lost[0].by_name in ("olga", "paul")
    assert len(await entries(court, anna)) == 1


async def test_nobody_judges_what_is_not_hers_to_judge(court: ScriptedCourt) -> None:
    anna, other = await member(court), await operator(court, "hale", personas=["hale"])
    attempt = await handed_in(court, anna)
    assert await judge(court, other, attempt, Verdict.APPROVED) == Impossible("not_yours")
    assert await judge(court, anna, attempt, Verdict.APPROVED) == Impossible("own")
    assert (await attempts(court, anna))[0].verdict is None


async def test_a_frozen_proof_is_not_decided_and_does_not_lapse(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await anna.stops()
    assert await judge(court, olga, attempt, Verdict.APPROVED) == Impossible("frozen")
    await court.pass_time(72 * HOUR, step=24 * HOUR)
    assert (await attempts(court, anna))[0].verdict is None


async def test_what_touches_a_new_hard_limit_is_not_asked_for_again(court: ScriptedCourt) -> None:
    tag = next(iter(court.house.content.tags)).key
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna, tags=frozenset({tag}))
    await forbid(court, anna, tag)
    assert await judge(court, olga, attempt, Verdict.ASKED_AGAIN) == Impossible("hard_limit")
    assert isinstance(await judge(court, olga, attempt, Verdict.APPROVED), Judged)


async def test_a_new_tier_is_told_after_what_brought_it(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=95), await operator(court)
    await judge(court, olga, await handed_in(court, anna), Verdict.APPROVED)
    assert (await anna.user()).tier_status == "Considered"
    assert "Considered" in anna.bubbles[-2].text
    assert "10" in anna.bubbles[-3].text


async def test_approved_dailies_make_a_streak_and_milestones_are_told(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    for day in ("2026-02-28", "2026-03-01", "2026-03-02"):
        attempt = await handed_in(court, anna, source=TaskSource.DAILY, day=day)
        await judge(court, olga, attempt, Verdict.APPROVED)
    assert set((await outcomes(court, anna)).values()) == {"done"}
    lines = court.house.content.lines["octavia"].variants["streak"]
    assert anna.last.text in [line.format(days=3) for line in lines]


async def test_every_verdict_of_an_operator_stands_in_the_log(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.APPROVED, comment="Good.")
    async with court.storage.read() as tx:
        entry = (await log.recent(tx, limit=1))[0]
        assert (entry.kind, entry.actor_id) == ("proof.approved", (await olga.person()).id)
        assert entry.object_id == str(attempt.id)
        assert await log.detail_of(tx, entry) == {"bonus": "0", "comment": "Good.", "reason": ""}
        assert await log.verify(tx) == []


@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_tier_by_hand_waits_for_the_hand(court: ScriptedCourt, by_hand: bool) -> None:
    ladder = (TierRule("Low", 0), TierRule("High", 5, by_hand=by_hand))
    set_rules(court, CourtRules(ladder=ladder))
    anna, olga = await member(court), await operator(court)
    await change_tier(court, anna, "Low")
    await judge(court, olga, await handed_in(court, anna), Verdict.APPROVED)
    assert (await anna.user()).tier_status == ("Low" if by_hand else "High")
