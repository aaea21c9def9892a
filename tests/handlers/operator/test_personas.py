"""/personas: how each is set, read where it counts; words, voice, portrait; open, closed, retired, newly
made."""

import uuid
from datetime import timedelta

from handlers.chat.outgoing import Ask
from handlers.flows import Talk
from handlers.member.onboarding.steps import persona_step
from handlers.persona_rules import rules_for
from handlers.rules.court_rules import CourtRules
from storage.enums import ProofType, Role, TaskType
from storage.tables import PersonaSettings, VaultBlob
from tests.handlers.operator.test_templates import fits, logged
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt, media_of

RULES = {"share": "50", "kinds": ["Photo"], "newcomers": "2", "miss": "ask", "away": "no"}
WORDS = {
    "name": "Lady Octavia", "title": "Domme", "pronouns": "she/her", "intro": "She has moved house.",
    "hours": "7:30, 21:00",
}  # fmt: skip


async def owner(court: ScriptedCourt, name: str = "olga") -> Chatter:
    """Somebody who may change personas."""
    return await playing.operator(court, name, role=Role.OWNER)


async def looks(olga: Chatter, button: str = "", persona: str = "Octavia") -> None:
    """Open a persona's card, and press something there."""
    await olga.says("/personas")
    await olga.presses(persona)
    if button:
        await olga.presses(button)


async def rules_of(court: ScriptedCourt, anna: Chatter) -> CourtRules:
    """The rules as they are read for a member's persona."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        return await rules_for(turn, "octavia")


def offered(court: ScriptedCourt) -> tuple[list[str], list[str]]:
    """Whom newcomers can choose, and what they hear of each."""
    asked = persona_step(court.house.content).ask(Talk({}, court.house.texts))
    assert isinstance(asked, Ask)
    return [choice.label for choice in asked.choices], [each.asset or each.blob for each in asked.media]


async def setting(court: ScriptedCourt, persona: str = "octavia") -> PersonaSettings:
    """What is set for a persona."""
    async with court.storage.read() as tx:
        row = await tx.get(PersonaSettings, persona)
        assert row is not None
        return row


async def test_review_misses_and_newcomers_are_set_and_read(court: ScriptedCourt) -> None:
    olga, anna = await owner(court), await playing.member(court)
    await looks(olga, "Review, misses, away")
    await olga.fills(**RULES)
    rules = await rules_of(court, anna)
    assert (rules.review_share, rules.newcomer_proofs, rules.ask_at_miss) == (0.5, 2, True)
    assert rules.review_kinds == {ProofType.PHOTO}
    for words in ("50 of 100", "all looked at: 2", "decides on the desk"):
        assert words in olga.last.text
    await olga.presses("Review, misses, away")
    await olga.fills(**{**RULES, "share": "120"})
    assert "a share from 0 to 100" in olga.last.text
    assert await logged(court) == ["persona.set"]


async def test_away_ends_by_itself_and_lets_proofs_through_on_trust(court: ScriptedCourt) -> None:
    olga, anna = await owner(court), await playing.member(court)
    await looks(olga, "Review, misses, away")
    await olga.fills(**{**RULES, "miss": "automatic", "away": "1d"})
    await playing.task_of(court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    assert (await anna.user()).obedience_points == 10, "accepted on trust: nobody is there to look"
    await looks(olga, "Review, misses, away")
    await olga.fills(**{**RULES, "away": "keep"})
    assert (await rules_of(court, anna)).operator_away
    court.clock.advance(timedelta(days=1))
    assert not (await rules_of(court, anna)).operator_away


async def test_words_and_hours_are_what_members_read(court: ScriptedCourt) -> None:
    olga, anna = await owner(court), await playing.member(court, rest_offered=True)
    await looks(olga, "Name and description")
    await olga.fills(**{**WORDS, "name": "Mr Hale"})
    assert "a name nobody else has" in olga.last.text
    await olga.fills(**WORDS)
    persona = court.house.content.personas["octavia"]
    assert (persona.name, persona.intro, persona.hours) == (
        "Lady Octavia",
        "She has moved house.",
        (450, 1260),
    )
    await anna.says("/settings")
    await anna.presses("Daily task at")
    assert [choice.label for choice in anna.last.buttons][:2] == ["07:30", "21:00"]


async def test_a_voice_and_a_portrait_are_sent_in_and_heard_by_newcomers(court: ScriptedCourt) -> None:
    olga = await owner(court)
    for round_, words in enumerate(("Come closer.", "Closer still.")):
        await looks(olga, "Voice sample")
        await olga.sends(playing.recording(), mime="audio/wav")
        await olga.says(words)
        await looks(olga, "Portrait")
        await olga.sends(playing.picture(round_), mime="image/png")
    persona = court.house.content.personas["octavia"]
    await looks(olga)
    portrait, voice = media_of(olga.last)
    assert persona.portrait_url == f"vault:{portrait.blob}"
    assert (persona.sample_url, voice.transcript) == (f"vault:{voice.blob}", "Closer still.")
    async with court.storage.read() as tx:
        rows = [await tx.get(VaultBlob, uuid.UUID(each.blob)) for each in (portrait, voice)]
        assert all(row is not None and row.expires_at is None for row in rows)
    assert offered(court)[1] == ["hale/sample.ogg", voice.blob], "newcomers hear it"
    await looks(olga, "Portrait")
    await olga.sends(playing.recording(), mime="audio/wav")
    assert "one picture, alone" in olga.last.text


async def test_closed_means_no_newcomer_and_no_change_to_her_but_somebody_is_always_open(
    court: ScriptedCourt,
) -> None:
    olga, anna = await owner(court), await playing.member(court, persona="hale")
    await looks(olga, "Take no new members")
    assert offered(court) == (["Mr Hale"], ["hale/sample.ogg"])
    await anna.says("/settings")
    await anna.presses("persona")
    assert not anna.sees_button("Octavia")
    await olga.says("/invite")
    await olga.fills(kind="member", persona="octavia", uses="1")
    assert "takes no new members now" in olga.last.text
    await looks(olga, "Take no new members", persona="Hale")
    assert "somebody has to" in olga.last.text
    await looks(olga, "Take new members")
    await looks(olga, "Retire", persona="Hale")
    assert "Mr Hale has 1 members" in olga.last.text
    await looks(olga, "Retire")
    assert court.house.content.personas["octavia"].retired
    assert (await setting(court)).retired_at is not None


async def test_who_runs_a_persona_sees_her_and_her_words_but_changes_nothing_else(
    court: ScriptedCourt,
) -> None:
    hana = await playing.operator(court, "hana", personas=["hale"])
    await hana.says("/personas")
    assert [choice.label for choice in hana.last.buttons] == ["Mr Hale · Dom"]
    await hana.presses("Hale")
    assert [choice.label for choice in hana.last.buttons] == ["Ready words"]
    await hana.presses("Ready words")
    await hana.presses("Add ready words")
    await hana.fills(event="canned_praise", words="x" * 65)
    assert "at most 6 of your own" in hana.last.text
    await hana.fills(event="canned_praise", words="Proper job, that.")
    assert "• Proper job, that." in hana.last.text
    await hana.presses("Remove: Proper job")
    assert "Proper job" not in hana.last.text
    assert await logged(court) == ["canned.added", "canned.removed"]


async def test_a_new_persona_begins_with_anothers_lines_and_tasks_behind_a_closed_door(
    court: ScriptedCourt,
) -> None:
    olga = await owner(court)
    await olga.says("/personas")
    await olga.presses("New persona")
    new = {**WORDS, "name": "Doctor Vane", "basis": "hale"}
    del new["hours"]
    await olga.fills(**new)
    content = court.house.content
    assert not content.personas["doctor_vane"].takes_members
    assert len(content.templates_of("doctor_vane")) == len(content.templates_of("hale"))
    lines = "".join(text for said in content.lines["doctor_vane"].variants.values() for text in said)
    assert "Hale" not in lines
    assert "I'm Vane" in lines
    await olga.presses("Look")
    assert media_of(olga.last) == (), "she has no voice of her own yet"
    await olga.presses("Take new members")
    vera = await playing.member(court, "vera", persona="doctor_vane")
    assert await fits(court, vera, TaskType.DAILY)
    await vera.says("/me")
    assert "Doctor Vane" in str(vera.last.message)
    await olga.says("/packs")
    assert "made for Doctor Vane" in olga.last.text
