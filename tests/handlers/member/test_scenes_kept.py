"""Scenes keep to limits and to stops; what was unlocked stays hers through all of it."""

from datetime import timedelta

from handlers.chat.incoming import Press
from storage.tables import User
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.scenes import (
    LEDGER,
    hears,
    ledger,
    looks_at,
    owned,
    plays,
    rich,
    stands_at,
    unlocks,
)


async def limit(court: ScriptedCourt, anna: Chatter, tag: str, *, soft: bool = False) -> None:
    """She sets a limit."""
    label = court.house.content.tags.label(tag)
    await anna.says("/limits")
    if soft:
        await anna.presses("Done")
    await anna.says(label)
    await anna.presses(label)
    await anna.presses("Done")
    if not soft:
        await anna.presses("Done")
    await anna.presses("Skip")


async def test_what_touches_a_hard_limit_is_never_shown_nor_sold(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    await limit(court, anna, "praise")
    await anna.presses("Yes, unlock it")
    assert "does not stand on your shelf" in anna.last.text
    await anna.says("/scenes")

    assert LEDGER not in anna.last.text
    assert await ledger(court, anna) == []


async def test_a_soft_limit_is_asked_about_first(court: ScriptedCourt) -> None:
    anna = await playing.member(court, soft=["praise"])
    await rich(court, anna)
    label = court.house.content.tags.label("praise")
    await looks_at(anna, LEDGER)
    assert label in anna.last.text
    await anna.presses("Unlock ·")
    assert f"({label}). Your yes is for this scene only" in anna.last.text
    await anna.presses("Yes, unlock it")
    assert len(hears(anna)) == 1
    await plays(anna)
    assert f"({label}). Shall it be played?" in anna.last.text
    await anna.presses("Yes, play it")

    assert len(hears(anna)) == 2


async def test_a_soft_limit_set_after_the_question_is_asked_about_before_anything_is_taken(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    await limit(court, anna, "praise", soft=True)
    await anna.presses("Yes, unlock it")
    assert "Your yes is for this scene only" in anna.last.text
    assert await ledger(court, anna) == []


async def test_a_new_hard_limit_leaves_it_hers_and_unplayed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await limit(court, anna, "praise")
    await plays(anna)

    assert "touches a limit of yours" in anna.last.text
    assert "It stays yours" in anna.last.text
    assert len(hears(anna)) == 1
    assert len(await owned(court, anna)) == 1


async def test_stopped_nothing_is_played_and_afterwards_everything_is_still_hers(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await anna.stops()
    await anna.says("/scenes")
    await playing.change(court, anna, stopped_at=None)
    assert len(hears(anna)) == 1
    await plays(anna)

    assert len(hears(anna)) == 2


async def test_a_stop_before_it_arrives_keeps_it_back_and_it_is_heard_after_the_return(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await rich(court, anna)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    court.platform.up = False
    await anna.presses("Yes, unlock it")
    await anna.stops()
    court.platform.up = True
    await court.pass_time(timedelta(hours=13))
    assert hears(anna) == []
    await anna.says("/resume")
    await anna.presses("Come back")
    await plays(anna)

    [(_, unlock)] = await owned(court, anna)
    assert unlock.delivered_at == court.clock.court()
    assert await ledger(court, anna) == [-5]


async def test_another_persona_takes_nothing_away(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await rich(court, anna, 100)
    await stands_at(court, anna, "Devoted")
    await unlocks(anna, "An Audience")
    person = await anna.person()
    async with court.storage.begin() as tx:
        user = await tx.get(User, person.id)
        assert user is not None
        user.domme_assigned = "hale"
    await plays(anna, "An Audience")

    assert len(hears(anna)) == 2
    assert "spoken by Madame Octavia" in anna.last.text


async def test_nobody_plays_what_another_unlocked(court: ScriptedCourt) -> None:
    anna, bea = await playing.member(court), await playing.member(court, "bea")
    await rich(court, anna)
    await unlocks(anna)
    await bea.does(Press(anna.button("Finished").token))

    [(own, _)] = await owned(court, anna)
    assert own.completed_at is None
    assert hears(bea) == []
