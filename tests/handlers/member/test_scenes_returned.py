"""What cannot be delivered is given back by itself, told, and can be unlocked anew."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.platforms.port import Blocked, Refused
from handlers.member.settings.limits import keep_limits
from handlers.recordings import blob_of
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.money import Till, till
from tests.support.scenes import LEDGER, NAME, hears, ledger, looks_at, owned, placed, plays, rich, unlocks

SILENT = Refused("No voices here.")


async def buyer(court: ScriptedCourt) -> Chatter:
    """A member with tokens."""
    anna = await playing.member(court)
    await rich(court, anna)
    return anna


async def test_a_dead_letter_is_paid_back_told_and_can_be_bought_again(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    court.platform.mute = SILENT
    await unlocks(anna)
    await court.tick()

    assert "“The Ledger” could not be delivered. The 5 tokens it cost are yours again" in anna.last.text
    assert await owned(court, anna) == []
    assert await ledger(court, anna) == [-5, 5]
    await anna.says("/tokens")
    await anna.presses("Statement")
    assert "+5  returned: “The Ledger” unlocked" in anna.last.text
    court.platform.mute = None
    await unlocks(anna)
    await court.tick()
    assert len(hears(anna)) == 1
    assert await ledger(court, anna) == [-5, 5, -5]


async def test_what_has_arrived_once_is_never_paid_back_for_a_later_failure(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    await unlocks(anna)
    court.platform.mute = SILENT
    await plays(anna)
    await court.tick()

    assert await ledger(court, anna) == [-5]
    assert len(await owned(court, anna)) == 1


async def test_discreetly_the_news_is_one_neutral_line(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    await playing.change(court, anna, discreet=True)
    court.platform.mute = SILENT
    await unlocks(anna)
    await court.tick()
    assert anna.last.text == "A message is waiting for you."
    await anna.presses("Open")
    assert "could not be delivered" in anna.last.text


async def test_in_quiet_hours_the_tokens_come_back_at_once_and_the_news_later(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    await playing.change(court, anna, quiet_from=660, quiet_to=840)
    court.platform.mute = SILENT
    await unlocks(anna)
    await court.tick()
    assert await ledger(court, anna) == [-5, 5]
    assert "could not be delivered" not in anna.heard
    await court.pass_time(timedelta(hours=2))
    assert "could not be delivered" in anna.heard


async def test_blocking_the_bot_before_it_arrives_pays_it_back(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    court.platform.mute = Blocked()
    await anna.presses("Yes, unlock it")
    await court.tick()

    assert (await anna.person()).stopped_at is not None
    assert await ledger(court, anna) == [-5, 5]
    assert await owned(court, anna) == []


@pytest.mark.parametrize("how", ["index", "file"])
async def test_a_recording_that_is_gone_before_the_yes_or_on_the_way_costs_nothing(
    court: ScriptedCourt, tmp_path: Path, how: str
) -> None:
    olga, anna = await playing.operator(court), await buyer(court)
    scene = await placed(court, olga)
    await looks_at(anna, NAME)
    await anna.presses("Unlock ·")
    blob = blob_of(scene.audio_url)
    assert blob is not None
    if how == "index":
        await court.house.blobs.destroy([blob])
    else:
        [file] = (tmp_path / "vault").rglob(f"*{blob.hex}*")
        file.unlink()
    await anna.presses("Yes, unlock it")
    await court.tick()

    assert await owned(court, anna) == []
    assert sum(await ledger(court, anna)) == 0
    assert ("nothing was taken" if how == "index" else "could not be delivered") in anna.heard


@pytest.mark.parametrize("heard", [True, False], ids=["finished", "not finished"])
async def test_a_recording_lost_later_is_paid_back_to_who_has_not_finished_it(
    court: ScriptedCourt, heard: bool
) -> None:
    olga, anna = await playing.operator(court), await buyer(court)
    scene = await placed(court, olga)
    await unlocks(anna, NAME)
    if heard:
        await anna.presses("Finished")
    blob = blob_of(scene.audio_url)
    assert blob is not None
    await court.house.blobs.destroy([blob])
    await plays(anna, NAME)

    assert await ledger(court, anna) == ([-7] if heard else [-7, 7])
    assert ("You have heard it before" if heard else "could not be delivered") in anna.last.text


async def test_a_new_hard_limit_withdraws_what_is_on_its_way_free_of_cost(court: ScriptedCourt) -> None:
    anna = await buyer(court)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    court.platform.mute = SILENT
    court.platform.up = False
    await anna.presses("Yes, unlock it")
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await keep_limits(turn, {"hard": ["praise"], "soft": [], "words": ""})
    court.platform.mute = None
    court.platform.up = True
    await court.pass_time(timedelta(minutes=5))

    assert hears(anna) == []
    assert "touches your new limit" in anna.heard
    assert "free of cost: 1" in anna.heard
    assert await ledger(court, anna) == [-5, 5]


async def test_the_operators_erasure_leaves_nobody_paying_for_silence(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await buyer(court)
    await placed(court, olga)
    await unlocks(anna, NAME)
    await olga.says("/forget")
    await olga.presses("Erase")
    await court.pass_time(timedelta(minutes=11))
    await plays(anna, NAME)

    assert await ledger(court, anna) == [-7, 7]


async def test_who_excludes_herself_gets_back_what_never_arrived_but_not_what_did(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with till(sqlite_storage, clock, tmp_path, manual_on_telegram=True) as shop:
        anna = await bought(shop)
        await unlocks(anna, LEDGER)
        await looks_at(anna, "Eleven Stairs")
        await anna.presses("Unlock ·")
        await anna.says("/exclude")
        await anna.presses("6 months")
        shop.court.platform.up = False
        await anna.presses("Yes, unlock it")
        await anna.presses("Yes, exclude me")

        [row] = await shop.refunds()
        assert (row.tokens, row.taken, row.written_off) == (45, 45, 0)
        assert await shop.balance(anna) == 0
        assert await ledger(shop.court, anna) == [50, -5, -10, 10, -45]


async def bought(shop: Till) -> Chatter:
    """A member who bought the small pack by hand."""
    anna, olga = await shop.member(), await playing.operator(shop.court)
    await anna.says("/tokens")
    await anna.presses("5 EUR")
    await anna.presses("Ask for it")
    await olga.says("/desk")
    await olga.presses("The money is here")
    return anna
