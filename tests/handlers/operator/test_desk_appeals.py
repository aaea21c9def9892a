"""Appeals on the desk: task, proof and history beside them, decided once, taken back as allowed."""

from datetime import timedelta

from handlers.appealing import AlreadyDecided, Impossible
from storage.enums import AppealResult, ProofType, Role, TaskEnd, TaskStatus, Verdict
from storage.tables import Operator
from tests.support import playing
from tests.support.appealing import appealed, appeals_of, decide, missed, punishments, review_of, undo
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.playing import (
    attempts,
    entries,
    judge,
    member,
    operator,
    picture,
    recording,
    seen,
    task_of,
)
from tests.support.playing import undo as undo_verdict

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PROOF = "I did all of it, slowly, and I am glad that I did."


async def waiting(court: ScriptedCourt, **settings: bool) -> tuple[Chatter, Chatter]:
    """A member whose appeal against a missed deadline waits, and an operator with it before her."""
    anna, olga = await member(court, points=50, auto_punishment=bool(settings)), await operator(court)
    await missed(court, anna, description="Iron the blue shirt.")
    await appealed(court, anna)
    await olga.says("/desk")
    return anna, olga


async def test_it_is_shown_with_the_task_how_it_failed_the_words_and_the_history(
    court: ScriptedCourt,
) -> None:
    _, olga = await waiting(court)
    for words in (
        "anna",
        "Iron the blue shirt.",
        "deadline passed",
        "The train stood still",
        "Days in a row",
    ):
        assert words in olga.last.text
    assert "1 waiting: 1 appeal" in olga.heard


async def test_a_rejected_proof_is_beside_it_with_its_media_and_its_reason(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture())
    [attempt] = await attempts(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="The brass is dull.")
    await anna.presses("Appeal")
    await anna.sends(recording(), caption="Look again.")
    await anna.presses("Send the appeal")
    await olga.says("/desk")
    assert "The brass is dull." in olga.last.text
    assert "Look again." in olga.last.text
    assert [medium.kind.value for medium in media_of(olga.last)] == ["voice", "photo"]


async def test_one_press_approves_and_leaves_only_the_outcome(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    await olga.presses("Approve")
    assert (await appeals_of(court, anna))[0].result is AppealResult.APPROVED
    assert (await anna.user()).obedience_points == 50
    assert "The train stood still" not in olga.heard
    assert "Appeal approved" in olga.heard


async def test_a_denial_needs_a_reason_which_the_member_reads(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    await olga.presses("Deny")
    await olga.fills(reason="  ")
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    await olga.fills(reason="No train runs there.")
    [appeal] = await appeals_of(court, anna)
    assert appeal.result is AppealResult.DENIED
    assert "No train runs there." in anna.heard
    assert (await anna.user()).obedience_points == 45
    async with court.storage.read() as tx:
        assert await tx.open(await review_of(court, appeal), "reason") == "No train runs there."


async def test_an_approval_may_come_with_words(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    await olga.presses("with words")
    await olga.fills(reason="Tunnels are no excuse; three hours are.")
    assert "three hours are" in anna.heard
    assert (await anna.user()).obedience_points == 50


async def test_the_second_of_two_is_told_who_was_first(court: ScriptedCourt) -> None:
    anna, olga = await waiting(court)
    ella = await operator(court, "ella")
    await playing.look(ella)
    await olga.presses("Approve")
    assert "olga: Appeal approved" in ella.heard
    [appeal] = await appeals_of(court, anna)
    late = await decide(court, ella, appeal, AppealResult.DENIED, "No.")
    assert late == AlreadyDecided("olga", AppealResult.APPROVED)


async def test_nobody_decides_on_her_own_appeal_nor_on_another_personas(court: ScriptedCourt) -> None:
    anna, _ = await waiting(court)
    hana = await operator(court, "hana", personas=["hale"])
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(
            Operator(
                person_id=person.id,
                name="anna",
                role=Role.OPERATOR,
                personas=[],
                created_at=court.clock.wall(),
            )
        )
    [appeal] = await appeals_of(court, anna)
    assert await decide(court, anna, appeal, AppealResult.APPROVED) == Impossible("own")
    assert await decide(court, hana, appeal, AppealResult.APPROVED) == Impossible("not_yours")
    await anna.says("/desk")
    assert "Nothing is waiting" in anna.last.text


async def test_a_denial_is_taken_back_at_any_time_and_the_punishment_stands_still_again(
    court: ScriptedCourt,
) -> None:
    anna, olga = await waiting(court, auto_punishment=True)
    [appeal] = await appeals_of(court, anna)
    await decide(court, olga, appeal, AppealResult.DENIED, "No.")
    await court.pass_time(3 * HOUR)
    assert "The appeal waits again" in await undo(court, olga, appeal)
    [punishment] = await punishments(court, anna)
    assert punishment.plan.under_appeal
    assert "waits for another one" in anna.heard
    await decide(court, olga, appeal, AppealResult.APPROVED)
    assert (await anna.user()).obedience_points == 50


async def test_an_approval_is_taken_back_only_within_ten_minutes_and_revives_no_punishment(
    court: ScriptedCourt,
) -> None:
    anna, olga = await waiting(court, auto_punishment=True)
    [appeal] = await appeals_of(court, anna)
    await olga.presses("Approve")
    await olga.presses("Undo")
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    assert (await anna.user()).obedience_points == 45
    task = await seen(court, appeal.task_id)
    assert task.task.status is TaskStatus.FAILED
    assert task.plan.restored_at is None
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN

    await decide(court, olga, appeal, AppealResult.APPROVED)
    await court.pass_time(11 * MINUTE)
    assert "too late" in await undo(court, olga, appeal)
    assert (await anna.user()).obedience_points == 50
    booked = await entries(court, anna)
    assert len(booked) == len({entry.cause for entry in booked}) == 4


async def test_an_approval_is_not_taken_back_where_the_points_are_gone_or_the_member_has_stopped(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=5), await operator(court)
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await decide(court, olga, appeal, AppealResult.APPROVED)
    assert (await anna.user()).obedience_points == 5
    await anna.stops()
    assert "stopped" in await undo(court, olga, appeal)
    assert (await anna.user()).obedience_points == 5


async def test_a_rejection_taken_back_answers_its_appeal_and_a_new_one_can_be_appealed(
    court: ScriptedCourt,
) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna)
    await anna.says(PROOF)
    [attempt] = await attempts(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await appealed(court, anna)
    await olga.says("/desk")
    await undo_verdict(court, olga, attempt)
    assert "left the desk" in olga.heard
    [appeal] = await appeals_of(court, anna)
    assert appeal.result is AppealResult.APPROVED
    assert "moved on" in await undo(court, olga, appeal)

    await judge(court, olga, attempt, Verdict.REJECTED, reason="Still no.")
    again = await appealed(court, anna, "Still yes.")
    assert again.id == appeal.id
    assert again.result is AppealResult.PENDING
    await decide(court, olga, again, AppealResult.APPROVED)
    assert (await anna.user()).obedience_points == 50


async def test_a_rejection_that_was_made_good_is_not_taken_back_as_well(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna)
    await anna.says(PROOF)
    [attempt] = await attempts(court, anna)
    await judge(court, olga, attempt, Verdict.REJECTED, reason="No.")
    await decide(court, olga, await appealed(court, anna), AppealResult.APPROVED)
    assert "already" in await undo_verdict(court, olga, attempt)
    assert (await anna.user()).obedience_points == 50


async def test_of_an_appealed_task_no_punishment_is_chosen(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna)
    await anna.says(PROOF)
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")
    await appealed(court, anna)
    await olga.presses("Answer with a punishment")
    assert "under appeal" in olga.last.text
    assert await punishments(court, anna) == []
