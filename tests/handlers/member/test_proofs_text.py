"""Proof in words: taken for the one open task it fits; talk stays talk; a question asks which."""

from datetime import timedelta

import pytest

from storage.enums import ProofType, TaskStatus
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, change, member, seen, task_of, tasks_of

WORDS = "The hallway is long and smells of lavender."


async def test_words_are_taken_as_proof_of_the_one_task_they_fit(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna)
    await anna.says(WORDS)
    task = (await seen(court, task_id)).task
    assert task.status is TaskStatus.SUBMITTED
    assert task.submitted_at == court.clock.court()
    async with court.storage.read() as tx:
        assert await tx.open(task, "proof_submission") == WORDS
    assert "waits for review" in anna.heard
    assert not anna.sees_button("Hand in proof")


@pytest.mark.parametrize("talk", ["hello", "Good morning!", "What do you mean?", "🙂"])
async def test_talk_is_not_taken_for_a_proof(court: ScriptedCourt, talk: str) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna)
    await anna.says(talk)
    assert (await seen(court, task_id)).task.status is TaskStatus.ASSIGNED
    assert "/tasks" in anna.last.text


async def test_words_never_prove_a_task_that_wants_a_photo(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.says(WORDS)
    assert (await seen(court, task_id)).task.status is TaskStatus.ASSIGNED


async def test_when_several_fit_buttons_ask_which(court: ScriptedCourt) -> None:
    anna = await member(court)
    hall = await task_of(court, anna, description="Describe the hallway.")
    room = await task_of(court, anna, description="Describe the room.")
    await anna.says(WORDS)
    assert await attempts(court, anna) == []
    await anna.presses("Describe the room")
    assert (await seen(court, room)).task.status is TaskStatus.SUBMITTED
    assert (await seen(court, hall)).task.status is TaskStatus.ASSIGNED


async def test_none_of_these_hands_nothing_in(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="Describe the hallway.")
    await task_of(court, anna, description="Describe the room.")
    await anna.says(WORDS)
    await anna.presses("None of these")
    assert await attempts(court, anna) == []
    assert "not handed in" in anna.last.text


async def test_the_question_which_does_not_wait_for_ever(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="Describe the hallway.", minutes=6000)
    await task_of(court, anna, description="Describe the room.", minutes=6000)
    await anna.says(WORDS)
    await court.pass_time(timedelta(days=1))
    await anna.presses("Describe the room")
    assert await attempts(court, anna) == []
    assert "waited too long" in anna.last.text


async def test_the_same_words_twice_are_handed_in_once(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="Describe the hallway.")
    await anna.says(WORDS)
    second = await task_of(court, anna, description="Describe the room.")
    await anna.says(WORDS)
    assert len(await attempts(court, anna)) == 1
    assert "once already" in anna.last.text
    assert (await seen(court, second)).task.status is TaskStatus.ASSIGNED


async def test_the_same_words_may_prove_another_task_on_purpose(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="Describe the hallway.")
    await anna.says(WORDS)
    second = await task_of(court, anna, description="Describe the room.")
    await anna.presses("Hand in proof")
    await anna.says(WORDS)
    assert (await seen(court, second)).task.status is TaskStatus.SUBMITTED


async def test_words_for_a_task_that_waits_for_review_are_only_talk(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.says(WORDS)
    await anna.says("And the kitchen is small and very bright.")
    assert len(await attempts(court, anna)) == 1


async def test_a_challenge_word_missing_from_the_words_is_asked_for(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, challenge=True)
    async with court.storage.read() as tx:
        word = await tx.open((await seen(court, task_id)).plan, "challenge")
    await anna.says(WORDS)
    assert word is not None
    assert word in anna.last.text
    assert await attempts(court, anna) == []
    await anna.says(f"{WORDS} {word.upper()}!")
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED


async def test_far_too_many_words_are_refused_with_a_sentence(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.says("many words " * 600)
    assert await attempts(court, anna) == []
    assert "4000" in anna.last.text


async def test_control_characters_and_markup_do_no_harm(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna)
    await anna.says("One\x00 <b>two</b>\x1b[31m three\u202e {four} %s\nfive")
    async with court.storage.read() as tx:
        kept = await tx.open((await seen(court, task_id)).task, "proof_submission")
    assert kept == "One <b>two</b>[31m three {four} %s\nfive"


async def test_words_that_look_like_a_vault_name_stay_words(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.says("vault:00000000-0000-0000-0000-000000000001 is what I say to that")
    attempt = (await attempts(court, anna))[0]
    assert attempt.kind is ProofType.TEXT
    async with court.storage.read() as tx:
        assert (await tx.open(attempt, "content") or "").startswith("vault:")


async def test_while_paused_nothing_is_handed_in_and_the_answer_says_why(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await change(court, anna, paused_at=court.clock.court())
    await anna.says(WORDS)
    assert await attempts(court, anna) == []
    assert "holiday" in anna.last.text


async def test_proof_shows_what_can_be_proven_and_takes_what_comes_next(court: ScriptedCourt) -> None:
    anna = await member(court)
    hall = await task_of(court, anna, description="Describe the hallway.")
    await task_of(court, anna, description="Describe the room.")
    await anna.says("/proof")
    assert "straight into this chat" in anna.last.text
    await anna.presses("Describe the hallway")
    await anna.says("Long.")
    assert (await seen(court, hall)).task.status is TaskStatus.SUBMITTED


async def test_proof_with_nothing_open_says_so(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/proof")
    assert anna.last.text in court.house.content.lines["octavia"].variants["proof_nothing_open"]


async def test_handing_in_can_be_cancelled(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.presses("Hand in proof")
    await anna.presses("Cancel")
    assert await attempts(court, anna) == []
    assert anna.sees_button("Hand in proof")


async def test_an_empty_answer_is_asked_again(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.presses("Hand in proof")
    await anna.says("\x00\x01")
    assert "in words" in anna.last.text
    assert await attempts(court, anna) == []


async def test_a_task_that_ended_meanwhile_takes_nothing(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=60)
    await anna.presses("Hand in proof")
    await court.pass_time(timedelta(hours=2), step=timedelta(minutes=30))
    await anna.says(WORDS)
    assert await attempts(court, anna) == []
    assert "settled already" in anna.last.text
    assert (await tasks_of(court, anna))[0].task.status is TaskStatus.FAILED
