"""What is taken back while it is being sent, and comes back from the platform, is not tried again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.platforms.port import Parcel, Receipt, TryLater
from handlers.member.settings.limits import keep_limits
from handlers.operator.broadcast import progress
from storage.tables import Campaign
from tests.support import dropping, playing
from tests.support.broadcasting import WORDS, campaigns, composed, crowd, done, reached
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scenes import LEDGER, hears, ledger, looks_at, rich
from tests.support.scripted import ScriptedPlatform

TAG = "praise"
Act = Callable[[], Awaitable[object]]


def comes_back(name: str, meanwhile: Act, patch: pytest.MonkeyPatch) -> None:
    """The platform asks to be tried later with the first message of such a name; ``meanwhile`` happens
    before it says so."""
    send = ScriptedPlatform.send
    happened: list[Parcel] = []

    async def busy(port: ScriptedPlatform, parcel: Parcel) -> Receipt:
        if not happened and (parcel.ref or "").startswith(name):
            happened.append(parcel)
            await meanwhile()
            raise TryLater(20)
        return await send(port, parcel)

    patch.setattr(ScriptedPlatform, "send", busy)


async def draws_the_line(court: ScriptedCourt, anna: Chatter) -> None:
    """What is sent touches a hard limit from now on."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await keep_limits(turn, {"hard": [TAG], "soft": [], "words": ""})


async def a_while(court: ScriptedCourt) -> None:
    await court.pass_time(timedelta(minutes=3), step=timedelta(minutes=1))


async def test_of_a_broadcast_that_was_stopped(court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1)
    await composed(olga)

    async def stopped() -> None:
        async with court.engine.turns.about((await olga.person()).id) as turn:
            campaign = await turn.tx.get(Campaign, (await campaigns(court))[0].id)
            assert campaign is not None
            await progress.stop(turn, campaign)

    comes_back("campaign:", stopped, monkeypatch)
    await olga.presses("Send it")
    await done(court)

    assert (WORDS in anna.heard, await reached(court)) == (False, set())
    assert (await campaigns(court))[0].cancelled == 1


async def test_of_a_broadcast_past_a_new_hard_limit(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, [anna] = await playing.operator(court), await crowd(court, 1)
    await composed(olga, tag=TAG)
    comes_back("campaign:", lambda: draws_the_line(court, anna), monkeypatch)
    await olga.presses("Send it")
    await done(court)

    assert WORDS not in anna.heard


async def test_of_a_drop_past_a_new_hard_limit(court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    drop = await dropping.made(court, olga, tag=TAG)
    comes_back("drop:", lambda: draws_the_line(court, anna), monkeypatch)
    assert await dropping.sent(court, anna, drop) is None
    await a_while(court)

    assert dropping.NAME not in anna.heard
    assert await dropping.got(court, anna) == []


async def test_of_a_scene_that_was_given_back(court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    comes_back("scene:", lambda: draws_the_line(court, anna), monkeypatch)
    await anna.presses("Yes, unlock it")
    await a_while(court)

    assert await ledger(court, anna) == [-5, 5]
    assert hears(anna) == []


async def test_of_a_task_that_was_withdrawn(court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await playing.member(court)
    comes_back("task:", lambda: draws_the_line(court, anna), monkeypatch)
    await playing.task_of(court, anna, tags=frozenset({TAG}), description="Count to ten.")
    await a_while(court)

    assert "Count to ten" not in anna.heard
