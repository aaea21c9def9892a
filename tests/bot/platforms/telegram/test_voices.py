"""Voice drops and confessions on Telegram: voice notes in, voice notes out, the Listen button in place."""

from handlers import drops
from storage.enums import ContentType
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.media import samples
from tests.support import dropping
from tests.support.confiding import kept


async def test_a_voice_note_becomes_a_drop_and_listen_changes_the_message_into_the_voice(
    polled: TelegramCourt, anna: TelegramChatter, olga: TelegramChatter
) -> None:
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends(samples.recording("ogg"), mime="audio/ogg")
    await olga.presses("Octavia")
    for words in (dropping.NAME, dropping.ABOUT, dropping.SPOKEN):
        await olga.says(words)
    await olga.presses("Done")
    [drop] = await dropping.shelved(polled, dropping.NAME)
    await dropping.sent(polled, anna, drop)
    await polled.settle()

    closed = anna.client.last
    assert (closed.kind, closed.keyboard) == ("text", [["▶ Listen"]])
    [row] = await dropping.got(polled, anna)
    assert (row.sent_at, row.opened_at) == (polled.clock.court(), None)
    await anna.presses("Listen")

    heard = anna.client.last
    assert closed.deleted  # Telegram turns no text into a voice note: it is said anew in its place
    assert (heard.kind, heard.protected, heard.media[:4]) == ("voice", True, b"OggS")
    assert dropping.SPOKEN in heard.caption
    assert heard.keyboard == []
    assert (await dropping.got(polled, anna))[0].opened_at == polled.clock.court()


async def test_a_drop_of_a_pack_is_uploaded_once_and_then_sent_by_its_id(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    bea = await polled.member("bea")
    for somebody in (anna, bea):
        async with polled.engine.turns.about((await somebody.person()).id) as turn:
            assert await drops.by_event(turn, turn.me, "punishment_notice")
        await polled.settle()
        await somebody.presses("Listen")
    calls = polled.server.called("sendVoice")

    assert ["voice" in call.values for call in calls] == [False, True]
    assert [each.client.last.kind for each in (anna, bea)] == ["voice", "voice"]


async def test_a_confession_by_voice_note_is_answered_by_one(
    polled: TelegramCourt, anna: TelegramChatter, olga: TelegramChatter
) -> None:
    await anna.says("/confess")
    await anna.sends(samples.recording("ogg"), mime="audio/ogg")
    await anna.presses("Send it")
    [confession] = await kept(polled, anna)
    assert confession.content_type is ContentType.AUDIO
    await olga.says("/desk")
    assert olga.client.last.kind == "voice"
    await olga.presses("5 ★")
    await olga.sends(samples.recording("ogg"), mime="audio/ogg")
    await polled.settle()

    assert (anna.client.last.kind, anna.client.last.protected) == ("voice", True)
    assert "★★★★★" in anna.client.last.caption
    assert [message for message in olga.client.received if message.kind == "voice"] == []
