"""/assign: a task for one member, never past her limits, never twice by a double press."""

from datetime import timedelta

import pytest

from handlers.chat.incoming import FormAnswer
from handlers.chat.outgoing import Form
from storage.enums import TaskType
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

OWN = {"task": "Write me a haiku.", "proof": "Text", "minutes": "60", "points": "5", "challenge": "no"}


async def own_form(olga: Chatter, name: str = "anna") -> None:
    """The form for a task in one's own words."""
    await olga.says(f"/assign {name}")
    await olga.presses("own words")


async def test_a_template_is_previewed_and_given(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await olga.says("/assign anna")
    label = olga.last.buttons[0].label
    await olga.presses(label)
    assert "anna" in olga.last.text
    await olga.presses("Give")

    [given] = await playing.tasks_of(court, anna)
    assert given.task.type is TaskType.DAILY
    assert given.plan.delivered_at is not None


async def test_own_words_are_given_once_however_often_the_form_is_sent(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await own_form(olga)
    form = olga.last.message
    assert isinstance(form, Form)
    values: dict[str, tuple[str, ...]] = {name: (value,) for name, value in OWN.items()}
    for _ in range(2):
        await olga.does(FormAnswer(form.submit.token, values))

    assert len(await playing.tasks_of(court, anna)) == 1
    assert "haiku" in anna.heard


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": "²"}, {"minutes": "9" * 5000}, {"minutes": "4"}, {"points": "501"}, {"points": "-1"},
     {"proof": "Smell"}, {"task": " "}, {"task": "x" * 2001}, {"tags": "no-such-tag"}],
)  # fmt: skip
async def test_a_form_that_will_not_do_is_refused_and_can_be_sent_again(
    court: ScriptedCourt, wrong: dict[str, str]
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await own_form(olga)
    await olga.fills(**{**OWN, **wrong})
    assert await playing.tasks_of(court, anna) == []
    assert "went wrong" not in olga.heard

    await olga.fills(**OWN)
    assert len(await playing.tasks_of(court, anna)) == 1


async def test_a_hard_limit_is_refused_with_its_name_and_a_soft_one_becomes_an_offer(
    court: ScriptedCourt,
) -> None:
    hard, soft = [tag.key for tag in court.house.content.tags][:2]
    olga = await playing.operator(court)
    anna = await playing.member(court, hard=[hard], soft=[soft])
    await own_form(olga)
    await olga.fills(**OWN, tags=(hard,))
    assert court.house.content.tags.label(hard) in olga.last.text
    assert await playing.tasks_of(court, anna) == []

    await olga.fills(**OWN, tags=(soft,))
    assert await playing.tasks_of(court, anna) == []
    assert anna.sees_button("Accept")


async def test_a_members_own_words_stand_on_the_form_and_need_a_yes(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("/limits")
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.says("Never on a Sunday.")
    await own_form(olga)
    assert "Never on a Sunday." in olga.last.text
    await olga.fills(**OWN)
    assert await playing.tasks_of(court, anna) == []
    await olga.fills(**OWN, read="yes")
    assert len(await playing.tasks_of(court, anna)) == 1


async def test_a_stopped_member_is_given_nothing_and_the_operator_hears_why(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("red")
    await own_form(olga)
    await olga.fills(**OWN)

    assert "stopped" in olga.last.text
    assert await playing.tasks_of(court, anna) == []


@pytest.mark.parametrize("name", ["", "nobody", "a" + "\u0301" * 90_000, "%", "beth"])
async def test_whom_one_cannot_see_one_cannot_give_to(court: ScriptedCourt, name: str) -> None:
    other = next(key for key in court.house.content.personas if key != "octavia")
    olga = await playing.operator(court, personas=["octavia"])
    await playing.member(court, "beth", persona=other)
    await olga.says(f"/assign {name}")

    assert not olga.sees_button("own words")
    assert olga.last.text


async def test_a_task_given_at_night_waits_for_the_morning(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await court.pass_time(timedelta(hours=11))
    await own_form(olga)
    await olga.fills(**OWN)
    assert "haiku" not in anna.heard
    await court.pass_time(timedelta(hours=9, minutes=5))
    assert "haiku" in anna.heard


async def test_templates_are_those_of_the_operators_personas(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"])
    await olga.says("/templates")
    for key, persona in court.house.content.personas.items():
        assert (persona.name in olga.last.text) is (key == "octavia")
    await olga.presses("Daily")
    assert olga.last.text
