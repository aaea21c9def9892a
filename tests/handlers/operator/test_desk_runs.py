"""A run through the desk: claimed while looked at, of one kind if wanted, and nothing hidden behind it."""

from datetime import timedelta

import pytest

from handlers.operator.desk import queue, run
from storage.enums import Verdict
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

PROOF = "I did all of it, slowly, and I am glad that I did."


async def proofs_of(court: ScriptedCourt, *names: str, template: str = "") -> list[Chatter]:
    """Members whose proofs wait, in this order."""
    members = []
    for name in names:
        anna = await playing.member(court, name)
        await playing.task_of(court, anna, template=template)
        await anna.says(f"{PROOF} Yours, {name}.")
        court.clock.advance(timedelta(minutes=1))
        members.append(anna)
    return members


async def test_two_operators_get_different_items_and_are_told_who_looks(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    await proofs_of(court, "anna", "beth")
    await olga.says("/desk")
    await ella.says("/desk")

    assert "Yours, anna" in olga.last.text
    assert "Yours, beth" in ella.last.text
    assert "not shown to you: by olga" in ella.heard
    await olga.presses("Next")
    assert "is being looked at by ella" in olga.last.text
    assert "Left for later: 1" in olga.last.text


@pytest.mark.parametrize("how", ["Approve", "Next"])
async def test_what_is_decided_or_left_is_let_go_of(court: ScriptedCourt, how: str) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    await proofs_of(court, "anna", "beth")
    await olga.says("/desk")
    await olga.presses(how)
    assert "Yours, beth" in olga.last.text
    await ella.says("/desk")
    assert ("Yours, anna" in ella.last.text) == (how == "Next")


async def test_a_claim_lapses_by_itself(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    await proofs_of(court, "anna")
    await olga.says("/desk")
    await ella.says("/desk")
    assert "Yours, anna" not in ella.heard
    court.clock.advance(run.CLAIM)
    await ella.says("/desk")
    assert "Yours, anna" in ella.last.text


async def test_a_group_is_approved_without_what_a_colleague_is_looking_at(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    members = await proofs_of(court, "anna", "beth", "cleo", template="octavia/same")
    await olga.says("/desk")
    await ella.says("/desk")
    await ella.presses("Approve all 3")

    verdicts = [[each.verdict for each in await playing.attempts(court, anna)] for anna in members]
    assert verdicts == [[None], [Verdict.APPROVED], [Verdict.APPROVED]]
    await ella.presses("Undo")
    assert (await playing.attempts(court, members[1]))[0].verdict is None


async def test_a_group_is_those_that_were_counted(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await proofs_of(court, "anna", "beth", template="octavia/same")
    await olga.says("/desk")
    [late] = await proofs_of(court, "cleo", template="octavia/same")
    await olga.presses("Approve all 2")

    assert [each.verdict for each in await playing.attempts(court, late)] == [None]
    assert "Yours, cleo" in olga.last.text


async def test_the_top_counts_every_kind_and_one_kind_is_gone_through_alone(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    [anna, *_] = await proofs_of(court, "anna", "beth")
    await playing.task_of(court, anna)
    await anna.presses("more time")
    await olga.says("/desk")
    head = next(bubble for bubble in olga.bubbles if "waiting:" in bubble.text)
    assert head.text == "3 waiting: 1 request for more time, 2 proofs."

    await olga.presses("Only proofs (2)")
    assert "Yours, anna" in olga.last.text
    await olga.presses("Approve")
    await olga.presses("Approve")
    assert "Nothing of this kind" in olga.last.text
    assert sum("waiting:" in bubble.text for bubble in olga.bubbles) == 1
    await olga.presses("Everything")
    assert "asks for more time" in olga.last.text


async def test_what_is_left_for_later_hides_nothing_and_is_gone_through_at_the_end(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST", 1)
    olga = await playing.operator(court)
    await proofs_of(court, "anna", "beth", "cleo")
    await olga.says("/desk")
    await olga.presses("Next")
    await olga.presses("Next")
    assert "Yours, cleo" in olga.last.text
    await olga.presses("Approve")
    assert "Left for later: 2" in olga.last.text
    await olga.presses("Go through those")
    assert "Yours, anna" in olga.last.text
