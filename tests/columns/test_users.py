"""The columns of ``users`` that say who somebody is and what she chose."""

import json

from tests.columns.contents import column
from tests.columns.looking import held
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.playing import member, operator, recording
from tests.support.stories import onboarded

NEW_WORD = "velvet lantern"


async def chooses(anna: Chatter, line: str, words: str) -> None:
    """A member changes one line of her settings."""
    await anna.says("/settings")
    await anna.presses(f"Change: {line}")
    await anna.says(words)
    await anna.presses("Save")


@column(
    "users.id",
    means="which member; the same id as the person's",
    written="the last question of onboarding",
    read="the button of /members that opens her card",
)
async def test_a_button_of_members_opens_that_members_card(court: ScriptedCourt) -> None:
    olga, anna, _ = await operator(court), await onboarded(court), await member(court, "beth")
    person = (await anna.person()).id
    assert await held(court.storage, "users.id", person) == person
    await olga.says("/members")
    await olga.presses("anna")

    assert olga.last.text.startswith("anna\n")


@column(
    "users.username",
    means="what to call her; unique",
    written="onboarding asks for it",
    read="an operator finds her by it with /member",
)
async def test_an_operator_finds_a_member_by_her_name(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await onboarded(court, "Annabel")
    assert await held(court.storage, "users.username", (await anna.person()).id) == "Annabel"

    await olga.says("/member annabel")
    assert olga.last.text.startswith("Annabel\n")
    await olga.says("/member anna")
    assert "There is no such member" in olga.last.text


@column(
    "users.safeword",
    means="her own word that stops everything (sealed)",
    written="onboarding, or a new one in /settings",
    read="name and word stop her from anybody's account, also when her own is lost",
)
async def test_name_and_safeword_stop_a_member_from_any_account(court: ScriptedCourt) -> None:
    anna, beth, stranger = await member(court), await member(court, "beth"), await court.guest("stranger")
    await anna.says("/settings")
    await anna.presses("New safeword")
    for _ in range(3):
        await anna.says(NEW_WORD)
    assert await held(court.storage, "users.safeword", (await anna.person()).id) == NEW_WORD

    await stranger.says(f"/stop beth {NEW_WORD}")
    assert (await beth.person()).stopped_at is None
    await stranger.says(f"/stop anna {NEW_WORD}")
    assert "Everything is stopped" in anna.last.text


@column(
    "users.safeword_audio_url",
    means="the word as she says it: up to three recordings, for her alone (sealed)",
    written="/settings takes a recording",
    read="/settings plays it to her, and to nobody else",
)
async def test_a_member_hears_her_recorded_safeword_again(court: ScriptedCourt) -> None:
    anna, beth = await member(court), await member(court, "beth")
    await anna.says("/settings")
    await anna.presses("Safeword, spoken")
    await anna.presses("Record it")
    await anna.sends(recording(1.0), mime="audio/wav")
    url = await held(court.storage, "users.safeword_audio_url", (await anna.person()).id)

    for who, heard in ((anna, [url]), (beth, [])):
        await who.says("/settings")
        await who.presses("Safeword, spoken")
        assert [f"vault:{medium.blob}" for medium in media_of(who.last)] == heard


@column(
    "users.orientation",
    means="her orientation, if she likes to say (sealed)",
    written="/settings",
    read="whoever runs her persona reads it on her card",
)
async def test_an_operator_reads_the_orientation_a_member_likes_to_say(court: ScriptedCourt) -> None:
    olga, anna, _ = await operator(court), await member(court), await member(court, "beth")
    await chooses(anna, "Orientation", "mostly curious")
    assert await held(court.storage, "users.orientation", (await anna.person()).id) == "mostly curious"

    await olga.says("/member anna")
    assert "About: mostly curious" in olga.last.text
    await olga.says("/member beth")
    assert "About: not said" in olga.last.text


@column(
    "users.relationship_status",
    means="her relationship status, if she likes to say (sealed)",
    written="/settings",
    read="whoever runs her persona reads it on her card",
)
async def test_an_operator_reads_the_relationship_a_member_likes_to_say(court: ScriptedCourt) -> None:
    olga, anna, beth = await operator(court), await member(court), await member(court, "beth")
    await chooses(anna, "Relationship", "married")
    await chooses(beth, "Relationship", "rather not say")
    assert await held(court.storage, "users.relationship_status", (await anna.person()).id) == "married"

    await olga.says("/member anna")
    assert "About: married" in olga.last.text
    await olga.says("/member beth")
    assert "About: not said" in olga.last.text


@column(
    "users.domme_assigned",
    means="her persona",
    written="onboarding, or a change in /settings",
    read="/me names the persona, and that persona's operators see her",
)
async def test_a_member_belongs_to_the_persona_she_chose(court: ScriptedCourt) -> None:
    hana, anna = await operator(court, "hana", personas=["hale"]), await member(court)
    await hana.says("/member anna")
    assert "There is no such member" in hana.last.text
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("keep my open tasks")
    assert await held(court.storage, "users.domme_assigned", (await anna.person()).id) == "hale"

    await anna.says("/me")
    assert "in the court of Mr Hale" in anna.last.text
    await hana.says("/member anna")
    assert "Persona: Mr Hale" in hana.last.text


@column(
    "users.fantasy_tags",
    means="what she likes, of the catalogue (sealed)",
    written="/tags",
    read="whoever runs her persona reads it on her card",
)
async def test_an_operator_reads_what_a_member_likes(court: ScriptedCourt) -> None:
    olga, anna, _ = await operator(court), await member(court), await member(court, "beth")
    tag = next(iter(court.house.content.tags))
    await anna.says("/tags")
    await anna.says(tag.label)
    await anna.presses(tag.label)
    await anna.presses("Done")
    assert json.loads(await held(court.storage, "users.fantasy_tags", (await anna.person()).id)) == [tag.key]

    await olga.says("/member anna")
    assert f"Likes: {tag.label}" in olga.last.text
    await olga.says("/member beth")
    assert f"Likes: {tag.label}" not in olga.last.text


@column(
    "users.limits",
    means="hard and soft limits, and free words (sealed)",
    written="/limits",
    read="an operator who tries to give a task that touches a hard one is told which",
)
async def test_a_hard_limit_is_told_to_the_operator_who_touches_it(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    tag = next(iter(court.house.content.tags))
    await anna.says("/limits")
    await anna.says(tag.label)
    await anna.presses(tag.label)
    for label in ("Done", "Done", "Skip"):
        await anna.presses(label)
    limits = json.loads(await held(court.storage, "users.limits", (await anna.person()).id))
    assert limits["hard"] == [tag.key]

    await olga.says("/assign anna")
    await olga.presses("own words")
    form = {"task": "Write me a haiku.", "proof": "Text", "minutes": "60", "points": "5", "challenge": "no"}
    await olga.fills(**form, tags=(tag.key,))
    assert tag.label in olga.last.text
    assert "haiku" not in anna.heard
