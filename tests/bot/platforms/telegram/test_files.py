"""Files on Telegram: proofs in every form, albums as one, what is too large, and copies sent again by id."""

import pytest

from bot.platforms.port import FileTooLarge, Unavailable
from handlers.chat.incoming import Attachment
from storage.enums import ProofType, TaskStatus
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.fakes.telegram import bad, broken, too_many
from tests.media import samples
from tests.support import playing, stories
from tests.support.waiting import until

MEGABYTE = 1024 * 1024


async def status_of(court: TelegramCourt, anna: TelegramChatter) -> TaskStatus:
    """Where her only task stands."""
    return (await playing.tasks_of(court, anna))[0].task.status


async def test_a_photo_is_proof_and_is_seen_to_have_arrived(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption="As you wished.")
    assert await status_of(polled, anna) is TaskStatus.SUBMITTED
    [reaction] = anna.client.reactions
    assert reaction.emoji == "👀"
    assert reaction.message.caption == "As you wished."


@pytest.mark.parametrize(
    ("form", "mime"), [("ogg", "audio/ogg"), ("mp3", "audio/mpeg"), ("m4a", "audio/mp4")]
)
async def test_voice_notes_and_audio_files_are_proof(
    polled: TelegramCourt, anna: TelegramChatter, form: str, mime: str
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.AUDIO)
    await anna.sends(samples.recording(form), mime=mime)
    assert await status_of(polled, anna) is TaskStatus.SUBMITTED


async def test_a_picture_sent_as_a_file_is_proof(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.client.sends_document(playing.picture(), name="proof.png", mime="image/png")
    await polled.settle()
    assert await status_of(polled, anna) is TaskStatus.SUBMITTED


async def test_an_album_is_one_proof(reached: TelegramCourt) -> None:
    anna = await reached.member()
    await playing.task_of(reached, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(1), playing.picture(2), playing.picture(3), caption="All three.")

    [attempt] = await playing.attempts(reached, anna)
    async with reached.storage.read() as tx:
        assert len((await tx.open(attempt, "content") or "").split()) == 3
        assert await tx.open(attempt, "caption") == "All three."
    assert len(anna.client.reactions) == 1


async def test_an_album_that_a_restart_cuts_in_two_is_still_one_proof(reached: TelegramCourt) -> None:
    anna = await reached.member()
    await playing.task_of(reached, anna, proof_type=ProofType.PHOTO)
    reached.engine.turns.album_seconds = 2.0
    await anna.client.sends_photo(playing.picture(1), album="77")
    await until(lambda: not reached.server.updates.pending)
    await reached.telegram.quiet()
    await reached.restart()
    await anna.client.sends_photo(playing.picture(2), album="77")
    await reached.settle()

    [attempt] = await playing.attempts(reached, anna)
    async with reached.storage.read() as tx:
        assert len((await tx.open(attempt, "content") or "").split()) == 2


async def test_what_follows_an_album_waits_for_it(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.client.sends_album(playing.picture(1), playing.picture(2))
    await anna.client.says("/tasks")
    await polled.settle()
    assert "Waiting for review" in anna.last.text
    assert len(await playing.attempts(polled, anna)) == 1


@pytest.mark.parametrize("known", [True, False])
async def test_a_file_of_21_megabytes_is_declined_with_the_limit_named(
    polled: TelegramCourt, anna: TelegramChatter, known: bool
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    content = playing.picture() + b"\0" * (21 * MEGABYTE)
    message = await anna.client.sends_document(content, name="huge.png", mime="image/png")
    if not known:
        entry = next(iter(polled.server.updates.pending.values()))
        del entry.update["message"]["document"]["file_size"]
    await polled.settle()
    assert "20 MB" in anna.last.text
    assert anna.client.last.reply_to is message
    assert polled.server.called("file") == []
    assert bool(polled.server.called("getFile")) is not known
    assert await status_of(polled, anna) is TaskStatus.ASSIGNED


async def test_a_server_that_lies_about_a_size_is_not_followed_beyond_the_limit(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    message = await anna.client.sends_document(b"\x89PNG" + b"\0" * (21 * MEGABYTE), size=5)
    await polled.settle()
    file = message.files[0]
    with pytest.raises(FileTooLarge):
        await polled.telegram.fetch(Attachment(file.file_id, size=5))
    assert list(polled.config.spool.iterdir()) == []


@pytest.mark.parametrize("trouble", [broken(502), too_many(1), "cut before", "cut within"])
@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_a_download_that_fails_for_now_is_tried_again(
    polled: TelegramCourt, anna: TelegramChatter, method: str, trouble: object
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    polled.server.faults.inject(trouble, method, times=1)  # type: ignore[arg-type]
    await anna.sends(playing.picture())
    assert await status_of(polled, anna) is TaskStatus.SUBMITTED
    assert list(polled.config.spool.iterdir()) == []


async def test_a_file_that_is_gone_is_said_to_be(polled: TelegramCourt) -> None:
    with pytest.raises(FileNotFoundError):
        await polled.telegram.fetch(Attachment("no-such-file"))


async def test_an_unreachable_server_is_no_missing_file(polled: TelegramCourt) -> None:
    await polled.server.goes_away()
    with pytest.raises(Unavailable) as raised:
        await polled.telegram.fetch(Attachment("any"))
    assert polled.server.token not in repr(raised.value.__context__)


async def test_the_folder_of_files_under_way_is_private(polled: TelegramCourt) -> None:
    assert polled.config.spool.stat().st_mode & 0o077 == 0


async def test_voices_are_uploaded_once_and_then_sent_by_their_id(polled: TelegramCourt) -> None:
    first, second = await polled.somebody("anna"), await polled.somebody("bea")
    for guest in (first, second):
        await stories.with_a_word(guest, guest.name)
        for label in ("Done", "Done", "Skip", "Done"):
            await guest.presses(label)
    calls = polled.server.called("sendVoice")
    assert len(calls) == 4
    assert ["voice" in call.values for call in calls] == [False, False, True, True]
    voices = [message for message in second.client.received if message.kind == "voice"]
    assert [message.media[:4] for message in voices] == [b"OggS", b"OggS"]
    assert all("Transcript" in message.caption for message in voices)


async def test_a_copy_that_telegram_forgot_is_uploaded_anew(polled: TelegramCourt) -> None:
    for name in ("anna", "bea", "carl"):
        if name == "bea":
            polled.server.faults.inject(bad("wrong remote file identifier specified"), "sendVoice", times=1)
        guest = await stories.onboarded(polled, name)
        assert isinstance(guest, TelegramChatter)
        assert len([message for message in guest.client.received if message.kind == "voice"]) == 2
    refused = [call for call in polled.server.called("sendVoice") if call.code != 200]
    assert len(refused) == 1


async def test_who_takes_no_voice_notes_gets_them_as_files_and_nobody_else_does(
    polled: TelegramCourt,
) -> None:
    kinds = []
    for name in ("anna", "bea", "carl", "dora"):
        guest = await polled.somebody(name)
        guest.client.forbids_voice = name in ("anna", "carl")
        await stories.with_a_word(guest, name)
        for label in ("Done", "Done", "Skip", "Done"):
            await guest.presses(label)
        kinds.append({message.kind for message in guest.client.received if message.media})
    assert kinds == [{"document"}, {"voice"}, {"document"}, {"voice"}]


async def test_an_album_of_what_telegram_takes_for_no_pictures_goes_as_files(
    polled: TelegramCourt, anna: TelegramChatter, olga: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(1), playing.picture(2))
    polled.server.faults.inject(bad("PHOTO_INVALID_DIMENSIONS"), "sendMediaGroup")
    await olga.says("/desk")
    album = [message for message in olga.client.received if message.album]
    assert [message.kind for message in album] == ["document", "document"]
    await olga.presses("Approve")
    assert all(message.deleted for message in album)


async def test_on_the_desk_a_photo_is_covered_and_protected_with_its_buttons_below(
    polled: TelegramCourt, anna: TelegramChatter, olga: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption="as you wished")
    await olga.says("/desk")
    shown = olga.client.last
    assert shown.kind == "photo"
    assert shown.spoiler
    assert shown.protected
    assert "as you wished" in shown.caption
    assert any("Approve" in label for row in shown.keyboard for label in row)

    await olga.presses("Approve")
    assert shown.deleted
    assert "Approved" in olga.heard


async def test_on_the_desk_an_album_is_an_album_and_goes_when_decided(
    polled: TelegramCourt, anna: TelegramChatter, olga: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(1), playing.picture(2))
    await olga.says("/desk")
    album = [message for message in olga.client.received if message.album]
    assert len(album) == 2
    assert all(message.spoiler and message.protected for message in album)
    assert olga.client.last.keyboard

    await olga.presses("Approve")
    assert all(message.deleted for message in album)


async def test_the_card_is_a_picture_with_its_figures_as_words(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await anna.says("/me")
    card = anna.client.last
    assert card.kind == "photo"
    assert "points" in card.caption
