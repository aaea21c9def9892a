"""Proofs: words, photos, albums, voice notes and audio files, each as the place's clients send them."""

import pytest

from handlers.rules.court_rules import CourtRules
from storage.enums import ProofType, TaskStatus
from tests.contracts.places import Place
from tests.contracts.somebody import Somebody
from tests.media import samples
from tests.support import playing
from tests.support.playing import picture, task_of

pytestmark = pytest.mark.slow
PROOF = "I did all of it, slowly, and I am glad that I did."


async def kept(place: Place, anna: Somebody) -> list[int]:
    """How many files each proof has that was handed in."""
    attempts = await playing.attempts(place.court, anna)
    async with place.court.storage.read() as tx:
        contents = [await tx.open(attempt, "content") or "" for attempt in attempts]
    return [content.count("vault:") for content in contents]


async def test_words_and_pictures_are_taken_for_what_they_can_prove(place: Place) -> None:
    anna = await place.member()
    words = await task_of(place.court, anna)
    photo = await task_of(place.court, anna, proof_type=ProofType.PHOTO, description="The shelf.")
    await anna.sends(picture(), caption="As you wished.")
    await anna.says(PROOF)

    for task in (words, photo):
        assert (await playing.seen(place.court, task)).task.status is not TaskStatus.ASSIGNED
    assert await kept(place, anna) == [1, 0]
    assert not anna.sees_button("Hand in proof")


async def test_an_album_is_one_proof(place: Place) -> None:
    anna = await place.member()
    await task_of(place.court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(picture(1), picture(2), picture(3), caption="All three.", name="shelf.png")
    assert await kept(place, anna) == [3]


async def test_a_voice_note_and_an_audio_file_are_recordings(place: Place) -> None:
    anna = await place.member()
    for _ in range(2):
        await task_of(place.court, anna, proof_type=ProofType.AUDIO, minutes=600)
        if len(await kept(place, anna)) == 0:
            await anna.sends_voice(samples.recording("ogg"))
        else:
            await anna.sends(samples.recording("mp3", 3.0), mime="audio/mpeg", name="song.mp3")
    assert await kept(place, anna) == [1, 1]


async def test_when_several_fit_buttons_ask_which_also_after_a_restart(place: Place) -> None:
    anna = await place.member()
    for what in ("The shelf.", "The desk."):
        await task_of(place.court, anna, proof_type=ProofType.PHOTO, description=what)
    await anna.sends(picture())
    await place.restart()
    await anna.presses("The desk")
    assert await kept(place, anna) == [1]
    assert not anna.sees_button("None of these")


async def test_a_task_can_be_chosen_first_and_the_wrong_kind_is_named(place: Place) -> None:
    anna = await place.member()
    await task_of(place.court, anna, proof_type=ProofType.PHOTO, description="The shelf.")
    await task_of(place.court, anna, proof_type=ProofType.PHOTO, description="The desk.")
    await anna.says("/proof")
    await anna.presses("The desk")
    await anna.sends_voice(samples.recording("ogg"))
    assert "proven by a photo" in anna.last.text
    await anna.sends(picture(), caption="Tidy.")
    assert await kept(place, anna) == [1]


async def test_a_challenge_word_must_be_in_it(place: Place) -> None:
    anna = await place.member()
    task = await task_of(place.court, anna, challenge=True)
    async with place.court.storage.read() as tx:
        word = await tx.open((await playing.seen(place.court, task)).plan, "challenge") or ""
    assert word in anna.heard
    await anna.says(PROOF)
    assert "Your word is not in it" in anna.last.text
    await anna.says(f"{PROOF} {word}")
    assert len(await playing.attempts(place.court, anna)) == 1


async def test_what_is_no_proof_is_answered_too(place: Place) -> None:
    anna = await place.member()
    await anna.says("Good evening.")
    assert anna.sees_button("My tasks")
    assert "/help everything else" in anna.last.text
    await task_of(place.court, anna, proof_type=ProofType.PHOTO)
    count = len(anna.bubbles)
    await anna.sends(b"%PDF-1.7 and so on", name="letter.pdf", mime="application/pdf")
    assert len(anna.bubbles) > count, "no file is met with silence"
    count = len(anna.bubbles)
    if await anna.sends_sticker():
        assert "sticker" in anna.since(count)
    assert await kept(place, anna) == []


async def test_proof_accepted_on_trust_says_so_in_the_personas_voice(place: Place) -> None:
    rules = CourtRules(review_share=0.0, newcomer_proofs=0)
    object.__setattr__(place.court.house, "rules", rules)
    anna = await place.member()
    await task_of(place.court, anna)
    await anna.says(PROOF)
    assert (await anna.user()).obedience_points == 10
