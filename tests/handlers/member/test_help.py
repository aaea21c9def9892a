"""Help, cancel, and an answer to everything else."""

import pytest

from handlers.chat.incoming import Command, Edited, FormAnswer, Press, Unsupported
from handlers.feature import Access
from tests.support import playing
from tests.support.court import ScriptedCourt


async def test_help_begins_with_the_way_to_stop_and_names_every_command_one_may_use(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await anna.says("/help")

    assert anna.last.text.startswith("Your safeword")
    for spec in court.engine.registry.commands.values():
        shown = f"/{spec.name} -" in anna.last.text
        operators = spec.access in (Access.OPERATOR, Access.OWNER)
        assert shown is not (operators or spec.hidden), spec.name


async def test_operators_commands_are_invisible_and_closed_to_everybody_else(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    for spec in court.engine.registry.commands.values():
        if spec.access in (Access.OPERATOR, Access.OWNER):
            await anna.says(f"/{spec.name} anna")
            assert "not known here" in anna.last.text, spec.name


async def test_cancel_without_anything_to_cancel_says_so(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/cancel")
    assert "nothing to cancel" in anna.last.text


@pytest.mark.parametrize(
    "body",
    [Command("nonsense"), Command("\x00"), Unsupported("sticker"), Press("1.forged.0"), Press(""),
     Press("1." + "x" * 900), FormAnswer("1.forged.0", {"a": ("b",)})],
)  # fmt: skip
async def test_whatever_is_not_understood_gets_an_answer(court: ScriptedCourt, body: object) -> None:
    anna = await playing.member(court)
    await anna.does(body)  # type: ignore[arg-type] # every body of the parameters is one

    assert len(anna.bubbles) == 1
    assert "went wrong" not in anna.last.text


async def test_small_talk_is_answered_by_the_persona_with_what_can_be_done(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("hm")
    assert "/tasks" in anna.last.text
    assert anna.sees_button("My tasks")


async def test_an_innocent_edit_is_consciously_ignored(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.does(Edited("what I meant was hello"))
    assert anna.bubbles == []


async def test_members_commands_answer_a_stranger(court: ScriptedCourt) -> None:
    guest = await court.guest("guest")
    await guest.says("/tasks")
    assert "/start begins" in guest.last.text
