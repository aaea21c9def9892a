"""Voice drops reach a member closed; pressing Listen plays them in place, and /voice has them all again."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.chat.incoming import Press
from handlers.drops.sending import NotSent, Why
from storage.tables import VoiceDrop
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.dropping import NAME, SPOKEN, got, happens, made, sent


async def drop_of(court: ScriptedCourt, tag: str = "") -> VoiceDrop:
    """A drop that an operator made."""
    return await made(court, await playing.operator(court), tag=tag)


async def hard_limit(court: ScriptedCourt, anna: Chatter, tag: str) -> None:
    """Set a hard limit, by the member's own hand."""
    label = court.house.content.tags.label(tag)
    await anna.says("/limits")
    await anna.says(label)
    await anna.presses(label)
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.presses("Skip")


async def test_a_drop_arrives_closed_and_counts_as_sent_at_its_receipt(court: ScriptedCourt) -> None:
    anna, drop = await playing.member(court), await drop_of(court)
    assert await sent(court, anna, drop) is None

    assert NAME in anna.last.text
    assert SPOKEN not in anna.last.text
    assert media_of(anna.last) == ()
    [row] = await got(court, anna)
    assert (row.voice_drop_id, row.sent_at, row.opened_at) == (drop.id, court.clock.court(), None)


async def test_pressing_listen_plays_it_in_the_same_message_with_its_transcript(court: ScriptedCourt) -> None:
    anna, drop = await playing.member(court), await drop_of(court)
    await sent(court, anna, drop)
    place = anna.last.id
    await anna.presses("Listen")

    assert anna.last.id == place
    [medium] = media_of(anna.last)
    assert f"vault:{medium.blob}" == drop.audio_url
    assert (medium.transcript, medium.protected) == (SPOKEN, True)
    assert anna.last.buttons == ()


async def test_only_the_first_listening_is_remembered(court: ScriptedCourt) -> None:
    anna, drop = await playing.member(court), await drop_of(court)
    await sent(court, anna, drop)
    listen = Press(anna.button("Listen").token)
    await anna.does(listen)
    first = court.clock.court()
    await court.pass_time(timedelta(hours=1))
    await anna.does(listen)
    await anna.says("/voice")
    await anna.presses(NAME)

    [row] = await got(court, anna)
    assert row.opened_at == first


async def test_voice_lists_what_came_and_plays_it_again(court: ScriptedCourt) -> None:
    anna, drop = await playing.member(court), await drop_of(court)
    await sent(court, anna, drop)
    await anna.says("/voice")
    assert "●" in anna.button(NAME).label
    await anna.presses(NAME)
    assert media_of(anna.last)
    await anna.says("/voice")

    assert "●" not in anna.button(NAME).label


async def test_who_got_nothing_yet_is_told_so_by_her_persona(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/voice")
    assert anna.last.text in court.house.content.lines["octavia"].variants["voice_none"]


async def test_nobody_hears_what_another_got(court: ScriptedCourt) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    drop = await drop_of(court)
    await sent(court, anna, drop)
    await bea.does(Press(anna.button("Listen").token))

    assert not media_of(bea.last)
    assert (await got(court, anna))[0].opened_at is None
    assert await got(court, bea) == []


async def test_in_quiet_hours_it_waits_and_is_not_sent_before_it_arrives(court: ScriptedCourt) -> None:
    anna = await playing.member(court, quiet_from=660, quiet_to=840)
    drop = await drop_of(court)
    assert await sent(court, anna, drop) is None
    assert anna.bubbles == []
    assert await got(court, anna) == []
    await court.pass_time(timedelta(hours=2))

    assert NAME in anna.last.text
    assert [row.sent_at for row in await got(court, anna)] == [court.clock.court()]


async def test_discreetly_it_is_one_neutral_line_that_opens_into_the_closed_drop(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, discreet=True)
    await sent(court, anna, await drop_of(court))
    assert anna.last.text == "A message is waiting for you."
    await anna.presses("Open")
    assert NAME in anna.last.text
    assert (await got(court, anna))[0].opened_at is None
    await anna.presses("Listen")

    assert media_of(anna.last)
    assert (await got(court, anna))[0].opened_at is not None


async def test_a_stop_cancels_what_waits_and_closes_what_is_there(court: ScriptedCourt) -> None:
    anna, drop = await playing.member(court), await drop_of(court)
    await sent(court, anna, drop)
    listen = Press(anna.button("Listen").token)
    await playing.change(court, anna, quiet_from=660, quiet_to=840)
    await sent(court, anna, drop)
    await anna.stops()
    await court.pass_time(timedelta(hours=3))
    await anna.does(listen)
    await anna.says("/voice")

    assert not any(media_of(bubble) for bubble in anna.bubbles)
    assert [row.opened_at for row in await got(court, anna)] == [None]


async def test_what_touches_a_hard_limit_is_not_sent_and_the_tag_is_named(court: ScriptedCourt) -> None:
    anna = await playing.member(court, hard=["praise"])
    outcome = await sent(court, anna, await drop_of(court, "praise"))

    assert outcome == NotSent(Why.HARD_LIMIT, frozenset({"praise"}))
    assert anna.bubbles == []


async def test_what_touches_a_soft_limit_says_so_and_asks_by_its_button(court: ScriptedCourt) -> None:
    anna = await playing.member(court, soft=["praise"])
    await sent(court, anna, await drop_of(court, "praise"))

    assert "asked to be asked about" in anna.last.text
    assert court.house.content.tags.label("praise") in anna.last.text


@pytest.mark.parametrize("waiting", [True, False], ids=["on its way", "not yet opened"])
async def test_a_new_hard_limit_withdraws_it(court: ScriptedCourt, waiting: bool) -> None:
    hours: dict[str, Any] = {"quiet_from": 660, "quiet_to": 840} if waiting else {}
    anna = await playing.member(court, **hours)
    await sent(court, anna, await drop_of(court, "praise"))
    await hard_limit(court, anna, "praise")
    assert "free of cost: 1" in anna.heard
    await court.pass_time(timedelta(hours=3))

    assert not anna.sees_button("Listen")
    assert len(await got(court, anna)) == (0 if waiting else 1)


async def test_one_from_before_the_limit_stays_closed_in_the_list_too(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await sent(court, anna, await drop_of(court, "praise"))
    await hard_limit(court, anna, "praise")
    await anna.says("/voice")
    await anna.presses(NAME)

    assert "touches a limit of yours" in anna.last.text
    assert (await got(court, anna))[0].opened_at is None


async def test_an_event_brings_the_drop_of_its_name_in_her_personas_voice(court: ScriptedCourt) -> None:
    anna, hugo = await playing.member(court), await playing.member(court, "hugo", persona="hale")
    for somebody, persona in ((anna, "octavia"), (hugo, "hale")):
        assert await happens(court, somebody)
        assert "Punishment Notice" in somebody.last.text
        await somebody.presses("Listen")
        assert media_of(somebody.last)[0].asset == f"{persona}/drop_punishment_notice.ogg"


async def test_an_operators_own_recording_goes_before_the_packs(court: ScriptedCourt) -> None:
    anna, olga = await playing.member(court), await playing.operator(court)
    drop = await made(court, olga, "Punishment Notice")
    await happens(court, anna)
    await anna.presses("Listen")

    assert f"vault:{media_of(anna.last)[0].blob}" == drop.audio_url


async def test_an_event_without_a_drop_or_within_a_limit_brings_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court, hard=["correction"])
    assert not await happens(court, anna)
    assert not await happens(court, anna, "no_such_thing")
    assert anna.bubbles == []
