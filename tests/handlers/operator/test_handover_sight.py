"""When a member moves, the former operators lose sight at once, and the new ones get no sight of the past.

The same by her yes to a proposal and by her own change in /settings."""

from datetime import timedelta

import pytest

from handlers.chat.incoming import FormAnswer
from storage.enums import ProofType, Verdict
from tests.support import confiding, playing
from tests.support.appealing import appealed, missed
from tests.support.confiding import WORDS
from tests.support.court import Chatter, ScriptedCourt, media_of
from tests.support.moving import Cast, cast, moved

PROOF = "I did all of it, slowly, and I am glad that I did."
NOTE = "Prefers the mornings."
MINUTE = timedelta(minutes=1)


async def moves(there: Cast, how: str) -> None:
    """By her yes to a proposal, or by herself."""
    if how == "handover":
        await moved(there, answer="Yes")
        return
    await there.anna.says("/settings")
    await there.anna.presses("Persona")
    await there.anna.presses("keep my open tasks")


BOTH_WAYS = pytest.mark.parametrize("how", ["handover", "settings"])


async def with_a_past(there: Cast) -> None:
    """A judged proof, an answered confession and a note, all under the first persona."""
    court, anna, olga = there.court, there.anna, there.olga
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    await confiding.confess(anna)
    await olga.says("/desk")
    await olga.presses("Approve")
    await olga.presses("4 ★")
    await olga.says("Well said.")
    await olga.says("/member anna")
    await olga.presses("Past and notes")
    await olga.presses("Add a note")
    await olga.fills(text=NOTE)
    court.clock.advance(MINUTE)


async def past_of(operator: Chatter) -> str:
    """What an operator reads of a member's past, everything opened."""
    before = len(operator.bubbles)
    await operator.says("/member anna")
    await operator.presses("Past and notes")
    for label in ("proof:", "confession:", "appeal:"):
        if any(label in choice.label for choice in operator.last.buttons):
            await operator.presses(label)
            await operator.presses("Past and notes")
    return operator.since(before)


@BOTH_WAYS
async def test_what_stands_of_her_in_former_operators_chats_is_taken_away(
    court: ScriptedCourt, how: str
) -> None:
    there = await cast(court, tasks_a_day=24)
    await playing.task_of(court, there.anna, proof_type=ProofType.PHOTO)
    await there.anna.sends(playing.picture(), caption="as you wished")
    await playing.task_of(court, there.anna)
    await there.anna.presses("more time")
    beth = await playing.member(court, "beth")
    await playing.task_of(court, beth)
    await beth.says(PROOF)
    for operator in (there.olga, there.both):
        await operator.says("/desk")
        for _ in range(3):
            if operator.sees_button("all the same"):
                await operator.presses("all the same")
            await operator.presses("Next")
        await operator.says("/member anna")
        await operator.presses("Past and notes")
    assert any(media_of(bubble) for bubble in there.olga.bubbles)
    await moves(there, how)

    left = "\n".join(bubble.text for bubble in there.olga.bubbles if "anna is asked" not in bubble.text)
    assert "as you wished" not in left
    assert "Open tasks" not in left
    assert "settled about anna" not in left
    assert not any(media_of(bubble) for bubble in there.olga.bubbles)
    assert PROOF in left, "beth is hers still"
    assert "Open tasks" in there.both.heard


@BOTH_WAYS
async def test_former_operators_find_nothing_of_her_any_more(court: ScriptedCourt, how: str) -> None:
    there = await cast(court)
    await with_a_past(there)
    await playing.task_of(court, there.anna, minutes=600)
    await there.anna.presses("more time")
    await moves(there, how)
    await court.pass_time(timedelta(hours=25), step=timedelta(hours=25))  # the desk is swept from the chat
    before = len(there.olga.bubbles)
    for command in ("/desk", "/members", "/member anna", "/assign anna", "/log", "/log anna", "/payments"):
        await there.olga.says(command)
    assert "anna" not in there.olga.since(before)
    await there.hana.says("/members")
    assert there.hana.sees_button("anna")


@BOTH_WAYS
async def test_old_buttons_and_forms_of_former_operators_do_nothing(court: ScriptedCourt, how: str) -> None:
    there = await cast(court)
    anna, olga = there.anna, there.olga
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    await olga.says("/member anna")
    labels = ("Write", "Give a task", "Send a voice drop", "Past and notes", "Hand over", "Ban")
    old = [olga.button(label) for label in labels]
    await olga.presses("Write")
    written = olga.form
    await olga.presses("Ban")
    ban = olga.form
    await olga.says("/desk")
    old += [olga.button(label) for label in ("Approve", "Approve +5", "with words", "Ask again", "Reject")]
    await olga.presses("Reject")
    rejection = olga.form
    await moves(there, how)

    heard, before = anna.heard, len(olga.bubbles)
    assert written is not None
    assert ban is not None
    assert rejection is not None
    for button in old:
        await olga.does(playing.press(button))
    await olga.does(FormAnswer(written.submit.token, {"text": ("Come back.",)}))
    await olga.does(FormAnswer(ban.submit.token, {"reason": ("For leaving.",)}))
    await olga.does(FormAnswer(rejection.submit.token, {"reason": ("Too late.",)}))
    assert anna.heard == heard
    assert [each.verdict for each in await playing.attempts(court, anna)] == [None]
    assert (await anna.person()).banned_at is None
    assert PROOF not in olga.since(before)
    assert len(olga.bubbles) > before, "every press was answered"


async def test_a_decision_cannot_be_taken_back_by_who_lost_sight(court: ScriptedCourt) -> None:
    there = await cast(court)
    await playing.task_of(court, there.anna)
    await there.anna.says(PROOF)
    await there.olga.says("/desk")
    await there.olga.presses("Approve")
    await moved(there)
    await there.olga.presses("Undo")
    assert [each.verdict for each in await playing.attempts(court, there.anna)] == [Verdict.APPROVED]


@BOTH_WAYS
async def test_an_answer_to_a_confession_that_was_being_written_is_not_given(
    court: ScriptedCourt, how: str
) -> None:
    there = await cast(court)
    await confiding.confess(there.anna)
    await there.olga.says("/desk")
    await there.olga.presses("4 ★")
    await moves(there, how)
    await there.olga.says("Well said.")
    assert "Well said." not in there.anna.heard
    await there.hana.says("/desk")
    assert WORDS not in there.hana.heard, "it was said to the former persona"


@BOTH_WAYS
async def test_the_past_is_closed_to_the_new_operators_and_open_to_who_runs_both(
    court: ScriptedCourt, how: str
) -> None:
    there = await cast(court)
    await with_a_past(there)
    await moves(there, how)
    court.clock.advance(MINUTE)

    seen = await past_of(there.hana)
    assert "closed to you" in seen
    for words in (PROOF, WORDS, NOTE, "proof:", "confession:"):
        assert words not in seen
    seen = await past_of(there.both)
    for words in (PROOF, WORDS, NOTE):
        assert words in seen
    assert "closed to you" not in seen


@pytest.mark.parametrize(
    ("tick", "shown"), [("proofs", PROOF), ("confessions", WORDS), ("notes about me", NOTE)]
)
async def test_what_she_ticks_is_open_and_only_that_until_she_takes_it_back(
    court: ScriptedCourt, tick: str, shown: str
) -> None:
    there = await cast(court)
    await with_a_past(there)
    await moved(there, f"Earlier {tick}")
    court.clock.advance(MINUTE)
    seen = await past_of(there.hana)
    assert [words for words in (PROOF, WORDS, NOTE) if words in seen] == [shown]

    old = [choice for choice in there.hana.last.buttons if ":" in choice.label]
    await there.anna.says("/settings")
    await there.anna.presses("Persona")
    await there.anna.presses("What of my past")
    await there.anna.presses(f"Earlier {tick}")
    before = len(there.hana.bubbles)
    for button in old:
        await there.hana.does(playing.press(button))
    assert shown not in there.hana.since(before)
    assert shown not in await past_of(there.hana)


async def test_a_pending_appeal_moves_without_its_proof_and_without_the_history(court: ScriptedCourt) -> None:
    there = await cast(court, points=50)
    await missed(court, there.anna, description="Iron the blue shirt.")
    await playing.task_of(court, there.anna)
    await there.anna.says(PROOF)
    await there.olga.says("/desk")
    await there.olga.presses("Reject")
    await there.olga.fills(reason="The brass is dull.")
    await appealed(court, there.anna, "It shines.")
    court.clock.advance(MINUTE)
    await moved(there)
    await there.hana.says("/desk")

    assert "It shines." in there.hana.last.text
    assert "closed to you" in there.hana.last.text
    for words in (PROOF, "The brass is dull.", "Iron the blue shirt."):
        assert words not in there.hana.heard
    await there.hana.presses("Approve")
    assert "Appeal approved" in there.hana.heard
    await there.both.says("/member anna")
    assert PROOF in await past_of(there.both)


async def test_a_proof_judged_after_the_move_is_the_new_personas(court: ScriptedCourt) -> None:
    there = await cast(court)
    await playing.task_of(court, there.anna)
    await there.anna.says(PROOF)
    await moved(there)
    await there.hana.says("/desk")
    await there.hana.presses("Approve")
    assert PROOF in await past_of(there.hana)
