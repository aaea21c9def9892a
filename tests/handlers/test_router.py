"""Where an update goes, and that a refusal is always a sentence."""

from typing import Any

import pytest

from handlers.chat.incoming import Command, FormAnswer, Press, Text
from handlers.chat.outgoing import Choice, Field, Form, Say
from handlers.feature import Access
from storage.enums import OutboxClass
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt


async def shown(court: ScriptedCourt, anna: Chatter, message: Say | Form) -> None:
    """Put a message into somebody's chat."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, message, klass=OutboxClass.ACCOUNT)
    await court.engine.settle()


async def test_commands_are_known_in_any_case(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.does(Command("HELP"))
    assert "/tasks" in anna.last.text


async def test_words_answer_the_question_before_they_are_proof(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says("/limits")
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.says("I did all of it, slowly, and I am glad that I did.")

    assert await playing.attempts(court, anna) == []


@pytest.mark.parametrize("state", ["stopped_at", "paused_at", "banned_at", "held_at"])
async def test_no_play_reaches_whoever_it_may_not_and_every_refusal_is_a_sentence(
    court: ScriptedCourt, state: str
) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await playing.change(court, anna, **{state: court.clock.court()})
    for spec in court.engine.registry.commands.values():
        if spec.access is Access.PLAYER:
            before = len(anna.bubbles)
            await anna.says(f"/{spec.name}")
            assert len(anna.bubbles) == before + 1, spec.name
            assert anna.last.message.by.value != "persona"
    before = len(anna.bubbles)
    await anna.presses("Hand in")
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    assert len(anna.bubbles) == before + 2
    assert await playing.attempts(court, anna) == []


async def test_safety_and_privacy_answer_in_every_state(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.change(court, anna, banned_at=court.clock.court())
    for name in ("help", "privacy", "terms", "export", "forget", "settings", "limits", "resume"):
        before = len(anna.bubbles)
        await anna.says(f"/{name}")
        assert len(anna.bubbles) > before, name
        assert "went wrong" not in anna.since(before), name


async def test_operators_buttons_are_checked_again_at_every_press(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    message = Say("Psst.", choices=(Choice("Desk", "desk.next", {"after": ""}),))
    await shown(court, anna, message)
    await anna.presses("Desk")

    assert "not known here" in anna.last.text


@pytest.mark.parametrize("values", [{}, {"reason": ()}, {"nonsense": ("a", "b")}, {"reason": ("x" * 9000,)}])
async def test_a_form_is_answered_whatever_is_in_it(
    court: ScriptedCourt, values: dict[str, tuple[str, ...]]
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    for action in sorted(court.engine.registry.forms):
        args: dict[str, Any] = {"member": str((await anna.person()).id)}
        args |= {"attempt": "00000000-0000-0000-0000-000000000000", "task": args["member"]}
        submit = Choice("Send", action, args)
        await shown(court, olga, Form("A form", (Field("reason", "Reason"),), submit))
        before = len(olga.bubbles)
        form = olga.last.message
        assert isinstance(form, Form)
        await olga.does(FormAnswer(form.submit.token, values))
        assert len(olga.bubbles) > before, action
        assert "went wrong" not in olga.since(before), action


async def test_a_forms_button_pressed_as_a_button_is_harmless(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await olga.says("/invite")
    form = olga.last.message
    assert isinstance(form, Form)
    await olga.does(Press(form.submit.token))

    assert "earlier moment" in olga.last.text


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e", "<script>", "🦋", "a" + "\u0301" * 50_000])
async def test_odd_words_are_answered_quickly(court: ScriptedCourt, text: str) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    before = len(anna.bubbles)
    await anna.does(Text(text))

    assert len(anna.bubbles) > before
    assert "went wrong" not in anna.since(before)
