"""A broadcast under way: stopped, interrupted; and what members do while it waits for them."""

from datetime import timedelta

import pytest

from handlers.operator.broadcast import progress, unfolding
from storage.enums import OutboxStatus, Role
from storage.tables import Operator
from tests.support import playing
from tests.support.broadcasting import WORDS, campaigns, composed, crowd, done, reached, rows
from tests.support.court import Chatter, ScriptedCourt

TAG = "morning-ritual"


@pytest.mark.slow
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


async def does(court: ScriptedCourt, anna: Chatter, act: str) -> None:
    """What a member may do while a broadcast waits for her."""
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


ACTS = pytest.mark.parametrize("act", ["stops", "pauses", "limits", "changes persona", "is held"])


@ACTS
async def test_what_a_member_does_in_her_sleep_counts_when_she_wakes(court: ScriptedCourt, act: str) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, quiet_from=600, quiet_to=840)
    await composed(olga, tag=TAG)
    await olga.presses("Send it")
    await court.tick()
    await does(court, anna, act)
    await court.pass_time(timedelta(hours=3), step=timedelta(minutes=30))

    assert WORDS not in anna.heard
    assert await rows(court) == []
    assert (await campaigns(court))[0].finished_at is not None


async def test_who_stopped_meanwhile_and_came_back_gets_none_of_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court, quiet_from=600, quiet_to=1430)
    await composed(olga)
    await olga.presses("Send it")
    await court.tick()
    await anna.stops()
    await playing.change(court, anna, cooloff_until=court.clock.court() + timedelta(hours=1))
    await court.pass_time(timedelta(hours=2))
    await anna.says("/resume")
    await anna.presses("Come back")
    await court.pass_time(timedelta(hours=12), step=timedelta(hours=4))

    assert (await anna.person()).stopped_at is None
    assert WORDS not in anna.heard
    assert (await campaigns(court))[0].skipped == {"stopped": 1}


@ACTS
async def test_what_a_member_does_while_it_is_queued_for_her_counts(court: ScriptedCourt, act: str) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1)
    await anna.says("/start")
    await composed(olga, tag=TAG)
    await olga.presses("Send it")
    bulk = court.engine.courier._lanes
    court.engine.courier._lanes = []  # nobody carries broadcasts
    await court.tick()
    assert [row.status for row in await rows(court)] == [OutboxStatus.QUEUED]
    await does(court, anna, act)
    court.engine.courier._lanes = bulk
    await court.pass_time(timedelta(minutes=3), step=timedelta(minutes=1))

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
        patched.setattr(progress, "go_on", breaks)
        patched.setattr(unfolding, "AHEAD", 1)
        await court.engine.jobs.sweep()
    assert await rows(court) == []
    await done(court)

    assert [anna.heard.count(WORDS) for anna in members] == [1] * 3


async def test_whose_operator_is_erased_ends_there_and_nothing_is_kept_of_its_words(
    court: ScriptedCourt,
) -> None:
    olga, sleeper = await playing.operator(court), await playing.member(court, quiet_from=600, quiet_to=840)
    [awake] = await crowd(court, 1)
    await composed(olga)
    await olga.presses("Send it")
    bulk = court.engine.courier._lanes
    court.engine.courier._lanes = []  # nobody carries broadcasts
    await court.tick()
    await composed(olga)  # a draft
    await olga.says("/forget")
    await olga.presses("Erase")
    court.engine.courier._lanes = bulk
    await court.pass_time(timedelta(hours=3), step=timedelta(hours=1))

    assert WORDS not in awake.heard + sleeper.heard
    [campaign] = await campaigns(court)
    assert (campaign.message, campaign.next_at, campaign.cancelled) == (None, None, 1)
    assert campaign.finished_at is not None


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
