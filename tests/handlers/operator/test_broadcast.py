"""/broadcast: to whom it says it goes, it goes, once, unless somebody stops it or draws a line meanwhile."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.chat.outgoing import Say
from handlers.operator.broadcast import unfolding
from storage.tables import AdminLog
from tests.support import dropping, playing
from tests.support.broadcasting import (
    AWAKE,
    WORDS,
    campaigns,
    composed,
    crowd,
    done,
    touching,
)
from tests.support.court import ScriptedCourt, media_of

TAG = "morning-ritual"


async def test_it_is_shown_and_counted_before_it_goes_and_summed_up_after(court: ScriptedCourt) -> None:
    olga, members = await playing.operator(court), await crowd(court, 3)
    hard = await playing.member(court, "harriet", hard=[TAG], **AWAKE)
    stopped, other = await playing.member(court, "sally"), await playing.member(court, "hugo", persona="hale")
    await stopped.stops()
    await composed(olga, tag=TAG)
    assert olga.bubbles[-2].text == WORDS
    assert "Reaches now: 3\nLeft out: a hard limit: 1, stopped: 1" in olga.last.text
    assert all(WORDS not in anna.heard for anna in members)
    await olga.presses("Send it to 3")
    await done(court)

    assert all(anna.heard.count(WORDS) == 1 for anna in members)
    assert not any(WORDS in each.heard for each in (hard, stopped, other))
    assert "Broadcast done. Sent: 3, left out: 2 (a hard limit: 1, stopped: 1)" in olga.last.text
    async with court.storage.read() as tx:
        kinds = [row.kind for row in await tx.all(select(AdminLog))]
    assert kinds == ["broadcast.start"]


async def test_a_test_goes_to_oneself_alone_and_a_cancelled_one_to_nobody(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1)
    await composed(olga)
    before = len(olga.bubbles)
    await olga.presses("Test to myself")
    assert WORDS in olga.since(before)
    await olga.presses("Cancel")
    await court.tick()

    assert WORDS not in anna.heard
    assert await campaigns(court) == []


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        (["Any tier", "Any tag", "However long"], {"member0", "member1"}),
        (["Watched", "Any tag", "However long"], {"member0", "member1"}),
        (["Devoted", "Any tag", "However long"], set()),
        (["Any tier", TAG, "However long"], {"member1"}),
        (["Any tier", "Any tag", "7 days"], {"member0"}),
    ],
)
async def test_only_those_are_reached_who_fit_the_filter(
    court: ScriptedCourt, answers: list[str], names: set[str]
) -> None:
    olga, members = await playing.operator(court, personas=["octavia"]), await crowd(court, 2)
    await members[1].says("/tags")
    label = court.house.content.tags.label(TAG)
    await members[1].says(label)
    await members[1].presses(label)
    await members[1].presses("Done")
    await court.pass_time(timedelta(days=10))
    await members[0].says("/me")
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    await olga.presses("Only some")
    for each in answers:
        if each == TAG:
            await olga.says(label)
        else:
            await olga.presses(each)
    await olga.says(WORDS)
    await olga.presses("Done")
    assert f"Reaches now: {len(names)}" in olga.last.text
    if names:
        await olga.presses("Send it")
        await done(court)

    assert {anna.name for anna in members if WORDS in anna.heard} == names


async def test_a_photo_goes_with_its_words(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court, personas=["octavia"]), await crowd(court, 1)
    await olga.says("/broadcast")
    await olga.presses("New broadcast")
    await olga.presses("Everybody")
    await olga.sends(playing.recording(), mime="audio/wav")
    assert "one photo" in olga.last.text
    await olga.sends(playing.picture(), mime="image/png", caption="Look at this.")
    await olga.presses("Done")
    assert media_of(olga.bubbles[-2])
    await olga.presses("Send it")
    await done(court)

    [medium] = media_of(anna.last)
    assert anna.last.text.startswith("Look at this.")
    assert await court.house.blobs.read(uuid.UUID(medium.blob))


async def test_a_drop_goes_as_drops_do_and_who_listened_is_counted(court: ScriptedCourt) -> None:
    olga, members = await playing.operator(court), await crowd(court, 2)
    hard = await playing.member(court, "harriet", hard=[TAG], **AWAKE)
    await olga.says("/drops")
    await olga.presses("Morning Call · Madame")
    await olga.presses("Send to many")
    await olga.presses("Everybody")
    await touching(olga, "")
    assert "Reaches now: 2\nLeft out: a hard limit: 1" in olga.last.text, "what the drop touches counts"
    await olga.presses("Listen")
    assert media_of(olga.last)
    await olga.presses("Send it to 2")
    await done(court)
    await members[0].presses("Listen")
    await members[0].says("/voice")
    await members[0].presses("Morning Call")

    assert [len(await dropping.got(court, anna)) for anna in (*members, hard)] == [1, 1, 0]
    await olga.says("/broadcast")
    assert "Listened to by 1 (50 %)." in olga.last.text


async def test_discreet_members_see_one_neutral_line(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1, discreet=True)
    await composed(olga)
    await olga.presses("Send it")
    await done(court)
    assert WORDS not in anna.heard
    await anna.presses("Open")

    assert WORDS in anna.heard


async def test_the_bar_is_amended_in_place_and_not_too_often(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfolding, "CHUNK", 1)
    monkeypatch.setattr(unfolding, "AHEAD", 1)
    olga, _ = await playing.operator(court), await crowd(court, 4)
    await composed(olga)
    await olga.presses("Send it")
    bar = olga.last
    notes = [bar.text]
    for _ in range(8):
        await court.pass_time(timedelta(seconds=1))
        notes += [bar.text] if bar.text != notes[-1] else []

    assert isinstance(bar.message, Say)
    assert 1 < len(notes) <= 4
    assert sum("Broadcast to members" in bubble.text for bubble in olga.bubbles) == 1


async def test_operators_reach_and_see_only_their_own(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1)
    hana = await playing.operator(court, "hana", personas=["hale"])
    hugo = await playing.member(court, "hugo", persona="hale", **AWAKE)
    await composed(olga, whom="All of mine")
    assert "Reaches now: 2" in olga.last.text
    await composed(hana, words="Stand straight.")
    assert "Reaches now: 1" in hana.last.text
    await hana.presses("Send it")
    await olga.presses("Send it")
    await hana.says("/broadcast")
    assert not hana.sees_button("Stop: The house")
    await done(court)

    assert ("Stand straight." in anna.heard, "Stand straight." in hugo.heard) == (False, True)
    await hana.says("/broadcast")
    assert WORDS not in hana.last.text
    assert "Stand straight." in hana.last.text
    await anna.says("/broadcast")
    assert "not known here" in anna.last.text


async def test_own_words_about_limits_are_a_number_to_think_of(court: ScriptedCourt) -> None:
    olga, [anna, _] = await playing.operator(court), await crowd(court, 2)
    await anna.says("/limits")
    for button in ("Done", "Done"):
        await anna.presses(button)
    await anna.says("No bells, ever.")
    await composed(olga)

    assert "1 of them wrote about their limits" in olga.last.text
    assert olga.sees_button("I thought of their words")
