"""Coming in: from nothing to the first task, with everything that can go differently on the way."""

import re
from dataclasses import replace

import pytest

from storage.enums import Role
from tests.contracts.places import Place
from tests.contracts.telegram_chatter import TelegramChatter
from tests.support import playing, stories

WORD = stories.WORD


async def test_from_nothing_to_the_first_task(place: Place) -> None:
    anna = await place.guest("anna")
    await stories.with_a_word(anna, "anna")
    assert WORD not in anna.heard, "nothing of the safeword is ever shown"
    if isinstance(anna, TelegramChatter):
        assert not [each for each in anna.client.messages if each.text == WORD and not each.deleted]
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await anna.presses(label)
    assert (await anna.user()).domme_assigned == "octavia"
    await anna.presses("first task")

    [task] = await playing.tasks_of(place.court, anna)
    assert task.plan.delivered_at is not None
    assert not anna.sees_button("first task")


@pytest.mark.slow
async def test_every_question_can_be_gone_back_to_and_a_restart_changes_nothing(place: Place) -> None:
    anna = await place.guest("anna")
    await anna.comes_of_age()
    await anna.presses("I do not")
    assert "perfectly all right" in anna.last.text
    await anna.presses("I accept")
    await anna.says("<b>anna</b>")
    assert "That name will not do" in anna.last.text
    await anna.says("Ana")
    await anna.presses("Back")
    assert "call you" in anna.last.text
    await anna.says("anna")
    await place.restart()

    await anna.says("marmalade pie")
    await anna.says("marmalade sky")
    assert "were not the same" in anna.heard
    await anna.says(WORD)
    await anna.says(WORD)
    await anna.says("something else")
    assert "not your safeword" in anna.heard
    assert anna.sees_button("Stop for real")
    await anna.says(WORD)
    assert "It works" in anna.heard
    assert (await anna.person()).stopped_at is None, "a drill stops nothing"


@pytest.mark.slow
async def test_it_can_be_cancelled_and_begun_again_and_the_drill_can_be_meant(place: Place) -> None:
    anna = await place.guest("anna")
    await stories.with_a_name(anna, "anna")
    await anna.says("/cancel")
    assert "Nothing has begun" in anna.last.text
    await anna.presses("Begin again")
    await anna.presses("I accept")
    await anna.says("anna")
    await anna.says(WORD)
    await anna.says(WORD)
    await anna.presses("Stop for real")

    assert (await anna.person()).stopped_at is not None
    assert "You did right" in anna.heard


@pytest.mark.slow
async def test_after_the_first_proof_the_rest_is_offered_and_can_wait(place: Place) -> None:
    anna = await stories.onboarded(place.court, "anna", persona="Hale")
    assert (await anna.user()).domme_assigned == "hale"
    await playing.task_of(place.court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    await anna.presses("Yes, let us")
    assert not anna.sees_button("Yes, let us")
    await anna.says("/cancel")
    await anna.says("/start")
    assert anna.last.text
    await anna.says("/help")
    for command in ("/tasks", "/settings", "/red", "/privacy"):
        assert command in anna.last.text
    assert "/desk" not in anna.heard, "operators' commands are invisible"
    await anna.says("/desk")
    assert "not known here" in anna.last.text
    await anna.says("/nonsense")
    assert "not known here" in anna.last.text


def with_admission(place: Place, admission: str) -> None:
    """Close the door but to those invited, or those let in."""
    policy = replace(place.court.house.policy, admission=admission)
    object.__setattr__(place.court.house, "policy", policy)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["member", "operator"])
async def test_an_invitation_leads_in_once(place: Place, kind: str) -> None:
    owner = await place.operator(role=Role.OWNER)
    with_admission(place, "invitation")
    await owner.says("/invite")
    await owner.fills(kind=kind, persona="all", uses="1")
    found = re.search(r"the code alone does it: (\S+)", owner.heard)
    assert found is not None
    anna = await place.guest("anna")
    await anna.comes_by(found.group(1))

    if kind == "member":
        await anna.presses("I accept")
        assert "call you" in anna.last.text
    else:
        await anna.says("/desk")
        assert "Nothing is waiting" in anna.last.text


@pytest.mark.slow
async def test_whoever_knocks_is_let_in_from_the_desk(place: Place) -> None:
    olga, anna = await place.operator(), await place.guest("anna")
    with_admission(place, "approval")
    await anna.knocks()
    assert "passed on" in anna.heard
    await olga.says("/desk")
    await olga.presses("Let in")
    assert "The door is open" in anna.heard
    await anna.comes_of_age()
    await anna.presses("I accept")
    assert "call you" in anna.last.text
