"""Help, cancel, and an answer to everything else."""

from collections.abc import Callable

import pytest

from handlers.chat.incoming import Command, Edited, FormAnswer, Press, Unsupported
from handlers.feature import Access, CommandSpec
from handlers.member import menu
from storage.enums import Platform
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

OPERATORS = (Access.OPERATOR, Access.OWNER)


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


async def test_every_command_there_is_now_is_two_presses_from_where_one_stands(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/me")
    everything = labels(court, lambda spec: not spec.hidden and spec.access not in OPERATORS)
    assert await led_to(anna) == everything
    await anna.presses("Play")
    await anna.presses("Cam session")
    assert "session" in anna.last.text
    await anna.presses("Back to all of it")
    await anna.presses("Safety")
    await anna.presses("My limits")
    assert "never" in anna.last.text.casefold()


async def test_after_a_stop_only_what_works_then_has_a_button(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/help")
    await anna.presses("Safety")
    await anna.presses("Stop everything")
    assert (await anna.person()).stopped_at is not None
    await anna.says("/help")
    assert await led_to(anna) == labels(
        court, lambda spec: not spec.hidden and spec.access in (Access.ANYBODY, Access.MEMBER)
    )


async def test_a_button_of_the_menu_that_has_been_overtaken_says_why(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/help")
    await anna.presses("Play")
    token = anna.button("My tasks").token
    await anna.says("/pause")
    await anna.does(Press(token))
    assert "holiday" in anna.last.text


async def test_what_a_platform_does_not_offer_has_no_button_there(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=Platform.DISCORD)
    await anna.says("/help")
    assert "Cam session" not in await led_to(anna)


def labels(court: ScriptedCourt, fits: Callable[[CommandSpec], bool]) -> set[str]:
    """What the buttons of the commands that fit are called."""
    names = {spec.name for spec in court.engine.registry.commands.values() if fits(spec)} - menu.NEEDLESS
    return {court.house.texts.get(f"menu.to.{name}", "en") for name in names}


async def led_to(anna: Chatter) -> set[str]:
    """What the menu has buttons for, group by group, and back each time."""
    if not anna.sees_button("Privacy"):
        await anna.presses("What can I do?")
    groups = [choice.label for choice in anna.last.buttons]
    found = set()
    for each in groups:
        await anna.presses(each)
        found |= {choice.label for choice in anna.last.buttons} - {"Back to all of it"}
        await anna.presses("Back to all of it")
    return found


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
