"""Proof by upload: matched, refused with reasons, asked about, never taken twice; the real cleaner works."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage.enums import ProofType, TaskStatus, Verdict
from storage.tables import ProofAttempt, VaultBlob
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import attempts, judge, member, operator, picture, recording, seen, task_of

pytestmark = pytest.mark.slow


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """Everything the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def hints(court: ScriptedCourt, attempt: ProofAttempt) -> dict[str, object]:
    """The hints an attempt was kept with."""
    async with court.storage.read() as tx:
        return dict(json.loads(await tx.open(attempt, "hints") or "{}"))


async def photo_task(court: ScriptedCourt, anna: Chatter, **values: Any) -> object:
    """A task that wants a photo."""
    return await task_of(court, anna, proof_type=ProofType.PHOTO, **values)


def taken(at: datetime, seed: int = 1) -> bytes:
    """A JPEG that says when it was taken."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture(seed)))
    exif = image.getexif()
    exif.get_ifd(0x8769)[36867] = f"{at:%Y:%m:%d %H:%M:%S}"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


async def test_a_photo_is_taken_for_the_task_that_wants_one(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture(), caption="As you wished.")
    task = (await seen(court, task_id)).task
    assert task.status is TaskStatus.SUBMITTED
    attempt = (await attempts(court, anna))[0]
    blob = (await blobs(court))[0]
    async with court.storage.read() as tx:
        assert await tx.open(task, "proof_submission") == f"vault:{blob.id}"
        assert await tx.open(attempt, "caption") == "As you wished."
    assert (blob.width, blob.height, blob.expires_at) == (180, 160, None)
    assert (await court.house.blobs.read(blob.id))[:2] == b"\xff\xd8"


async def test_a_recording_is_taken_for_the_task_that_wants_one(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.AUDIO)
    await anna.sends(recording())
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED
    blob = (await blobs(court))[0]
    assert blob.kind == "audio"
    assert blob.seconds == pytest.approx(2, abs=0.1)
    assert blob.peaks


async def test_an_album_is_one_proof(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna)
    await anna.sends(picture(1), picture(2), picture(3))
    attempt = (await attempts(court, anna))[0]
    async with court.storage.read() as tx:
        assert len((await tx.open(attempt, "content") or "").split()) == 3


async def test_several_kinds_at_once_are_refused_and_nothing_is_kept(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna)
    await anna.sends(picture(), recording())
    assert "one kind at a time" in anna.last.text
    assert await attempts(court, anna) == []
    assert await blobs(court) == []


async def test_what_is_no_picture_is_refused_with_the_reason(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna)
    await anna.sends(b"", name="empty.png")
    assert "nothing in this file" in anna.last.text
    await anna.sends(b"%PDF-1.7 and so on", name="letter.pdf", mime="application/pdf")
    assert anna.last.text.strip()
    await anna.sends(b"#!/bin/sh\necho no", name="photo.jpg", mime="image/jpeg")
    assert anna.last.text.strip()
    assert await attempts(court, anna) == []
    assert await blobs(court) == []


async def test_a_good_picture_beside_a_broken_one_is_taken_and_the_other_named(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture(), picture()[:400], name="second.png")
    assert "“second.png”" in anna.heard
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED


async def test_a_photo_that_fits_nothing_is_answered_and_not_kept(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.sends(picture())
    lines = court.house.content.lines["octavia"].variants
    assert anna.last.text in lines["proof_nothing_open"]
    await task_of(court, anna)
    await anna.sends(picture())
    assert "words" in anna.last.text
    assert await blobs(court) == []


async def test_when_several_want_a_photo_it_waits_until_she_says_which(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna, description="The shelf.")
    desk = await task_of(court, anna, proof_type=ProofType.PHOTO, description="The desk.")
    await anna.sends(picture(), caption="Tidy.")
    waiting = (await blobs(court))[0]
    assert waiting.expires_at == court.clock.wall() + timedelta(days=1)
    await anna.presses("The desk")
    assert (await seen(court, desk)).task.status is TaskStatus.SUBMITTED
    assert (await blobs(court))[0].expires_at is None


async def test_a_photo_nobody_said_which_for_is_destroyed(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna, description="The shelf.", minutes=6000)
    await photo_task(court, anna, description="The desk.", minutes=6000)
    await anna.sends(picture())
    await court.pass_time(timedelta(days=1))
    assert await blobs(court) == []
    await anna.presses("The desk")
    assert await attempts(court, anna) == []


async def test_the_same_photo_sent_twice_is_handed_in_once(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna)
    await anna.sends(picture())
    await anna.sends(picture())
    assert "once already" in anna.last.text
    second = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture())
    assert "once already" in anna.last.text
    assert (await seen(court, second)).task.status is TaskStatus.ASSIGNED
    assert len(await attempts(court, anna)) == 1
    assert len(await blobs(court)) == 1


async def test_the_same_picture_as_weeks_ago_is_a_hint_for_the_reviewer(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await photo_task(court, anna)
    await anna.sends(picture())
    await judge(court, olga, (await attempts(court, anna))[0], Verdict.APPROVED)
    await court.pass_time(timedelta(days=14))
    await photo_task(court, anna)
    await anna.sends(picture())
    second = (await attempts(court, anna))[1]
    assert second.suspicious
    assert second.human
    assert (await hints(court, second))["same_picture_on"] == "2026-03-02"


async def test_a_photo_taken_weeks_ago_is_a_hint_and_its_exif_is_gone(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna)
    await anna.sends(taken(datetime(2026, 2, 9, 12, tzinfo=UTC)))
    attempt = (await attempts(court, anna))[0]
    assert (await hints(court, attempt))["taken_days"] == 21
    kept = await court.house.blobs.read((await blobs(court))[0].id)
    assert b"2026:02:09" not in kept


async def test_silence_is_a_hint(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, proof_type=ProofType.AUDIO)
    await anna.sends(recording(silent=True))
    attempt = (await attempts(court, anna))[0]
    assert (await hints(court, attempt))["silent"] is True
    assert attempt.suspicious


async def test_a_chosen_task_takes_the_next_upload_and_refuses_the_wrong_kind(court: ScriptedCourt) -> None:
    anna = await member(court)
    await photo_task(court, anna, description="The shelf.")
    desk = await task_of(court, anna, proof_type=ProofType.PHOTO, description="The desk.")
    await anna.says("/proof")
    await anna.presses("The desk")
    await anna.sends(recording())
    assert "proven by a photo" in anna.last.text
    assert await blobs(court) == []
    await anna.sends(picture(), caption="Tidy.")
    assert (await seen(court, desk)).task.status is TaskStatus.SUBMITTED


async def test_in_another_conversation_a_photo_is_still_proof_and_the_question_stays(
    court: ScriptedCourt,
) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.says("/limits")
    asked = anna.last.text
    await anna.sends(picture())
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED
    assert anna.last.text == asked


async def test_a_stranger_is_answered_and_nothing_is_kept(court: ScriptedCourt) -> None:
    zoe = await court.guest("zoe")
    await zoe.sends(picture())
    assert zoe.last.text
    await zoe.says("/start")
    await zoe.sends(picture())
    assert zoe.last.text
    assert await blobs(court) == []


async def test_within_the_grace_time_the_proof_is_late_but_counts(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO, minutes=60)
    await court.pass_time(timedelta(minutes=75), step=timedelta(minutes=30))
    await anna.sends(picture())
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED
    assert (await attempts(court, anna))[0].late
    spoken = court.house.content.lines["octavia"].variants["grace_submitted"]
    assert any(bubble.text in spoken for bubble in anna.bubbles)
