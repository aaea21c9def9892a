"""Uploads: once, never lost, and readable by nobody on the way."""

import uuid
from pathlib import Path

import pytest

from bot.platforms.web.landing import SealedTemp
from handlers.chat.incoming import Attachment
from media.vault import VaultFull
from tests.bot.platforms.web.court import WebCourt
from tests.bot.platforms.web.helpers import PHOTO, blobs, files_of
from tests.support.people import SAFEWORD


async def test_the_same_upload_again_is_one_and_leaves_no_second_copy(court: WebCourt) -> None:
    anna = await court.member()
    for _ in range(3):
        assert (await anna.upload(PHOTO, client="upload-1")).status_code == 202
    assert len(court.listener.bodies) == len(await blobs(court)) == len(await anna.newest()) == 1
    assert await court.web.fetch(files_of(court)[0]) == PHOTO[1]


async def test_an_upload_that_was_taken_keeps_its_files_even_if_the_answer_fails(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.platforms.web.transcript import Transcript

    async def broken(*_: object, **__: object) -> None:
        raise OSError("no room left on the device")

    anna = await court.member()
    with monkeypatch.context() as patch:
        patch.setattr(Transcript, "note_own", broken)
        assert (await anna.upload(PHOTO, client="upload-1")).status_code == 500
    assert await court.web.fetch(files_of(court)[0]) == PHOTO[1]
    assert (await anna.upload(PHOTO, client="upload-1")).status_code == 202
    assert await court.web.fetch(files_of(court)[0]) == PHOTO[1]
    assert len(await blobs(court)) == 1


async def test_a_full_vault_is_said_so(court: WebCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await court.member()

    async def full(*_: object, **__: object) -> uuid.UUID:
        raise VaultFull("no room")

    monkeypatch.setattr(type(court.blobs), "write", full)
    answer = await anna.upload(PHOTO)
    assert answer.status_code == 503
    assert "no room" in answer.json()["error"]
    assert court.listener.bodies == []


async def test_uploads_nobody_comes_for_do_not_stay_for_ever(court: WebCourt) -> None:
    anna = await court.member()
    await anna.upload(PHOTO)
    (blob,) = await blobs(court)
    assert blob.kind == "upload"
    assert blob.expires_at is not None
    assert (blob.expires_at - court.clock.wall()).days == 30


async def test_what_was_handled_is_discarded_and_then_gone(court: WebCourt) -> None:
    anna = await court.member()
    await anna.upload(PHOTO)
    (file,) = files_of(court)
    await court.web.discard(file)
    await court.web.discard(file)
    assert await blobs(court) == []
    with pytest.raises(FileNotFoundError):
        await court.web.fetch(file)
    with pytest.raises(FileNotFoundError):
        await court.web.fetch(Attachment("not one of ours"))


async def test_a_caption_with_the_safeword_is_shown_as_dots(court: WebCourt) -> None:
    anna = await court.member()
    await anna.upload(PHOTO, caption=f"{SAFEWORD} please")
    assert await anna.texts() == ["•••"]


async def test_no_file_is_taken_from_who_is_locked_or_gone(court: WebCourt) -> None:
    anna = await court.member()
    await anna.post("/api/lock")
    assert (await anna.upload(PHOTO)).status_code == 423
    anna.http.cookies.clear()
    assert (await anna.upload(PHOTO)).status_code == 401


# -- on the way ----------------------------------------------------------------------------------------


async def test_what_lies_on_disk_meanwhile_is_sealed_and_has_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    landing = SealedTemp()
    secret = b"private picture " * 200_000
    for start in range(0, len(secret), 65_536):
        await landing.write(secret[start : start + 65_536])
    assert await landing.read() == secret
    on_disk = landing._file
    on_disk.seek(0)
    assert b"private picture" not in on_disk.read()
    assert list(tmp_path.iterdir()) == []
    landing.close()


async def test_nothing_readable_of_an_upload_is_left_anywhere(court: WebCourt, tmp_path: Path) -> None:
    anna = await court.member()
    await anna.upload(("mine.jpg", b"recognisable bytes" * 500, "image/jpeg"), caption="recognisable words")
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"recognisable" not in file.read_bytes(), file.name
