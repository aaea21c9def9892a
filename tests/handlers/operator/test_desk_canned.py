"""Ready words on the desk: they stand as buttons below the question, and one press decides with them."""

import pytest

from storage.enums import Platform, Verdict
from tests.support import playing
from tests.support.court import ScriptedCourt

PROOF = "I did all of it, slowly, and I am glad that I did."


@pytest.mark.parametrize(
    ("button", "event", "verdict"),
    [
        ("with words", "canned_praise", Verdict.APPROVED),
        ("Ask again", "canned_again", Verdict.ASKED_AGAIN),
        ("Reject", "canned_reject", Verdict.REJECTED),
    ],
)
async def test_one_press_decides_with_ready_words(
    court: ScriptedCourt, button: str, event: str, verdict: Verdict
) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    await olga.says("/desk")
    await olga.presses(button)
    words = court.house.content.lines["octavia"].variants[event][1]
    await olga.presses(words)

    assert words in anna.heard
    assert [each.verdict for each in await playing.attempts(court, anna)] == [verdict]
    assert not olga.sees_button(words), "the form is closed with the decision"


async def test_own_words_stand_behind_the_packs_and_only_at_their_persona(court: ScriptedCourt) -> None:
    olga, anna = await playing.operator(court), await playing.member(court)
    hugo = await playing.member(court, "hugo", persona="hale")
    await olga.says("/personas")
    await olga.presses("Octavia")
    await olga.presses("Ready words")
    await olga.presses("Add ready words")
    await olga.fills(event="canned_praise", words="I shall frame this.")
    for each in (anna, hugo):
        await playing.task_of(court, each)
        await each.says(PROOF)
    await olga.says("/desk")
    await olga.presses("with words")
    assert olga.last.buttons[-1].label == "I shall frame this."
    await olga.presses("I shall frame this.")
    await olga.presses("with words")
    assert "hugo" in olga.heard
    assert olga.last.buttons[-1].label == court.house.content.lines["hale"].variants["canned_praise"][-1]


async def test_a_press_that_came_too_late_says_who_was_first(court: ScriptedCourt) -> None:
    olga, ella, anna = (
        await playing.operator(court),
        await playing.operator(court, "ella"),
        await playing.member(court),
    )
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    for each in (olga, ella):
        await each.says("/desk")
    await ella.presses("See it all the same")
    await ella.presses("Reject")
    await olga.presses("Approve")
    await ella.presses(court.house.content.lines["octavia"].variants["canned_reject"][0])
    assert "olga was first" in ella.heard
    assert [each.verdict for each in await playing.attempts(court, anna)] == [Verdict.APPROVED]


async def test_where_the_form_is_asked_step_by_step_it_can_still_be_left(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, platform=Platform.TELEGRAM)
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says(PROOF)
    await olga.says("/desk")
    await olga.presses("Ask again")
    words = court.house.content.lines["octavia"].variants["canned_again"][0]
    assert olga.sees_button(words)
    await olga.presses("Cancel")
    assert not olga.sees_button(words)
    assert [each.verdict for each in await playing.attempts(court, anna)] == [None]
