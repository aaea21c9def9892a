"""Appeals: in words, spoken or both, once for a failed task; while one waits its punishment stands still."""

import uuid
from datetime import timedelta

from handlers.chat.incoming import Press
from storage.enums import AppealResult, TaskEnd, TaskStatus, Verdict
from storage.tables import VaultBlob
from tests.support.appealing import PLEA, appealed, appeals_of, decide, missed, punishments, review_of
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import (
    attempts,
    entries,
    judge,
    member,
    operator,
    outcomes,
    picture,
    recording,
    seen,
    task_of,
    undo,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def opened(court: ScriptedCourt, anna: Chatter) -> tuple[str, str | None]:
    """What the newest appeal says, unsealed: words and the names of recordings."""
    appeal = (await appeals_of(court, anna))[-1]
    async with court.storage.read() as tx:
        return await tx.open(appeal, "appeal_text") or "", await tx.open(appeal, "appeal_audio_url")


async def test_the_news_of_a_failure_carries_the_way_to_appeal_it(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    task_id = await missed(court, anna)
    appeal = await appealed(court, anna)
    assert appeal.task_id == task_id
    assert appeal.result is AppealResult.PENDING
    assert appeal.submitted_at == court.clock.court()
    assert await opened(court, anna) == (PLEA, None)
    assert PLEA not in repr(appeal)
    assert not anna.sees_button("Appeal")
    lines = court.house.content.lines["octavia"].variants["appeal_received"]
    assert any(line in anna.heard for line in lines)


async def test_it_may_be_spoken(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    await anna.presses("Appeal")
    await anna.sends(recording())
    await anna.presses("Send the appeal")
    words, names = await opened(court, anna)
    assert words == ""
    assert names is not None
    async with court.storage.read() as tx:
        blob = await tx.get(VaultBlob, uuid.UUID(names.removeprefix("vault:")))
        assert blob is not None
        assert blob.expires_at is None
        assert blob.seconds


async def test_it_may_be_both_in_several_pieces(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    await anna.presses("Appeal")
    await anna.says("The train stood still.")
    await anna.sends(recording(), caption="Hear the tunnel.")
    await anna.sends(recording(1.0))
    await anna.says("That is all.")
    await anna.presses("Send the appeal")
    words, names = await opened(court, anna)
    assert words == "The train stood still.\n\nHear the tunnel.\n\nThat is all."
    assert len((names or "").split()) == 2


async def test_a_picture_is_no_appeal_and_what_is_cancelled_is_not_kept(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    await anna.presses("Appeal")
    await anna.sends(picture())
    assert "no pictures" in anna.last.text
    await anna.sends(recording())
    await anna.presses("Cancel")
    assert "not kept" in anna.last.text
    assert await appeals_of(court, anna) == []
    assert anna.sees_button("Appeal")


async def test_the_command_names_what_can_be_appealed(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await anna.says("/appeal")
    assert "nothing to appeal" in anna.last.text
    await missed(court, anna, description="Iron the blue shirt.")
    await anna.says("/appeal")
    await anna.presses("Iron the blue shirt.")
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    await anna.says("/appeal")
    assert "nothing to appeal" in anna.last.text


async def test_a_failed_task_is_appealed_once(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await missed(court, anna)
    token = anna.button("Appeal").token
    appeal = await appealed(court, anna)
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "appeal waits" in anna.last.text
    assert not anna.last.buttons or "Appeal" not in anna.last.buttons[0].label
    await decide(court, olga, appeal, AppealResult.DENIED, "No train runs there.")
    await anna.does(Press(token))
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "appeal was denied" in anna.last.text
    assert len(await appeals_of(court, anna)) == 1


async def test_tasks_that_did_not_fail_cannot_be_appealed(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    [attempt] = await attempts(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    token = anna.button("Appeal").token
    await undo(court, olga, attempt)
    await anna.does(Press(token))
    assert await appeals_of(court, anna) == []


async def test_a_waiting_appeal_freezes_the_punishment_and_a_denial_gives_back_its_time(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=50, auto_punishment=True), await operator(court)
    await missed(court, anna)
    [before] = await punishments(court, anna)
    await court.pass_time(HOUR)
    left = before.task.due_at - court.clock.court()
    appeal = await appealed(court, anna)
    [held] = await punishments(court, anna)
    assert held.plan.under_appeal
    assert held.plan.frozen_at == court.clock.court()
    assert not anna.sees_button("Hand in proof")
    await anna.says("/tasks")
    assert "Stands still while your appeal" in anna.last.text

    await court.pass_time(5 * DAY, step=DAY)
    assert (await seen(court, held.task.id)).task.status is TaskStatus.ASSIGNED
    await decide(court, olga, appeal, AppealResult.DENIED, "No train runs there.")
    [after] = await punishments(court, anna)
    assert after.plan.frozen_at is None
    assert not after.plan.under_appeal
    assert left <= after.task.due_at - court.clock.court() <= left + 9 * HOUR  # not in quiet hours
    assert "No train runs there." in anna.heard
    assert anna.sees_button("Hand in proof")


async def test_an_approval_gives_back_points_and_streak_and_withdraws_the_punishment(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=50, auto_punishment=True), await operator(court)
    task_id = await missed(court, anna, day="2026-03-02")
    appeal = await appealed(court, anna)
    assert (await anna.user()).obedience_points == 45
    assert await outcomes(court, anna) == {"2026-03-02": "missed"}
    await decide(court, olga, appeal, AppealResult.APPROVED)
    task = await seen(court, task_id)
    assert task.task.status is TaskStatus.FAILED
    assert task.plan.restored_at is not None
    assert (await anna.user()).obedience_points == 50
    assert (await outcomes(court, anna))["2026-03-02"] == "forgiven"
    assert sum(entry.taken for entry in await entries(court, anna)) == 0
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN
    assert "Points given back: 5" in anna.heard


async def test_a_punishment_done_already_is_kept_with_its_points_and_that_is_said(
    court: ScriptedCourt,
) -> None:
    anna, olga = (
        await member(court, points=50, auto_punishment=True, hard=["recitation"]),
        await operator(court),
    )
    await missed(court, anna)
    [punishment] = await punishments(court, anna)
    await anna.says("I missed it, I am sorry, and tomorrow I shall not miss it again at all.")
    [attempt] = await attempts(court, anna)
    await judge(court, olga, attempt, Verdict.APPROVED)
    done = (await anna.user()).obedience_points
    await anna.says("/appeal")
    await anna.presses("brass")
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    await decide(court, olga, (await appeals_of(court, anna))[0], AppealResult.APPROVED)
    assert (await seen(court, punishment.task.id)).task.status is TaskStatus.COMPLETED
    assert (await anna.user()).obedience_points == done + 5
    kept = court.house.content.lines["octavia"].variants["punishment_kept"]
    assert any(line in anna.heard for line in kept)


async def test_a_punishment_handed_in_leaves_the_desk_and_is_accepted_with_the_appeal(
    court: ScriptedCourt,
) -> None:
    anna, olga = (
        await member(court, points=50, auto_punishment=True, hard=["recitation"]),
        await operator(court),
    )
    await missed(court, anna)
    [punishment] = await punishments(court, anna)
    await anna.says("I missed it, I am sorry, and tomorrow I shall not miss it again at all.")
    await olga.says("/desk")
    assert "1 proof" in olga.heard
    await anna.says("/appeal")
    await anna.presses("brass")
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    assert "left the desk" in olga.heard
    assert not olga.sees_button("Approve")
    await olga.says("/desk")
    assert "Appeal by anna" in olga.last.text
    await decide(court, olga, (await appeals_of(court, anna))[0], AppealResult.APPROVED)
    assert (await seen(court, punishment.task.id)).task.status is TaskStatus.COMPLETED
    assert (await anna.user()).obedience_points == 50 + punishment.plan.points


async def test_a_failed_punishment_is_made_good_with_the_task_it_answered(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50, auto_punishment=True), await operator(court)
    task_id = await missed(court, anna)
    [punishment] = await punishments(court, anna)
    await court.pass_time(2 * DAY, step=4 * HOUR)
    assert (await seen(court, punishment.task.id)).task.status is TaskStatus.FAILED
    await anna.says("/appeal")
    await anna.presses("brass")
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    [appeal] = await appeals_of(court, anna)
    assert appeal.task_id == task_id
    await decide(court, olga, appeal, AppealResult.APPROVED)
    assert (await seen(court, punishment.task.id)).plan.restored_at is not None
    assert (await anna.user()).obedience_points == 50


async def test_unanswered_for_seven_days_it_is_approved(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await court.pass_time(7 * DAY - HOUR, step=DAY)
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    await court.pass_time(2 * HOUR)
    assert (await appeals_of(court, anna))[0].result is AppealResult.APPROVED
    review = await review_of(court, appeal)
    assert review.decided_by is None
    assert review.restored
    assert (await anna.user()).obedience_points == 50
    lines = court.house.content.lines["octavia"].variants["appeal_lapsed"]
    assert any(line in anna.heard for line in lines)
