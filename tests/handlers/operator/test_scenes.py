"""/scene: made of an audio message, heard before it goes live, priced, put into other words, retired."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage.tables import AdminLog, Operator, VaultBlob
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.scenes import (
    ABOUT,
    LEDGER,
    NAME,
    SPOKEN,
    hears,
    ledger,
    looks_at,
    made,
    owned,
    placed,
    plays,
    rich,
    shelved,
    unlocks,
)


async def kinds(court: ScriptedCourt) -> list[str]:
    """What the log says was done with scenes, in order."""
    async with court.storage.read() as tx:
        found = select(AdminLog.kind).where(col(AdminLog.kind).startswith("scene."))
        return list(await tx.all(found.order_by(col(AdminLog.id))))


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """What the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def opens(olga: Chatter, name: str, *presses: str) -> None:
    """She opens a scene and presses these."""
    await olga.says("/scene")
    await olga.presses(name)
    for label in presses:
        await olga.presses(label)


async def test_an_audio_message_becomes_a_scene_that_is_heard_before_it_goes_live(
    court: ScriptedCourt,
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    scene = await made(court, olga, kind="CamGirl", tag="praise", tier="Accepted", sample=True, live=False)
    assert (scene.name, scene.domme_persona, scene.type.value, scene.token_cost) == (
        NAME,
        "octavia",
        "CamGirl",
        7,
    )
    found = await shelved(court)
    assert found is not None
    details = found[1]
    assert (details.description, details.transcript, details.tags, details.min_tier) == (
        ABOUT,
        SPOKEN,
        ["praise"],
        "Accepted",
    )
    assert [f"vault:{medium.blob}" for medium in media_of(olga.last)] == [
        scene.audio_url,
        details.preview_url,
    ]
    assert [(blob.expires_at, blob.mime) for blob in await blobs(court)] == [(None, "audio/ogg")] * 2
    await anna.says("/scenes")
    assert NAME not in anna.last.text
    await olga.presses("Put it on the shelf")
    await looks_at(anna, NAME)

    assert "For the tier Accepted and above" in anna.last.text
    assert [f"vault:{medium.blob}" for medium in media_of(anna.last)] == [details.preview_url]
    assert await kinds(court) == ["scene.made", "scene.live"]


@pytest.mark.parametrize("how", ["thrown away", "cancelled", "forgotten"])
async def test_recordings_that_become_no_scene_are_destroyed(court: ScriptedCourt, how: str) -> None:
    olga = await playing.operator(court)
    if how == "thrown away":
        await made(court, olga, sample=True, live=False)
        await olga.presses("Throw it away")
        assert await shelved(court) is None
    else:
        await olga.says("/scene")
        await olga.presses("New scene")
        await olga.sends(playing.recording(), mime="audio/wav")
        if how == "cancelled":
            await olga.presses("Cancel")
        else:
            await court.pass_time(timedelta(hours=25))

    assert await blobs(court) == []


async def test_what_is_live_is_not_thrown_away_by_an_old_button(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await made(court, olga, live=False)
    await opens(olga, NAME, "Put it on the shelf")
    await olga.presses("Throw it away")
    assert await shelved(court) is not None


@pytest.mark.parametrize("words", ["-1", "much", "10001"])
async def test_a_price_is_a_whole_number_within_bounds(court: ScriptedCourt, words: str) -> None:
    olga = await playing.operator(court)
    await opens(olga, LEDGER, "Change the price")
    await olga.says(words)
    assert "whole number from 0 to 10000" in olga.last.text
    found = await shelved(court, LEDGER)
    assert found is not None
    assert found[0].token_cost == 5


async def test_price_and_words_that_an_operator_set_stay_whatever_the_pack_says(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await opens(olga, LEDGER, "Change the price", "25")
    await olga.presses("Change the words")
    await olga.says("Her book, at your page.")
    await anna.says("/scenes")

    assert "“The Ledger” · Standard · 25 tokens\nHer book, at your page." in anna.last.text
    assert await kinds(court) == ["scene.cost", "scene.about"]


async def test_what_is_retired_stays_with_who_owns_it(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await rich(court, anna)
    await unlocks(anna)
    await looks_at(anna, "Eleven Stairs")
    await anna.presses("Unlock ·")
    for name in (LEDGER, "Eleven Stairs"):
        await opens(olga, name, "Retire", "Retire it")
    await anna.presses("Yes, unlock it")
    assert "does not stand on your shelf" in anna.last.text
    await anna.says("/scenes")
    assert LEDGER not in anna.last.text
    await plays(anna)

    assert len(hears(anna)) == 2
    assert await ledger(court, anna) == [-5]
    assert len(await owned(court, anna)) == 1
    await olga.says("/scene")
    assert not any(LEDGER in choice.label for choice in olga.last.buttons)


async def test_it_is_told_how_many_unlocked_and_finished_it(court: ScriptedCourt) -> None:
    olga, anna, bea = (
        await playing.operator(court),
        await playing.member(court),
        await playing.member(court, "bea"),
    )
    for each in (anna, bea):
        await rich(court, each)
        await unlocks(each)
    await anna.presses("Finished")
    await opens(olga, LEDGER)
    assert "Unlocked by 2, finished by 1." in olga.last.text


async def test_another_personas_operator_sees_and_changes_nothing_of_it(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    hana = await playing.operator(court, "hana", personas=["hale"])
    await opens(olga, LEDGER)
    await hana.says("/scene")
    assert not any("Octavia" in choice.label for choice in hana.last.buttons)
    await hana.presses("New scene")
    await hana.sends(playing.recording(), mime="audio/wav")
    assert "Its name" in hana.last.text
    await placed(court, hana, persona="hale")
    await opens(hana, NAME)
    async with court.storage.begin() as tx:
        row = await tx.get(Operator, (await hana.person()).id)
        assert row is not None
        row.personas = ["octavia"]
    await hana.presses("Retire")
    assert "not yours to run" in hana.last.text


async def test_members_know_no_such_command(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/scene")
    assert "not known here" in anna.last.text
