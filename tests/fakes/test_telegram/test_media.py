"""Files up and down: photos in several sizes, voice notes, albums, ids that can be used again, limits."""

import re

import pytest
from telegram import Bot, InputMediaAudio, InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest, InvalidToken, NetworkError

from tests.fakes.telegram import OGG, Item, Kind, Person, TelegramServer
from tests.fakes.telegram.arguments import UPLOAD_LIMIT
from tests.fakes.test_telegram.helpers import picture


async def heard(bot: Bot) -> Message:
    """The message of the newest update."""
    update = (await bot.get_updates(offset=-1))[-1]
    assert update.message is not None
    return update.message


async def test_a_photo_has_sizes_and_keeps_its_cover(bot: Bot, anna: Person) -> None:
    sent = await bot.send_photo(
        anna.id, picture(1500, 900), "<b>Look</b>", parse_mode="HTML", has_spoiler=True, protect_content=True
    )
    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 54),
        (320, 192),
        (800, 480),
        (1280, 768),
    ]
    assert (anna.last.caption, anna.last.spoiler, anna.last.protected) == ("Look", True, True)


async def test_a_file_sent_once_is_sent_again_by_its_id(bot: Bot, anna: Person) -> None:
    voice = (await bot.send_voice(anna.id, OGG, duration=3)).voice
    assert voice is not None
    again = (await bot.send_voice(anna.id, voice.file_id)).voice
    assert again is not None
    assert again.file_unique_id == voice.file_unique_id
    assert anna.last.media == OGG
    photo = (await bot.send_photo(anna.id, picture())).photo[-1]
    assert (await bot.send_photo(anna.id, photo.file_id)).photo[-1].file_id == photo.file_id


async def test_an_id_is_good_for_its_own_kind_only(bot: Bot, anna: Person) -> None:
    photo = (await bot.send_photo(anna.id, picture())).photo[-1]
    with pytest.raises(BadRequest, match="Can't use file of type photo as voicenote"):
        await bot.send_voice(anna.id, photo.file_id)
    with pytest.raises(BadRequest, match="Wrong remote file identifier specified"):
        await bot.send_photo(anna.id, "AgACnothing")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no picture", "image_process_failed"),
        (picture(2100, 100), "photo_invalid_dimensions"),
        (picture(9000, 1001), "photo_invalid_dimensions"),
        (b"\xff\xd8" + bytes(10 * 1024 * 1024), "too big for a photo"),
    ],
)
async def test_an_impossible_photo_is_refused(bot: Bot, anna: Person, content: bytes, complaint: str) -> None:
    with pytest.raises(BadRequest, match=re.compile(re.escape(complaint), re.IGNORECASE)):
        await bot.send_photo(anna.id, content)


async def test_too_large_an_upload_is_refused(bot: Bot, anna: Person) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(anna.id, bytes(UPLOAD_LIMIT + 1), read_timeout=20, write_timeout=20)
    assert anna.received == []


async def test_an_empty_file_is_refused(bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match=re.compile("file must be non-empty", re.IGNORECASE)):
        await bot.send_document(anna.id, b"", filename="x.pdf")


async def test_captions_have_a_limit(bot: Bot, anna: Person) -> None:
    await bot.send_photo(anna.id, picture(), "x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(anna.id, picture(), "x" * 1025)


async def test_audio_and_documents_keep_their_names(bot: Bot, anna: Person) -> None:
    audio = (
        await bot.send_audio(anna.id, b"ID3song", title="Waltz", performer="Her", filename="w.mp3")
    ).audio
    assert audio is not None
    assert (audio.title, audio.performer, audio.file_name) == ("Waltz", "Her", "w.mp3")
    document = (await bot.send_document(anna.id, b"%PDF", filename="terms.pdf")).document
    assert document is not None
    assert document.file_name == "terms.pdf"


async def test_what_is_no_sound_arrives_as_a_document(bot: Bot, anna: Person) -> None:
    sent = await bot.send_voice(anna.id, b"just text")
    assert sent.voice is None
    assert anna.last.kind == "document"


async def test_an_album_is_several_messages_of_one_id(bot: Bot, anna: Person) -> None:
    photo = (await bot.send_photo(anna.id, picture())).photo[-1]
    sent = await bot.send_media_group(
        anna.id, [InputMediaPhoto(picture(), caption="one", has_spoiler=True), InputMediaPhoto(photo.file_id)]
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.spoiler for message in anna.received[-2:]] == [True, False]


@pytest.mark.parametrize(
    ("media", "complaint"),
    [
        ([InputMediaPhoto(picture())], "at least 2 media"),
        ([InputMediaPhoto(picture())] * 11, "Too many messages to send as an album"),
        ([InputMediaPhoto(picture()), InputMediaDocument(b"x")], "Document can't be mixed"),
        ([InputMediaAudio(b"ID3"), InputMediaPhoto(picture())], "Audio can't be mixed"),
        ([InputMediaPhoto(picture()), InputMediaPhoto(b"x")], "Failed to send message #2"),
    ],
)
async def test_an_impossible_album_is_refused_as_a_whole(
    bot: Bot, anna: Person, media: list[InputMediaPhoto], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=re.compile(re.escape(complaint), re.IGNORECASE)):
        await bot.send_media_group(anna.id, media)
    assert anna.received == []


async def test_who_wants_no_voice_notes_gets_none(bot: Bot, anna: Person) -> None:
    anna.forbids_voice = True
    with pytest.raises(BadRequest, match=re.compile("voice_messages_forbidden", re.IGNORECASE)):
        await bot.send_voice(anna.id, OGG)


async def test_her_photo_can_be_fetched(bot: Bot, anna: Person) -> None:
    sent = await anna.sends_photo(picture(2000, 1000), "proof")
    message = await heard(bot)
    assert message.caption == "proof"
    assert [size.width for size in message.photo] == [90, 320, 800, 1280]
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == sent.media


async def test_everything_she_can_send_parses(bot: Bot, anna: Person) -> None:
    await anna.sends_voice(seconds=4)
    await anna.sends_audio(b"ID3x")
    await anna.sends_document(b"%PDF")
    await anna.sends_video()
    await anna.sends_video_note()
    await anna.sends_sticker()
    await anna.sends_location()
    await anna.sends_contact()
    await anna.sends_poll()
    await anna.sends_forwarded("not mine")
    messages = [update.message for update in await bot.get_updates() if update.message]
    kinds = ["voice", "audio", "document", "video", "video_note", "sticker", "location", "contact", "poll"]
    assert [kind for kind, message in zip(kinds, messages, strict=False) if not getattr(message, kind)] == []
    assert messages[-1].forward_origin is not None


async def test_her_album_has_one_id(bot: Bot, anna: Person) -> None:
    await anna.sends_album(picture(), picture(), caption="both")
    await anna.sends_album(Item(Kind.DOCUMENT, b"a", "a.pdf"), Item(Kind.DOCUMENT, b"b", "b.pdf"))
    messages = [update.message for update in await bot.get_updates() if update.message]
    ids = [message.media_group_id for message in messages]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert [message.caption for message in messages[:2]] == ["both", None]


async def test_a_bot_cannot_fetch_more_than_20_megabytes(bot: Bot, anna: Person) -> None:
    await anna.sends_document(b"x", size=20 * 1024 * 1024 + 1)
    document = (await heard(bot)).document
    assert document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await document.get_file()


async def test_no_file_without_its_id_and_token(server: TelegramServer, bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")
    await anna.sends_voice()
    voice = (await heard(bot)).voice
    assert voice is not None
    file = await voice.get_file()
    server.revoke_token()
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
