"""/suggest: a member's idea for a task, sealed, at most a few at once, gone with a stop or a new persona."""

from datetime import timedelta

from handlers.rules.court_rules import CourtRules
from storage.enums import ProofType
from tests.handlers.judged import set_rules
from tests.support.court import ScriptedCourt
from tests.support.playing import change, member, operator
from tests.support.suggesting import IDEA, suggestions_of, suggests


async def test_words_and_a_proof_are_asked_for_and_nothing_is_sent_before_a_yes(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/suggest")
    assert "What would you like" in anna.last.text
    await anna.says("Too short")
    assert "at least 10 characters" in anna.last.text
    await anna.says(IDEA)
    await anna.says("a photo, perhaps")
    assert "press one of the buttons" in anna.last.text
    await anna.presses("a recording")
    assert IDEA in anna.last.text
    assert await suggestions_of(court, anna) == []
    await anna.presses("Send it")
    [suggestion] = await suggestions_of(court, anna)
    assert (suggestion.proof_type, suggestion.domme_persona) == (ProofType.AUDIO, "octavia")
    assert IDEA not in repr(suggestion)
    lines = court.house.content.lines["octavia"].variants["suggestion_received"]
    assert any(line in anna.heard for line in lines)


async def test_it_may_begin_with_the_command_be_written_anew_or_cancelled(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says(f"/suggest {IDEA}")
    await anna.presses("words")
    await anna.presses("Write it anew")
    await anna.says("Sing one verse of anything at all.")
    await anna.presses("Cancel")
    assert await suggestions_of(court, anna) == []


async def test_only_so_many_wait_at_once(court: ScriptedCourt) -> None:
    anna = await member(court)
    for _ in range(3):
        await suggests(anna)
    await anna.says("/suggest")
    assert "3 of your suggestions wait already" in anna.last.text
    await anna.presses("What I suggested")
    assert anna.last.text.count("(waits)") == 3
    await anna.presses("Take back")
    assert "Nobody reads it any more" in anna.last.text
    await suggests(anna)
    assert [each.outcome for each in await suggestions_of(court, anna)].count("") == 3


async def test_a_court_may_take_none(court: ScriptedCourt) -> None:
    set_rules(court, CourtRules(suggestions_waiting=0))
    anna = await member(court)
    await anna.says("/suggest")
    assert "not taken in this court" in anna.last.text


async def test_a_stop_takes_them_back_and_clears_the_desk(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await suggests(anna)
    await olga.says("/desk")
    assert olga.sees_button("Make it a task")
    await anna.stops()
    [suggestion] = await suggestions_of(court, anna)
    assert suggestion.outcome == "withdrawn"
    assert not olga.sees_button("Make it a task")
    await anna.says("/suggest")
    assert "What would you like" not in anna.last.text


async def test_another_persona_gets_none_of_them(court: ScriptedCourt) -> None:
    anna = await member(court)
    await suggests(anna)
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("Hale")
    assert (await anna.user()).domme_assigned == "hale"
    assert (await suggestions_of(court, anna))[0].outcome == "withdrawn"


async def test_during_a_holiday_they_wait_off_the_desk(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await suggests(anna)
    await change(court, anna, paused_at=court.clock.court() - timedelta(minutes=1))
    await olga.says("/desk")
    assert "Nothing is waiting" in olga.heard
    assert (await suggestions_of(court, anna))[0].outcome == ""
