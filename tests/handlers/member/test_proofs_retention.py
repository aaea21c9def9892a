"""Reviewed media is destroyed after the configured days; the rows stay, and say that it is gone."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.enums import ProofType, Verdict
from storage.tables import VaultBlob
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, judge, member, operator, picture, seen, task_of, undo

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """Everything the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def test_media_goes_thirty_days_after_the_verdict_and_the_rows_stay(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture(1), picture(2))
    attempt = (await attempts(court, anna))[0]
    await judge(court, olga, attempt, Verdict.APPROVED)
    assert {blob.expires_at for blob in await blobs(court)} == {court.clock.wall() + 30 * DAY}
    await court.pass_time(29 * DAY)
    assert len(await blobs(court)) == 2
    await court.pass_time(DAY)
    assert await blobs(court) == []
    kept = (await attempts(court, anna))[0]
    assert kept.content is None
    assert kept.verdict is Verdict.APPROVED
    async with court.storage.read() as tx:
        gone = await tx.open((await seen(court, task_id)).task, "proof_submission")
    assert gone is not None
    assert court.house.texts.has(gone)


async def test_words_stay(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await task_of(court, anna)
    await anna.says("The hallway is long and smells of lavender.")
    await judge(court, olga, (await attempts(court, anna))[0], Verdict.APPROVED)
    await court.pass_time(40 * DAY, step=20 * DAY)
    assert (await attempts(court, anna))[0].content is not None


async def test_what_waits_again_is_kept(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture())
    attempt = (await attempts(court, anna))[0]
    await judge(court, olga, attempt, Verdict.APPROVED)
    await undo(court, olga, attempt)
    assert (await blobs(court))[0].expires_at is None


async def test_an_earlier_attempt_goes_without_touching_the_latest(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture(1))
    await judge(court, olga, (await attempts(court, anna))[0], Verdict.ASKED_AGAIN)
    await court.pass_time(timedelta(hours=1))
    await anna.sends(picture(2))
    await judge(court, olga, (await attempts(court, anna))[1], Verdict.APPROVED)
    await court.pass_time(30 * DAY - timedelta(hours=1))
    first, second = await attempts(court, anna)
    assert (first.content, second.content is None) == (None, False)
    async with court.storage.read() as tx:
        kept = await tx.open((await seen(court, task_id)).task, "proof_submission")
    assert kept is not None
    assert kept.startswith("vault:")
