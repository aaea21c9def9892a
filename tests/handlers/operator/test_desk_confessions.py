"""Confessions on the desk: answered once, in the persona's name, in words or by voice."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.chat.outgoing import Speaker
from storage.enums import ContentType, Role
from storage.tables import AdminLog, Operator, VaultBlob
from tests.support import playing
from tests.support.confiding import WORDS, confess, kept, opened, state
from tests.support.court import Chatter, ScriptedCourt, media_of


async def logged(court: ScriptedCourt, kind: str) -> list[AdminLog]:
    """The log's entries of a kind."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(AdminLog).where(col(AdminLog.kind) == kind)))


async def choose(olga: Chatter, stars: int = 4) -> None:
    """Open the desk and give stars; what the persona says is asked next."""
    await playing.look(olga)
    await olga.presses(f"{stars} ★")


async def test_a_confession_is_shown_with_the_limits_beside_it_and_the_look_is_logged(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    tag = next(iter(court.house.content.tags)).key
    anna = await playing.member(court, hard=[tag])
    await confess(anna)
    await olga.says("/desk")

    assert "1 confession" in olga.heard
    for words in ("anna", "Madame Octavia", WORDS, court.house.content.tags.label(tag)):
        assert words in olga.last.text
    [look] = await logged(court, "look.confession")
    assert look.subject_id == (await anna.person()).id


async def test_the_member_hears_the_answer_in_her_personas_voice(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await choose(olga)
    await olga.says("Well said. Say it again tomorrow.")

    assert anna.last.message.by is Speaker.PERSONA
    assert "Well said. Say it again tomorrow." in anna.last.text
    assert "★★★★☆" in anna.last.text
    [confession] = await kept(court, anna)
    assert confession.domme_rating == 4
    assert await opened(court, confession, "domme_comment") == "Well said. Say it again tomorrow."
    assert WORDS not in olga.heard
    assert len(await logged(court, "confession.answered")) == 1


async def test_an_answer_by_voice_becomes_the_members_own(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await choose(olga, 5)
    await olga.sends(playing.recording(), mime="audio/wav")

    [medium] = media_of(anna.last)
    assert medium.protected
    assert anna.last.message.by is Speaker.PERSONA
    [confession] = await kept(court, anna)
    assert (await state(court, confession)).comment_type is ContentType.AUDIO
    assert await opened(court, confession, "domme_comment") == f"vault:{medium.blob}"
    async with court.storage.read() as tx:
        [blob] = await tx.all(select(VaultBlob))
    assert (blob.person_id, blob.expires_at) == ((await anna.person()).id, None)


@pytest.mark.parametrize("silent", [True, False], ids=["silence", "a photo"])
async def test_what_is_no_answer_is_asked_for_again(court: ScriptedCourt, silent: bool) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await choose(olga)
    await olga.sends(playing.recording(silent=True) if silent else playing.picture())

    assert "record" in olga.last.text
    async with court.storage.read() as tx:
        assert await tx.all(select(VaultBlob)) == []
    await olga.says("x" * 1001)
    assert "1000" in olga.last.text
    assert (await kept(court, anna))[0].domme_rating is None


async def test_the_second_of_two_operators_is_told_who_was_first(court: ScriptedCourt) -> None:
    olga, otto = await playing.operator(court), await playing.operator(court, "otto")
    anna = await playing.member(court)
    await confess(anna)
    await choose(olga, 2)
    await choose(otto, 5)
    await olga.says("Mine.")
    await otto.says("No, mine.")

    assert "olga was first" in otto.heard
    [confession] = await kept(court, anna)
    assert (confession.domme_rating, await opened(court, confession, "domme_comment")) == (2, "Mine.")
    assert anna.heard.count("★★☆☆☆") == 1
    assert "No, mine." not in anna.heard


async def test_of_two_answers_at_the_same_moment_one_counts(court: ScriptedCourt) -> None:
    olga, otto = await playing.operator(court), await playing.operator(court, "otto")
    anna = await playing.member(court)
    await confess(anna)
    await choose(olga)
    await choose(otto)
    await asyncio.gather(olga.says("One."), otto.says("Two."))
    await court.engine.settle()

    assert ("One." in anna.heard) != ("Two." in anna.heard)
    assert ("olga was first" in otto.heard) != ("otto was first" in olga.heard)


async def test_nobody_answers_what_she_confessed_herself(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await confess(anna)
    async with court.storage.begin() as tx:
        person = await anna.person()
        tx.add(Operator(person_id=person.id, name="anna", role=Role.OWNER, created_at=court.clock.wall()))
    await anna.says("/desk")

    assert "Nothing is waiting" in anna.last.text


async def test_another_personas_operator_sees_nothing_of_it(court: ScriptedCourt) -> None:
    hana = await playing.operator(court, "hana", personas=["hale"])
    anna = await playing.member(court)
    await confess(anna)
    await hana.says("/desk")

    assert "Nothing is waiting" in hana.last.text


async def test_an_answer_begun_before_a_stop_is_not_given(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await confess(anna)
    await choose(olga)
    await anna.stops()
    await olga.says("Well said.")

    assert "nobody answers it now" in olga.heard
    assert "Well said." not in anna.heard
    assert (await kept(court, anna))[0].domme_comment is None


async def test_an_answer_waits_for_the_end_of_quiet_hours_and_hides_in_discreet_mode(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, quiet_from=660, quiet_to=840, discreet=True)
    await confess(anna)
    await choose(olga)
    await olga.says("Well said.")
    assert "Well said." not in anna.heard
    await court.pass_time(timedelta(hours=3))
    assert "A message is waiting for you." in anna.last.text
    await anna.presses("Open")

    assert "Well said." in anna.last.text
