"""/broadcast: to whom it says it goes, it goes, once, unless somebody stops it or draws a line meanwhile."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.chat.outgoing import Say
from handlers.operator.broadcast import unfolding
from storage.enums import OutboxStatus, Role
from storage.tables import AdminLog, Operator
from tests.support import dropping, playing
from tests.support.broadcasting import (
    AWAKE,
    WORDS,
    campaigns,
    composed,
    crowd,
    done,
    reached,
    rows,
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


async def test_who_sleeps_gets_it_in_the_morning_and_the_end_waits_for_that(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, quiet_from=600, quiet_to=840)  # it is noon
    [awake] = await crowd(court, 1)
    await composed(olga)
    await olga.presses("Send it to 2")
    await court.tick()
    assert (WORDS in anna.heard, WORDS in awake.heard) == (False, True)
    await court.pass_time(timedelta(minutes=119), step=timedelta(minutes=7))
    assert WORDS not in anna.heard
    assert "Broadcast done" not in olga.heard
    await court.pass_time(timedelta(minutes=3), step=timedelta(minutes=1))

    assert WORDS in anna.heard
    assert "Broadcast done. Sent: 2" in olga.heard


async def test_discreet_members_see_one_neutral_line(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1, discreet=True)
    await composed(olga)
    await olga.presses("Send it")
    await done(court)
    assert WORDS not in anna.heard
    await anna.presses("Open")

    assert WORDS in anna.heard


async def test_the_stop_button_stops_what_is_not_claimed_yet(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfolding, "CHUNK", 2)
    monkeypatch.setattr(unfolding, "AHEAD", 2)
    olga, members = await playing.operator(court), await crowd(court, 6)
    sleeper = await playing.member(court, "sleeper", quiet_from=600, quiet_to=840)
    await composed(olga)
    await olga.presses("Send it to 7")
    await court.tick()
    await court.pass_time(timedelta(seconds=5))
    assert 0 < len(await reached(court)) < 7
    await olga.presses("Stop the broadcast")
    got = await reached(court)
    await done(court)
    await court.pass_time(timedelta(days=1))

    assert await reached(court) == got
    assert f"Broadcast stopped. Sent: {len(got)}" in olga.heard
    assert not olga.sees_button("Stop the broadcast")
    assert sum(WORDS in anna.heard for anna in (*members, sleeper)) == len(got)


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


@pytest.mark.parametrize("act", ["stops", "pauses", "limits", "changes persona", "is held"])
async def test_what_a_member_does_while_it_waits_for_her_counts(court: ScriptedCourt, act: str) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, quiet_from=600, quiet_to=840)
    await composed(olga, tag=TAG)
    await olga.presses("Send it")
    await court.tick()
    assert [row.status for row in await rows(court)] == [OutboxStatus.QUEUED]
    match act:
        case "stops":
            await anna.stops()
        case "pauses":
            await anna.says("/pause")
        case "limits":
            label = court.house.content.tags.label(TAG)
            await anna.says("/limits")
            await anna.says(label)
            await anna.presses(label)
            for button in ("Done", "Done", "Skip"):
                await anna.presses(button)
        case "changes persona":
            await anna.says("/settings")
            await anna.presses("Persona")
            await anna.presses("Hale")
        case _:
            await playing.change(court, anna, held_at=court.clock.court())
    await court.pass_time(timedelta(hours=3), step=timedelta(minutes=30))

    assert WORDS not in anna.heard
    assert await reached(court) == set()


async def test_a_restart_in_the_middle_loses_and_doubles_nobody(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfolding, "CHUNK", 2)
    monkeypatch.setattr(unfolding, "AHEAD", 2)
    olga, members = await playing.operator(court), await crowd(court, 7)
    await composed(olga)
    await olga.presses("Send it to 7")
    await court.engine.jobs.sweep()  # queued, and not sent
    court.engine = court._new_engine(court.engine.platforms)
    await court.engine.jobs.recover()
    await done(court)

    assert [anna.heard.count(WORDS) for anna in members] == [1] * 7


async def test_a_chunk_that_fails_leaves_nothing_behind_and_is_done_again(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, members = await playing.operator(court), await crowd(court, 3)
    await composed(olga)
    await olga.presses("Send it")

    async def breaks(*_: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(unfolding.progress, "go_on", breaks)
        patched.setattr(unfolding, "AHEAD", 1)
        await court.engine.jobs.sweep()
    assert await rows(court) == []
    await done(court)

    assert [anna.heard.count(WORDS) for anna in members] == [1] * 3


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


async def test_who_runs_the_persona_no_more_sends_no_more(court: ScriptedCourt) -> None:
    olga, [anna] = await playing.operator(court, role=Role.OWNER), await crowd(court, 1)
    await composed(olga)
    await olga.presses("Send it")
    olga_id = (await olga.person()).id
    async with court.storage.begin() as tx:
        row = await tx.get(Operator, olga_id)
        assert row is not None
        row.personas = ["hale"]
    await done(court)

    assert WORDS not in anna.heard


async def test_own_words_about_limits_are_a_number_to_think_of(court: ScriptedCourt) -> None:
    olga, [anna, _] = await playing.operator(court), await crowd(court, 2)
    await anna.says("/limits")
    for button in ("Done", "Done"):
        await anna.presses(button)
    await anna.says("No bells, ever.")
    await composed(olga)

    assert "1 of them wrote about their limits" in olga.last.text
    assert olga.sees_button("I thought of their words")
