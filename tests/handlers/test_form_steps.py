"""Forms where a platform has none: one question at a time, then sent in like any other."""

from storage.enums import Platform, ProofType, Role, TaskStatus
from storage.queries import forms
from storage.tables import Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import SAFEWORD

TELEGRAM = Platform.TELEGRAM
PROOF = "I did it all exactly as I was told to, and it took me an hour."


async def at_the_desk(court: ScriptedCourt) -> tuple[Chatter, Chatter]:
    """A member with a proof that waits, and an operator on Telegram who looks at it."""
    anna = await playing.member(court)
    olga = await playing.operator(court, platform=TELEGRAM)
    await playing.task_of(court, anna, proof_type=ProofType.TEXT)
    await anna.says(PROOF)
    await olga.says("/desk")
    return anna, olga


async def status(court: ScriptedCourt, anna: Chatter) -> TaskStatus:
    """How the member's only task stands."""
    [only] = await playing.tasks_of(court, anna)
    return only.task.status


async def test_a_reason_is_asked_for_and_typed_as_plain_words(court: ScriptedCourt) -> None:
    anna, olga = await at_the_desk(court)
    await olga.presses("Reject")
    assert "reason" in olga.last.text.casefold()
    await olga.says("This was about another task altogether.")
    assert await status(court, anna) is TaskStatus.FAILED
    assert "another task altogether" in anna.heard


async def test_what_is_not_accepted_is_asked_again_with_the_answer_kept(court: ScriptedCourt) -> None:
    anna, olga = await at_the_desk(court)
    await olga.presses("with words")
    await olga.says("Very well done.")
    await olga.says("5000")
    assert await status(court, anna) is TaskStatus.SUBMITTED
    await olga.presses("Keep: Very well done.")
    await olga.says("5")
    assert await status(court, anna) is TaskStatus.COMPLETED
    assert "Very well done." in anna.heard


async def test_a_form_can_be_cancelled_and_words_are_words_again(court: ScriptedCourt) -> None:
    anna, olga = await at_the_desk(court)
    await olga.presses("Reject")
    await olga.presses("Cancel")
    await olga.says("This was about another task altogether.")
    assert await status(court, anna) is TaskStatus.SUBMITTED


async def test_choices_are_buttons_and_may_be_typed_too(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, platform=TELEGRAM)
    await olga.says("/invite")
    await olga.presses("Keep")
    await olga.says("nonsense")
    assert "choose one of the buttons" in olga.last.text.casefold()
    await olga.says("madame octavia")
    await olga.presses("Keep: 1")
    assert "http" in olga.heard


async def test_an_answer_typed_on_another_platform_is_no_answer(court: ScriptedCourt) -> None:
    anna, olga = await at_the_desk(court)
    await olga.presses("Reject")
    other = await playing.operator(court, "otto")
    await other.says("This was about another task altogether.")
    assert await status(court, anna) is TaskStatus.SUBMITTED


async def test_a_stop_ends_a_form_and_the_word_in_it_counts(court: ScriptedCourt) -> None:
    vera = await playing.member(court, "vera", platform=TELEGRAM)
    async with court.storage.begin() as tx:
        person = await vera.person()
        tx.add(Operator(person_id=person.id, name="vera", role=Role.OPERATOR, created_at=court.clock.wall()))
    await vera.says("/invite")
    await vera.presses("Keep")
    await vera.says(f"perhaps {SAFEWORD}")
    assert (await vera.person()).stopped_at is not None
    async with court.engine.turns.about((await vera.person()).id) as turn:
        row = await forms.draft_of(turn.tx, turn.me.person.id)
        assert row is None or await forms.open_prompt(turn.tx, turn.me.person, row.ref) is None


async def test_the_web_still_gets_forms_whole(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="1")
    assert "http" in olga.heard
