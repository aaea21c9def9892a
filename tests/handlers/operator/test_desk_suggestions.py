"""Suggestions on the desk: made into a task by the one rule that makes tasks, or declined with thanks."""

from sqlmodel import select

from handlers.chat.incoming import Press
from storage.enums import ProofType
from storage.tables import Prompt
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import member, operator, tasks_of
from tests.support.suggesting import IDEA, suggestions_of, suggests


def said(court: ScriptedCourt, anna: Chatter, event: str) -> bool:
    """Whether her persona has said something at this event."""
    return any(line in anna.heard for line in court.house.content.lines["octavia"].variants[event])


async def test_it_is_made_a_task_in_the_form_of_assign_with_her_limits_beside(court: ScriptedCourt) -> None:
    anna, olga = await member(court, hard=["latex"]), await operator(court)
    await suggests(anna, proof="a recording")
    await olga.says("/desk")
    assert IDEA in olga.last.text
    assert "Never:" in olga.last.text
    await olga.presses("Make it a task")
    form = olga.form
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert (values["task"], values["proof"]) == ((IDEA,), (ProofType.AUDIO.value,))
    assert "latex" not in [value for field in form.fields for value, _ in field.options]
    await olga.fills(
        task=f"{IDEA} Aloud.", proof="Audio", minutes="120", points="12", tags=(), challenge="no"
    )
    [task] = await tasks_of(court, anna)
    [suggestion] = await suggestions_of(court, anna)
    assert (suggestion.outcome, suggestion.task_id) == ("taken", task.task.id)
    assert (task.plan.points, task.task.proof_type_required) == (12, ProofType.AUDIO)
    assert said(court, anna, "suggestion_taken")
    assert "Good Idea" in anna.heard
    assert not olga.sees_button("Thank and decline")
    await anna.says("/suggest")
    await anna.presses("What I suggested")
    assert "(became a task)" in anna.last.text


async def test_what_the_limits_refuse_leaves_it_waiting(court: ScriptedCourt) -> None:
    anna, olga = await member(court, tasks_a_day=1), await operator(court)
    await anna.says("/tasks")
    await anna.presses("first task")
    await suggests(anna)
    await olga.says("/desk")
    await olga.presses("Make it a task")
    await olga.fills(task=IDEA, proof="Text", minutes="120", points="12", tags=(), challenge="no")
    assert "as many tasks today" in olga.last.text
    assert (await suggestions_of(court, anna))[0].outcome == ""


async def test_it_is_declined_with_thanks_and_with_words(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await suggests(anna)
    await suggests(anna, "Polish every spoon in the house, twice.")
    await olga.says("/desk")
    await olga.presses("Thank and decline")
    assert said(court, anna, "suggestion_declined")
    await olga.presses("Decline with words")
    await olga.fills(reason="The spoons are mine to polish.")
    assert "The spoons are mine to polish." in anna.heard
    assert {each.outcome for each in await suggestions_of(court, anna)} == {"declined"}
    await olga.says("/log suggestion")
    assert "suggestion.declined" in olga.heard
    await anna.says("/suggest")
    await anna.presses("What I suggested")
    assert "The spoons are mine to polish." in anna.last.text


async def test_two_operators_never_decide_the_same_one(court: ScriptedCourt) -> None:
    anna, olga, otto = await member(court), await operator(court), await operator(court, "otto")
    await suggests(anna)
    for each in (olga, otto):
        await each.says("/desk")
    await otto.presses("See it all the same")
    await otto.presses("Make it a task")
    token = olga.button("Thank and decline").token
    await olga.does(Press(token))
    await otto.fills(task=IDEA, proof="Text", minutes="120", points="12", tags=(), challenge="no")
    assert "olga was first" in otto.last.text
    assert await tasks_of(court, anna) == []


async def test_nobody_decides_on_her_own_or_sees_those_of_other_personas(court: ScriptedCourt) -> None:
    anna, hans = await member(court), await operator(court, "hans", personas=["hale"])
    await suggests(anna)
    await hans.says("/desk")
    assert "Nothing is waiting" in hans.heard


async def test_of_an_erased_member_no_form_of_an_operators_keeps_her_words(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await suggests(anna)
    await olga.says("/desk")
    await olga.presses("Make it a task")
    form = olga.form
    assert form is not None
    await anna.says("/forget")
    await anna.presses("Erase")
    await court.tick()

    assert (IDEA in olga.heard, olga.form) == (False, None)
    await olga.does(Press(form.submit.token))
    assert "no longer" in olga.last.text
    async with court.storage.read() as tx:
        kept = [await tx.open(row, "form") or "" for row in await tx.all(select(Prompt))]
    assert not any(IDEA in each for each in kept)
