"""Confessions: said in words or by voice, sent only with a yes, the member's own to look at and to remove."""

from datetime import timedelta

import pytest

from storage.enums import ContentType, Visibility
from tests.support import playing
from tests.support.confiding import (
    WORDS,
    answer,
    blobs,
    confess,
    confess_by_voice,
    kept,
    open_own,
    opened,
    state,
)
from tests.support.court import ScriptedCourt


async def test_nothing_is_sent_before_the_member_says_yes(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.says(WORDS)

    assert "Send this to Madame Octavia?" in anna.last.text
    assert await kept(court, anna) == []


async def test_a_confession_is_kept_sealed_and_counted(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await confess(anna)

    [confession] = await kept(court, anna)
    assert (confession.content_type, confession.domme_persona) == (ContentType.TEXT, "octavia")
    assert confession.visibility_status is Visibility.PRIVATE
    assert confession.submitted_at == court.clock.court()
    assert WORDS not in (confession.content or "")
    assert await opened(court, confession) == WORDS
    assert (await anna.user()).confession_count == 1


async def test_words_after_the_command_only_need_the_yes(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says(f"/confess {WORDS}")
    await anna.presses("Send it")

    [confession] = await kept(court, anna)
    assert await opened(court, confession) == WORDS


async def test_said_differently_the_first_words_are_forgotten(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.says("not like this")
    await anna.presses("differently")
    await anna.says(WORDS)
    await anna.presses("Send it")

    assert [await opened(court, each) for each in await kept(court, anna)] == [WORDS]


async def test_a_voice_note_is_kept_in_the_vault_with_the_words_beside_it(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await confess_by_voice(anna, "quietly")

    [confession] = await kept(court, anna)
    [blob] = await blobs(court)
    assert confession.content_type is ContentType.AUDIO
    assert await opened(court, confession) == f"vault:{blob.id}"
    assert blob.expires_at is None
    assert blob.seconds is not None
    async with court.storage.read() as tx:
        assert await tx.open(await state(court, confession), "caption") == "quietly"


async def test_a_recording_that_is_not_sent_is_destroyed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.sends(playing.recording(), mime="audio/wav")
    assert len(await blobs(court)) == 1
    await anna.presses("Cancel")

    assert await blobs(court) == []
    assert await kept(court, anna) == []


async def test_a_recording_left_unsent_goes_after_a_day_and_cannot_be_sent_then(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.sends(playing.recording(), mime="audio/wav")
    await court.pass_time(timedelta(hours=25))
    assert await blobs(court) == []
    await anna.presses("Send it")

    assert "waited too long" in anna.last.text
    assert await kept(court, anna) == []
    assert (await anna.user()).confession_count == 0


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((playing.picture(),), "one recording"),
        ((playing.recording(), playing.recording(1.5)), "one recording"),
        ((playing.recording(silent=True),), "nothing to hear"),
    ],
    ids=["a photo", "two recordings", "silence"],
)
async def test_what_is_no_confession_is_asked_for_again_and_not_kept(
    court: ScriptedCourt, files: tuple[bytes, ...], words: str
) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.sends(*files)

    assert words in anna.last.text
    assert await blobs(court) == []


async def test_too_many_words_are_asked_to_be_fewer(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.says("word " * 1000)
    assert "4000 characters at most" in anna.last.text
    await anna.says("/confess " + "word " * 1000)
    assert "4000 characters at most" in anna.last.text


async def test_own_confessions_are_listed_and_shown_with_their_answer(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await answer(olga)
    await open_own(anna)

    for words in (WORDS, "★★★★☆", "Well said."):
        assert words in anna.last.text


async def test_after_a_stop_nobody_answers_until_the_member_says_so(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await olga.says("/desk")
    assert WORDS in olga.last.text
    await anna.stops()
    assert WORDS not in olga.heard
    assert not olga.sees_button("4 ★")
    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    await anna.presses("Come back")
    assert "nobody answered yet: 1" in anna.last.text
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text

    await open_own(anna)
    await anna.presses("Let it be answered")
    await olga.says("/desk")
    assert WORDS in olga.last.text


async def test_while_stopped_confessions_can_be_looked_at_and_removed_but_not_made(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await confess(anna)
    await anna.stops()
    await anna.says("/confess")
    assert "Everything is stopped" in anna.last.text
    await anna.presses("What you confessed")
    await anna.presses("I read your letter")
    await anna.presses("Remove it")
    await anna.presses("for good")

    assert (await kept(court, anna))[0].visibility_status is Visibility.REMOVED


async def test_a_stop_in_mid_confession_sends_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.says("I wanted to say red")
    await anna.says("/red")

    assert (await anna.person()).stopped_at is not None
    assert await kept(court, anna) == []


async def test_a_statement_of_being_a_minor_in_a_confession_freezes_and_asks(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.says("I have to tell you that I am 15 years old")
    assert "are you an adult" in anna.last.text
    await anna.presses("under 18")

    assert (await anna.person()).minor_locked_at is not None
    assert await kept(court, anna) == []


async def test_a_confession_stays_with_its_persona_unless_the_member_shares_it(court: ScriptedCourt) -> None:
    hana = await playing.operator(court, "hana", personas=["hale"])
    olga = await playing.operator(court, personas=["octavia"])
    anna = await playing.member(court)
    await confess(anna)
    async with court.storage.begin() as tx:
        user = await tx.get(type(await anna.user()), (await anna.person()).id)
        assert user is not None
        user.domme_assigned = "hale"
    for operator in (hana, olga):
        await operator.says("/desk")
        assert WORDS not in operator.heard
    await open_own(anna)
    await anna.presses("Let it be answered")
    await hana.says("/desk")

    assert WORDS in hana.last.text
    assert (await kept(court, anna))[0].domme_persona == "hale"
