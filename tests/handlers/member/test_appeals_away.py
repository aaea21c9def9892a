"""An appeal whose member stops, pauses, leaves or is banned waits, and never revives a punishment."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.appealing import Impossible
from handlers.member.privacy.export import write_archive
from storage.enums import AppealResult, TaskEnd, TaskStatus
from storage.queries import recovery
from storage.tables import Appeal, VaultBlob
from tests.support.appealing import PLEA, appealed, appeals_of, decide, missed, punishments
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import attempts, member, operator, recording, seen

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def waiting(court: ScriptedCourt) -> tuple[Chatter, Chatter, Appeal]:
    """A pending appeal, its punishment standing still, before an operator."""
    anna, olga = await member(court, points=50, auto_punishment=True), await operator(court)
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await olga.says("/desk")
    return anna, olga, appeal


async def test_with_a_stop_it_leaves_the_desk_and_nobody_decides_it(court: ScriptedCourt) -> None:
    anna, olga, appeal = await waiting(court)
    await anna.stops()
    assert "left the desk" in olga.heard
    assert PLEA not in olga.heard
    assert await decide(court, olga, appeal, AppealResult.DENIED, "No.") == Impossible("away")
    await court.pass_time(8 * DAY, step=2 * DAY)
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN


async def test_after_a_resume_it_waits_for_its_answer_and_a_denial_brings_nothing_back(
    court: ScriptedCourt,
) -> None:
    anna, olga, appeal = await waiting(court)
    await anna.stops()
    await court.pass_time(8 * DAY, step=2 * DAY)
    await anna.says("/resume")
    await anna.presses("come back")
    await court.pass_time(DAY)
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    bubbles = len(anna.bubbles)
    await decide(court, olga, appeal, AppealResult.DENIED, "No.")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN
    assert len(anna.bubbles) == bubbles + 1
    assert "The reason: No." in anna.last.text


async def test_unanswered_after_a_resume_it_is_approved_in_the_end(court: ScriptedCourt) -> None:
    anna, _, _ = await waiting(court)
    await anna.stops()
    await court.pass_time(8 * DAY, step=2 * DAY)
    await anna.says("/resume")
    await anna.presses("come back")
    await court.pass_time(2 * DAY + HOUR, step=DAY)
    assert (await appeals_of(court, anna))[0].result is AppealResult.APPROVED
    assert (await anna.user()).obedience_points == 50


async def test_a_handed_in_punishment_kept_at_a_resume_still_waits_for_the_appeal(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50, auto_punishment=True, hard=["recitation"])
    olga = await operator(court)
    await missed(court, anna)
    await anna.says("I missed it, I am sorry, and tomorrow I shall not miss it again at all.")
    await anna.says("/appeal")
    await anna.presses("brass")
    await anna.says(PLEA)
    await anna.presses("Send the appeal")
    await anna.stops()
    await court.pass_time(13 * HOUR)
    await anna.says("/resume")
    await anna.presses("apology" if anna.sees_button("apology") else "table")
    await anna.presses("come back")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.under_appeal
    assert punishment.plan.frozen_at is not None
    await decide(court, olga, (await appeals_of(court, anna))[0], AppealResult.DENIED, "No.")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.frozen_at is None
    assert punishment.task.status is TaskStatus.SUBMITTED
    [attempt] = await attempts(court, anna)
    assert attempt.verdict is None


async def test_a_holiday_in_between_takes_no_time_from_the_punishment(court: ScriptedCourt) -> None:
    anna, olga, appeal = await waiting(court)
    [before] = await punishments(court, anna)
    left = before.task.due_at - court.clock.court()
    await court.pass_time(HOUR)
    await anna.says("/pause")
    assert await decide(court, olga, appeal, AppealResult.DENIED, "No.") == Impossible("away")
    await court.pass_time(2 * DAY, step=DAY)
    await anna.presses("I am back")
    [held] = await punishments(court, anna)
    assert held.plan.under_appeal
    assert held.plan.frozen_at == before.plan.frozen_at
    await decide(court, olga, appeal, AppealResult.DENIED, "No.")
    [after] = await punishments(court, anna)
    assert after.plan.frozen_at is None
    assert left <= after.task.due_at - court.clock.court() <= left + 9 * HOUR


async def test_a_ban_takes_it_from_the_desk_and_ends_the_punishment(court: ScriptedCourt) -> None:
    anna, olga, appeal = await waiting(court)
    await olga.says("/member anna")
    await olga.presses("Ban")
    await olga.fills(reason="Enough for now.")
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text
    assert await decide(court, olga, appeal, AppealResult.DENIED, "No.") == Impossible("away")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN


async def test_an_exclusion_takes_it_from_the_desk(court: ScriptedCourt) -> None:
    anna, olga, _ = await waiting(court)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("sure" if anna.sees_button("sure") else "yes")
    assert (await anna.person()).excluded_until is not None
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_an_export_holds_the_appeal_in_plain_words_with_its_recording(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    await anna.presses("Appeal")
    await anna.sends(recording(), caption=PLEA)
    await anna.presses("Send the appeal")
    await write_archive(court.house, (await anna.person()).id, tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        [row] = json.loads(archive.read("tables/appeals.json"))
        media = [name for name in archive.namelist() if name.startswith("media/")]
        assert json.loads(archive.read("tables/appeal_reviews.json"))
    assert row["appeal_text"] == PLEA
    assert media == [f"media/{row['appeal_audio_url'].removeprefix('vault:')}.ogg"]


async def test_erasure_takes_a_pending_appeal_with_it(court: ScriptedCourt) -> None:
    anna, olga, _ = await waiting(court)
    person = await anna.person()
    await anna.says("/forget")
    await anna.presses("erase")
    async with court.storage.begin() as tx:
        await recovery.erase_person(tx, person.id)
    async with court.storage.read() as tx:
        assert await tx.first(select(Appeal)) is None
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


@pytest.mark.parametrize("result", [AppealResult.APPROVED, AppealResult.DENIED])
async def test_the_recording_of_a_decided_appeal_goes_when_its_time_is_over(
    court: ScriptedCourt, result: AppealResult
) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    task_id = await missed(court, anna)
    await anna.presses("Appeal")
    await anna.sends(recording())
    await anna.presses("Send the appeal")
    [appeal] = await appeals_of(court, anna)
    await decide(court, olga, appeal, result, "No.")
    await court.pass_time(31 * DAY, step=31 * DAY)
    await court.tick()
    async with court.storage.read() as tx:
        assert await tx.first(select(VaultBlob)) is None
    assert (await appeals_of(court, anna))[0].appeal_audio_url is None
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED
