"""/scenes: a shelf that keeps to limits and says its conditions, and what is unlocked is hers for good."""

from datetime import timedelta

import pytest

from bot.platforms.port import Refused
from handlers.chat.incoming import Press
from storage.enums import Platform
from tests.support import playing
from tests.support.court import ScriptedCourt, media_of
from tests.support.scenes import (
    LEDGER,
    NAME,
    hears,
    ledger,
    looks_at,
    owned,
    placed,
    plays,
    rich,
    shelved,
    stands_at,
    unlocks,
)


async def test_the_shelf_says_name_type_price_words_and_conditions(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/scenes")

    assert "“The Ledger” · Standard · 5 tokens\nShe opens her book" in anna.last.text
    assert "For the tier Devoted and above; you stand at Watched." in anna.last.text
    assert "You hold 0 tokens" in anna.last.text
    assert anna.last.text.split("\n")[0] in court.house.content.lines["octavia"].variants["scenes_shelf"]
    assert "The Workshop" not in anna.last.text


async def test_other_shelves_go_by_type_and_by_persona(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/scenes")
    await anna.presses("Other shelves")
    await anna.presses("CamGirl (1)")
    assert "The Dressing Table" in anna.last.text
    assert LEDGER not in anna.last.text
    await anna.presses("Other shelves")
    await anna.presses("By Mr Hale")
    assert "The Workshop" in anna.last.text
    assert "Only for those whose persona is Mr Hale." in anna.last.text


async def test_a_long_shelf_has_pages(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    for _ in range(2):
        await placed(court, olga, cost=90)
    await anna.says("/scenes")
    assert anna.last.text.count("90 tokens") == 1
    await anna.presses("Next")
    assert anna.last.text.count("90 tokens") == 1
    await anna.presses("Back")
    assert LEDGER in anna.last.text


async def test_unlocking_shows_price_and_balance_takes_a_yes_and_plays(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock · 5 tokens")
    assert "The price: 5 tokens" in anna.last.text
    assert "You hold 30 tokens; 25 are left then." in anna.last.text
    assert await owned(court, anna) == []
    await anna.presses("Yes, unlock it")

    [(own, unlock)] = await owned(court, anna)
    assert (own.unlocked_at, own.completed_at, unlock.delivered_at) == (
        court.clock.court(),
        None,
        court.clock.court(),
    )
    assert await ledger(court, anna) == [-5]
    [medium] = media_of(anna.last)
    assert (medium.asset, medium.protected) == ("octavia/scene_the_ledger.ogg", True)
    lines = court.house.content.lines["octavia"].variants["scene_unlocked"]
    assert anna.last.text.split("\n")[0] in [line.replace("{scene}", LEDGER) for line in lines]


async def test_finished_is_remembered_once_and_the_persona_has_a_line(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    done = Press(anna.button("Finished").token)
    await anna.does(done)
    first = court.clock.court()
    lines = court.house.content.lines["octavia"].variants["scene_finished"]
    assert anna.last.text in [line.replace("{scene}", LEDGER) for line in lines]
    await court.pass_time(timedelta(days=1))
    await anna.does(done)

    [(own, _)] = await owned(court, anna)
    assert own.completed_at == first


async def test_what_is_hers_is_listed_and_heard_again_at_no_cost(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await anna.presses("Finished")
    await plays(anna)

    assert "unlocked on 02 Mar 2026, finished on 02 Mar 2026" in anna.heard
    assert len(hears(anna)) == 2
    assert not anna.sees_button("Finished")
    await looks_at(anna, "✓ The Ledger")
    assert "It is yours already" in anna.last.text
    assert await ledger(court, anna) == [-5]


async def test_whoever_unlocks_twice_pays_once(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    for _ in range(2):
        await anna.presses("Unlock ·")
        await looks_at(anna, LEDGER)
    tokens = {c.token for b in anna.bubbles for c in b.buttons if c.label == "Yes, unlock it"}
    assert len(tokens) == 2
    for token in tokens:
        await anna.does(Press(token))

    assert await ledger(court, anna) == [-5]
    assert len(await owned(court, anna)) == 1


async def test_too_few_tokens_say_how_many_are_missing_and_lead_to_more(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna, 3)
    await looks_at(anna, LEDGER)
    assert "2 tokens are missing" in anna.last.text
    assert not anna.sees_button("Unlock ·")
    await anna.presses("Tokens")
    assert "You hold 3 tokens." in anna.last.text


async def test_a_free_scene_needs_no_tokens_and_is_given_back_like_any_other(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await placed(court, olga, cost=0)
    court.platform.mute = Refused("No voices here.")
    await looks_at(anna, NAME)
    await anna.presses("Unlock · free")
    await anna.presses("Yes, unlock it")
    await court.tick()
    assert await owned(court, anna) == []
    court.platform.mute = None
    await unlocks(anna, NAME)

    assert len(await owned(court, anna)) == 1
    assert sum(await ledger(court, anna)) == 0


async def test_tier_and_persona_open_what_they_are_asked_for(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna, 100)
    await looks_at(anna, "An Audience")
    assert not anna.sees_button("Unlock ·")
    await stands_at(court, anna, "Devoted")
    await unlocks(anna, "An Audience")
    assert len(await owned(court, anna)) == 1
    await anna.says("/scenes")
    await anna.presses("Other shelves")
    await anna.presses("By Mr Hale")
    await anna.presses("After Hours")
    assert "Only for those whose persona is Mr Hale." in anna.last.text
    assert not anna.sees_button("Unlock · 60")


async def test_somebody_elses_standard_scene_is_played_by_the_court(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await anna.says("/scenes")
    await anna.presses("Other shelves")
    await anna.presses("By Mr Hale")
    await anna.presses("The Workshop")
    await anna.presses("Unlock ·")
    await anna.presses("Yes, unlock it")

    assert "“The Workshop”, spoken by Mr Hale." in anna.last.text
    assert media_of(anna.last)


async def test_a_condition_that_fell_away_before_the_yes_keeps_it_closed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna, 100)
    await stands_at(court, anna, "Devoted")
    await looks_at(anna, "An Audience")
    await anna.presses("Unlock ·")
    await stands_at(court, anna, "Watched")
    await anna.presses("Yes, unlock it")

    assert "For the tier Devoted and above; you stand at Watched." in anna.last.text
    assert await ledger(court, anna) == []


async def test_a_price_changed_meanwhile_is_asked_for_again(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await rich(court, anna)
    await placed(court, olga)
    await looks_at(anna, NAME)
    await anna.presses("Unlock · 7 tokens")
    await olga.says("/scene")
    await olga.presses(NAME)
    await olga.presses("Change the price")
    await olga.says("9")
    await anna.presses("Yes, unlock it")
    assert "The price has changed" in anna.heard
    assert await ledger(court, anna) == []
    await anna.presses("Yes, unlock it")

    assert await ledger(court, anna) == [-9]


async def test_the_statement_names_what_was_unlocked(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await anna.says("/tokens")
    await anna.presses("Statement")

    assert "-5  “The Ledger” unlocked" in anna.last.text


@pytest.mark.parametrize("platform", [Platform.DISCORD, Platform.TELEGRAM])
async def test_tokens_from_anywhere_unlock_everywhere(court: ScriptedCourt, platform: Platform) -> None:
    anna = await playing.member(court, platform=platform)
    await rich(court, anna)
    await unlocks(anna)
    assert len(hears(anna)) == 1


async def test_a_scene_of_a_pack_stands_on_the_shelf_once(court: ScriptedCourt) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    await anna.says("/scenes")
    first = await shelved(court, LEDGER)
    await bea.says("/scenes")
    assert first is not None
    assert (await shelved(court, LEDGER)) == first
