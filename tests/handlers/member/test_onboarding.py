"""From the door to the first task: every question, its way back, and what stays of it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.platforms.port import Refused
from storage.tables import Account, Bar, Consent, Conversation, Person
from tests.support import playing, stories
from tests.support.court import ScriptedCourt
from tests.support.stories import WORD

REFUSED = "we part"


async def test_a_newcomer_answers_every_question_and_is_welcomed_with_a_first_task(
    court: ScriptedCourt,
) -> None:
    anna = await stories.onboarded(court, "anna")

    user = await anna.user()
    assert (user.username, user.domme_assigned, user.tier_status) == ("anna", "octavia", "Watched")
    await anna.presses("first task")
    [given] = await playing.tasks_of(court, anna)
    assert given.plan.delivered_at is not None


async def test_the_defaults_are_safe(court: ScriptedCourt) -> None:
    anna = await stories.onboarded(court)
    settings = await playing.settings_of(court, anna)

    assert not settings.auto_punishment
    assert not settings.inspections
    assert settings.max_intensity == 1
    assert settings.spending_cap == 0


async def test_no_persona_speaks_before_the_age_is_known(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")

    assert "adults only" in anna.last.text
    for persona in court.house.content.personas.values():
        assert persona.name not in anna.heard


async def test_of_an_adult_only_that_and_how_it_was_confirmed_is_kept(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)

    person = await anna.person()
    assert person.adult_confirmed_on == court.clock.wall().date()
    assert person.adult_confirmed_how == "date of birth"
    async with court.storage.read() as tx:
        talk = await tx.get(Conversation, person.id)
        assert talk is not None
        assert "born" not in (await tx.open(talk, "draft") or "")


async def test_a_minor_is_refused_kindly_and_nothing_stays_but_a_hash(court: ScriptedCourt) -> None:
    kid = await court.guest("kid")
    await kid.says("/start")
    for label in ("2010s", "2012", "4", "17"):
        await kid.presses(label)

    assert REFUSED in kid.heard
    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) == []
        assert await tx.all(select(Account)) == []
        assert [bar.kind for bar in await tx.all(select(Bar))] == ["minor"]


@pytest.mark.parametrize("words", ["/start", "hello again", "/help"])
async def test_a_refused_minor_hears_so_again_and_again_nothing_is_kept(
    court: ScriptedCourt, words: str
) -> None:
    kid = await court.guest("kid")
    await kid.says("/start")
    for label in ("2010s", "2012", "4", "17"):
        await kid.presses(label)
    before = len(kid.bubbles)

    await kid.says(words)

    assert REFUSED in kid.since(before)
    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) == []


async def test_a_refusal_that_cannot_be_delivered_still_ends_in_an_erasure(court: ScriptedCourt) -> None:
    kid = await court.guest("kid")
    await kid.says("/start")
    for label in ("2010s", "2012", "4"):
        await kid.presses(label)
    court.platform.troubles = [Refused("gone")] * 3
    await kid.presses("17")
    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) != []

    await court.pass_time(timedelta(minutes=11))

    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) == []


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", "", "nineteen ninety", "\x00", "🛹"])
async def test_odd_answers_to_the_date_of_birth_are_asked_again(court: ScriptedCourt, typed: str) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    await anna.says(typed)

    assert "buttons" in anna.last.text
    await anna.presses("1990s")
    assert "year" in anna.last.text


async def test_terms_accepted_are_kept_with_hash_version_time_and_platform(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)
    await anna.presses("I accept")

    async with court.storage.read() as tx:
        [consent] = await tx.all(select(Consent).where(col(Consent.kind) == "terms"))
    assert (consent.version, consent.platform, consent.given) == ("1", "web", True)
    assert len(consent.text_hash) == 64
    assert consent.at == court.clock.wall()


async def test_terms_declined_lead_no_further_and_can_still_be_accepted(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)
    await anna.presses("I do not")
    assert "perfectly all right" in anna.last.text

    await anna.presses("I accept")
    assert "call you" in anna.last.text


@pytest.mark.parametrize(
    "name",
    ["x", "y" * 33, "a\x00b", "ann\u202ea", "<b>anna</b>", "12345", "  ", "ﷺ" * 32, "a" + "\u0301" * 90_000],
)
async def test_names_that_will_not_do_are_refused_with_a_sentence(court: ScriptedCourt, name: str) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)
    await anna.presses("I accept")
    await anna.says(name)

    assert "That name will not do" in anna.last.text
    await anna.says("Anna-Marie O'Neil")
    assert "safeword" in anna.last.text


@pytest.mark.parametrize("name", ["Anna", "ANNA", "ａｎｎａ", "Octavia"])
async def test_a_name_somebody_has_already_is_refused_whatever_its_case(
    court: ScriptedCourt, name: str
) -> None:
    await playing.member(court, "anna")
    beth = await court.guest("beth")
    await stories.of_age(beth)
    await beth.presses("I accept")
    await beth.says(name)

    assert "already has that name" in beth.last.text


async def test_of_two_who_choose_the_same_name_at_once_the_second_chooses_again(court: ScriptedCourt) -> None:
    anna, beth = await court.guest("a"), await court.guest("b")
    for guest in (anna, beth):
        await stories.with_a_word(guest, "Rowan")
        for label in ("Done", "Done", "Skip", "Done"):
            await guest.presses(label)
    await anna.presses("Octavia")
    await beth.presses("Octavia")

    assert (await anna.user()).username == "Rowan"
    assert "already has that name" in beth.heard
    await beth.says("Robin")
    for _ in range(3):
        await beth.says(WORD)
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await beth.presses(label)
    assert (await beth.user()).username == "Robin"
