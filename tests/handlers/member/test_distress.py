"""Distress in a confession: no mask, local help, a person told without a name, nothing read unasked."""

from pathlib import Path

import pytest
from sqlmodel import select

from handlers.chat.outgoing import Speaker
from handlers.ports import Policy
from storage.enums import ProofType
from storage.tables import VaultBlob
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.confiding import kept, opened, state
from tests.support.court import Chatter, ScriptedCourt

WORDS = "I can't go on, I want to kill myself tonight"


async def in_distress(anna: Chatter, words: str = WORDS) -> None:
    """Confess something that is no confession."""
    await anna.says("/confess")
    await anna.says(words)


async def test_play_freezes_and_the_court_answers_plainly(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    await in_distress(anna)

    assert anna.last.message.by is Speaker.SAFETY
    assert "not your persona" in anna.last.text
    assert "112" in anna.last.text
    assert (await anna.person()).stopped_at is not None
    assert (await playing.seen(court, task)).plan.frozen_at is not None
    assert await kept(court, anna) == []


@pytest.mark.parametrize(("language", "named"), [("de", "116 111"), ("de-AT", "116 111"), ("fr", "116 123")])
async def test_the_configured_help_is_named_in_her_language_or_at_least_in_some(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path, language: str, named: str
) -> None:
    helplines = {"en": "Call 116 123.", "de": "Ruf 116 111 an."}
    court = ScriptedCourt(sqlite_storage, clock, tmp_path, policy=Policy(helplines=helplines))
    anna = await playing.member(court)
    await playing.change(court, anna, language=language)
    await in_distress(anna)
    await court.close()

    assert named in anna.last.text


async def test_danger_from_others_sends_to_the_emergency_number_first(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await in_distress(anna, "my husband is beating me and I am not safe")

    assert "get to where other people are" in anna.last.text


async def test_operators_are_told_without_a_name_or_a_word_of_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await in_distress(anna)

    assert "great distress" in olga.last.text
    assert "anna" not in olga.heard
    assert "kill" not in olga.heard
    assert olga.sees_button("Look privately")
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.last.text


async def test_with_her_yes_it_is_first_on_the_desk_and_a_person_may_write(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    bea = await playing.member(court, "bea")
    await playing.task_of(court, bea)
    await bea.says("I did all of it, slowly, and I am glad that I did.")
    await in_distress(anna)
    await anna.presses("let a person read it")
    await olga.says("/desk")

    assert WORDS in olga.last.text
    assert "no play" in olga.last.text
    await olga.presses("Write")
    await olga.fills(text="This is Olga, a person. Are you safe?")
    assert anna.last.text == "This is Olga, a person. Are you safe?"
    assert anna.last.message.by is Speaker.SAFETY
    await olga.presses("Looked after")
    assert WORDS not in olga.heard
    [confession] = await kept(court, anna)
    assert (await state(court, confession)).answered_by == (await olga.person()).id
    assert confession.domme_rating is None


async def test_kept_to_herself_nobody_reads_it_and_it_is_gone(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await in_distress(anna)
    await anna.presses("keep it to myself")

    assert await kept(court, anna) == []
    assert (await anna.user()).confession_count == 0
    await olga.says("/desk")
    assert WORDS not in olga.heard
    await anna.presses("a person to write")
    assert (await anna.person()).contact_wanted_at is not None


@pytest.mark.parametrize(("answer", "left"), [("let a person", 1), ("to myself", 0)])
async def test_a_recording_that_came_with_it_waits_for_her_word(
    court: ScriptedCourt, answer: str, left: int
) -> None:
    anna = await playing.member(court)
    await anna.says("/confess")
    await anna.sends(playing.recording(), mime="audio/wav", caption=WORDS)
    await anna.presses(answer)

    async with court.storage.read() as tx:
        found = await tx.all(select(VaultBlob))
    assert [blob.expires_at for blob in found] == [None] * left
    contents = [await opened(court, each) for each in await kept(court, anna)]
    assert contents == [f"vault:{blob.id}" for blob in found]


async def test_words_after_the_command_are_heard_too_even_while_stopped(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.stops()
    await anna.says(f"/confess {WORDS}")

    assert "not your persona" in anna.last.text


async def test_outside_a_confession_the_same_words_are_not_looked_for(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.TEXT)
    await anna.says(WORDS)

    assert (await anna.person()).stopped_at is None
