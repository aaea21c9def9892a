"""/drops: made of an audio message at one loudness, heard before they are sent, never past a hard limit."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.chat.outgoing import MediumKind
from media.clean import MediaCleaner
from storage.tables import AdminLog, VaultBlob
from tests.support import playing
from tests.support.court import ScriptedCourt, media_of
from tests.support.dropping import ABOUT, NAME, SPOKEN, details, got, made, shelved

LOUDNESS = -19.0


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """What the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def test_the_drops_of_the_packs_stand_on_the_shelf_of_their_personas_operators(
    court: ScriptedCourt,
) -> None:
    hana = await playing.operator(court, "hana", personas=["hale"])
    await hana.says("/drops")
    labels = [choice.label for choice in hana.last.buttons]
    await hana.says("/drops")

    assert labels == [choice.label for choice in hana.last.buttons]
    assert len([label for label in labels if "Hale" in label]) == 3
    assert not any("Octavia" in label for label in labels)


async def test_a_drop_of_a_pack_is_heard_from_the_pack(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/drops")
    await olga.presses("Morning Call")

    [medium] = media_of(olga.last)
    assert medium.kind is MediumKind.VOICE
    assert medium.asset == "octavia/drop_morning_call.ogg"
    assert "The curtains are open" in medium.transcript


async def test_an_audio_message_becomes_a_drop_that_its_operator_hears_first(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    tag = next(iter(court.house.content.tags)).key
    drop = await made(court, olga, tag=tag)

    assert (drop.name, drop.domme_persona, drop.description) == (NAME, "octavia", ABOUT)
    [blob] = await blobs(court)
    assert drop.audio_url == f"vault:{blob.id}"
    assert (blob.expires_at, blob.mime) == (None, "audio/ogg")
    kept = await details(court, drop)
    assert (kept.transcript, kept.tags) == (SPOKEN, [tag])
    [medium] = media_of(olga.last)
    assert medium.blob == str(blob.id)
    assert olga.sees_button("Send to a member")
    async with court.storage.read() as tx:
        assert await tx.first(select(AdminLog).where(col(AdminLog.kind) == "drop.made")) is not None


async def test_every_drop_is_as_loud_as_the_others(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await made(court, olga)
    [blob] = await blobs(court)
    data = await court.house.blobs.read(uuid.UUID(str(blob.id)))
    async with MediaCleaner() as cleaner:
        heard = await cleaner.clean(data, declared="audio/ogg")

    assert heard.hints.loudness_dbfs == pytest.approx(LOUDNESS, abs=1.5)


async def test_an_operator_of_one_persona_is_not_asked_whose_voice_it_is(court: ScriptedCourt) -> None:
    hana = await playing.operator(court, "hana", personas=["hale"])
    drop = await made(court, hana, persona="Octavia")
    assert drop.domme_persona == "hale"


async def test_words_about_it_can_be_left_out(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends(playing.recording(), mime="audio/wav")
    await olga.says(NAME)
    await olga.presses("Skip")
    await olga.presses("Skip")
    await olga.presses("Done")

    [drop] = await shelved(court, NAME)
    assert (drop.description, (await details(court, drop)).transcript) == ("", "")


@pytest.mark.parametrize("silent", [True, False], ids=["silence", "a photo"])
async def test_what_is_no_recording_is_asked_for_again(court: ScriptedCourt, silent: bool) -> None:
    olga = await playing.operator(court)
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends(playing.recording(silent=True) if silent else playing.picture())

    assert "Please send" in olga.last.text
    assert await blobs(court) == []


@pytest.mark.parametrize("how", ["cancelled", "forgotten"])
async def test_a_recording_that_becomes_no_drop_is_destroyed(court: ScriptedCourt, how: str) -> None:
    olga = await playing.operator(court)
    await olga.says("/drops")
    await olga.presses("New drop")
    await olga.sends(playing.recording(), mime="audio/wav")
    assert len(await blobs(court)) == 1
    if how == "cancelled":
        await olga.presses("Cancel")
    else:
        await court.pass_time(timedelta(hours=25))

    assert await blobs(court) == []


async def test_a_drop_is_sent_to_one_member_with_her_limits_beside_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await made(court, olga)
    await olga.presses("Send to a member")
    await olga.presses("anna")
    assert "Never:" in olga.last.text
    await olga.presses("Send it")

    assert "On its way to anna" in olga.last.text
    assert NAME in anna.last.text
    assert len(await got(court, anna)) == 1
    async with court.storage.read() as tx:
        entry = await tx.first(select(AdminLog).where(col(AdminLog.kind) == "drop.sent"))
    assert entry.subject_id == (await anna.person()).id


async def test_from_a_members_card_what_touches_a_hard_limit_is_not_offered(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, hard=["praise"])
    await olga.says("/member anna")
    await olga.presses("Send a voice drop")
    assert not olga.sees_button("A Word of Praise")
    await olga.presses("Morning Call")
    await olga.presses("Send it")

    assert "Morning Call" in anna.last.text


async def test_who_tries_past_a_hard_limit_is_told_which(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, hard=["praise"])
    await olga.says("/drops")
    await olga.presses("A Word of Praise · Madame")
    await olga.presses("Send to a member")
    await olga.presses("anna")
    await olga.presses("Send it")

    assert court.house.content.tags.label("praise") in olga.last.text
    assert "hard limit" in olga.last.text
    assert anna.bubbles == []


async def test_nobody_sends_to_who_has_stopped(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await olga.says("/member anna")
    await olga.presses("Send a voice drop")
    await olga.presses("Morning Call")
    await anna.stops()
    before = len(anna.bubbles)
    await olga.presses("Send it")

    assert "the member is stopped" in olga.last.text
    assert len(anna.bubbles) == before


async def test_another_personas_operator_can_neither_see_nor_send_it(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    hana = await playing.operator(court, "hana", personas=["hale"])
    await playing.member(court)
    await made(court, olga)
    await hana.says("/drops")
    assert not hana.sees_button(NAME)
    await hana.says("/member anna")
    assert "no such member" in hana.last.text


async def test_a_retired_drop_is_sent_no_more_but_still_heard_by_who_got_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await made(court, olga)
    await olga.presses("Send to a member")
    await olga.presses("anna")
    await olga.presses("Send it")
    await olga.says("/drops")
    await olga.presses(NAME)
    await olga.presses("Retire")
    await olga.presses("Retire it")
    await olga.says("/drops")
    assert not any(NAME in choice.label for choice in olga.last.buttons)
    await anna.presses("Listen")

    assert media_of(anna.last)


async def test_a_drop_of_a_pack_stays_retired(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/drops")
    await olga.presses("A Word of Praise")
    await olga.presses("Retire")
    await olga.presses("Retire it")
    await olga.says("/drops")

    assert not any("Praise" in choice.label for choice in olga.last.buttons)


async def test_a_drop_whose_recording_is_gone_says_so_and_is_not_sent(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await made(court, olga)
    [blob] = await blobs(court)
    await court.house.blobs.destroy([blob.id])
    await olga.says("/drops")
    await olga.presses(NAME)

    assert "not there any more" in olga.last.text
    assert not any("Send" in choice.label for choice in olga.last.buttons)
    assert anna.bubbles == []
