"""Tokens paid for forgiveness that was not needed come back: with an approved appeal, a rejection undone."""

from datetime import timedelta
from pathlib import Path

from storage.enums import AppealResult, TaskStatus, Verdict
from storage.tables import Appeal, ProofAttempt
from storage.unit import Storage
from tests.handlers.judged import handed_in
from tests.support import appealing
from tests.support.appealing import appealed, decide, missed, punishments
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.forgiving import forgiven, gift, purse
from tests.support.money import till
from tests.support.playing import attempts, judge, member, operator, seen, undo


async def rejected_and_forgiven(court: ScriptedCourt, anna: Chatter, olga: Chatter) -> ProofAttempt:
    """A proof of hers is rejected, and she pays for its forgiveness."""
    attempt = await handed_in(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for")
    return attempt


async def denied_and_forgiven(court: ScriptedCourt, anna: Chatter, olga: Chatter) -> None:
    """Her appeal was denied, she paid, and the operator takes her denial back."""
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await decide(court, olga, appeal, AppealResult.DENIED, "No train runs there.")
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for 15")
    assert await appealing.undo(court, olga, appeal) == court.house.texts.get("appeal.undone", "en")


async def test_an_appeal_approved_after_all_returns_the_tokens_and_nothing_more(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 20)
    await denied_and_forgiven(court, anna, olga)
    assert (await anna.user()).obedience_points == 50
    await olga.says("/desk")
    assert "Forgiven meanwhile for 15 tokens" in olga.heard
    await olga.presses("Approve")
    assert await purse(court, anna) == 20
    assert (await anna.user()).obedience_points == 50
    assert "the 15 tokens you paid for that are yours again" in anna.heard

    [appeal] = await appealing.appeals_of(court, anna)
    assert "nothing to take back" in await appealing.undo(court, olga, appeal)
    assert await purse(court, anna) == 20
    assert len(await forgiven(court, anna)) == 1


async def appealed_and_forgiven(court: ScriptedCourt, anna: Chatter) -> Appeal:
    """She appeals, and pays without waiting for the answer."""
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await anna.says("/forgive")
    await anna.presses("brass")
    await anna.presses("Yes, for 15")
    return appeal


async def test_so_does_time_where_nobody_answers(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 20)
    await appealed_and_forgiven(court, anna)
    await court.pass_time(timedelta(days=7, hours=1), step=timedelta(days=1))
    assert await purse(court, anna) == 20
    assert (await anna.user()).obedience_points == 50


async def test_a_denial_leaves_everything_as_it_was_paid_and_can_be_taken_back(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 20)
    appeal = await appealed_and_forgiven(court, anna)
    await decide(court, olga, appeal, AppealResult.DENIED, "No train runs there.")
    assert (await purse(court, anna), (await anna.user()).obedience_points) == (5, 50)
    assert "No train runs there." in anna.last.text
    assert not anna.sees_button("Have it forgiven")
    await anna.says("/appeal")
    assert "nothing to appeal" in anna.last.text

    assert "The appeal waits again" in await appealing.undo(court, olga, appeal)
    await decide(court, olga, appeal, AppealResult.APPROVED)
    assert (await purse(court, anna), (await anna.user()).obedience_points) == (20, 50)


async def test_what_was_forgiven_can_be_appealed_once_for_its_tokens(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for 15")
    await anna.says("/appeal")
    assert anna.sees_button("brass")
    await anna.says("/tasks")
    await anna.presses("What is over")
    await anna.presses("Appeal:")
    assert "the 15 tokens you paid come back; nothing else changes" in anna.last.text
    await anna.says(appealing.PLEA)
    await anna.presses("Send the appeal")
    assert await purse(court, anna) == 5
    await olga.says("/desk")
    assert "Forgiven meanwhile for 15 tokens" in olga.last.text
    await olga.presses("Approve")
    assert (await purse(court, anna), (await anna.user()).obedience_points) == (20, 50)
    await anna.says("/appeal")
    assert "nothing to appeal" in anna.last.text
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "your appeal was approved and your tokens came back" in anna.last.text
    assert not any(button.label.startswith("Appeal:") for button in anna.last.buttons)


async def test_a_punishment_that_is_judged_anew_does_not_hang_on_an_appeal_for_tokens(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50, auto_punishment=True, hard=["recitation"])
    olga = await operator(court)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.says("I missed it, I am sorry, and tomorrow I shall not miss it again at all.")
    [proof] = await attempts(court, anna)
    await appealed(court, anna)
    assert (await punishments(court, anna))[0].plan.under_appeal
    await anna.says("/forgive")
    await anna.presses("brass")
    await anna.presses("Yes, for 15")
    [punishment] = await punishments(court, anna)
    assert (punishment.task.status, punishment.plan.under_appeal) == (TaskStatus.COMPLETED, False)

    assert "Taken back" in await undo(court, olga, proof)
    [punishment] = await punishments(court, anna)
    assert (punishment.task.status, punishment.plan.frozen_at) == (TaskStatus.SUBMITTED, None)
    [appeal] = await appealing.appeals_of(court, anna)
    await decide(court, olga, appeal, AppealResult.APPROVED)
    [punishment] = await punishments(court, anna)
    assert punishment.task.status is TaskStatus.SUBMITTED


async def test_a_second_denial_keeps_them_spent(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 20)
    await denied_and_forgiven(court, anna, olga)
    [appeal] = await appealing.appeals_of(court, anna)
    await decide(court, olga, appeal, AppealResult.DENIED, "Still not.")
    assert await purse(court, anna) == 5
    assert not anna.sees_button("Have it forgiven")


async def test_a_rejection_taken_back_returns_the_tokens_and_can_be_forgiven_anew(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 40)
    attempt = await rejected_and_forgiven(court, anna, olga)
    paid = 40 - await purse(court, anna)
    assert paid > 10
    await court.pass_time(timedelta(hours=5))
    assert "Taken back" in await undo(court, olga, attempt)
    assert await purse(court, anna) == 40
    assert await forgiven(court, anna) == []
    assert f"the {paid} tokens you paid for that are yours again" in anna.heard
    task = await seen(court, attempt.task_id)
    assert (task.task.status, task.plan.restored_at) == (TaskStatus.SUBMITTED, None)

    await judge(court, olga, attempt, Verdict.REJECTED, reason="Still not.")
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for")
    assert await purse(court, anna) == 40 - paid
    assert (await anna.user()).obedience_points == 50
    assert len(await forgiven(court, anna)) == 1


async def test_it_is_taken_back_for_whoever_has_stopped_too(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 40)
    attempt = await rejected_and_forgiven(court, anna, olga)
    await anna.stops()
    assert "Taken back" in await undo(court, olga, attempt)
    assert await purse(court, anna) == 40
    assert "are yours again" in anna.heard
    assert (await seen(court, attempt.task_id)).plan.frozen_at is not None


async def test_whoever_has_left_gets_the_money_for_bought_tokens_back(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with till(sqlite_storage, clock, tmp_path) as shop:
        anna, olga = await shop.member(), await operator(shop.court)
        await anna.says("/tokens")
        await anna.presses("50 tokens")
        await anna.presses("Ask for it")
        await olga.says("/desk")
        await olga.presses("The money is here")
        attempt = await rejected_and_forgiven(shop.court, anna, olga)
        paid = 50 - await shop.balance(anna)
        assert await shop.spends(anna, 50 - paid)
        await anna.says("/exclude")
        await anna.presses("6 months")
        await anna.presses("Yes, exclude me")
        assert await shop.refunds() == []
        await undo(shop.court, olga, attempt)
        assert await shop.balance(anna) == 0
        [refund] = await shop.refunds()
        assert (refund.taken, refund.written_off) == (paid, 0)
