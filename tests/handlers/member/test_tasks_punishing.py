"""Punishments: only with consent, within every limit and cap, one for a failed task, none for another one."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.rules.limits import TaskSource
from storage.enums import TaskEnd, TaskStatus, TaskType
from storage.tables import PersonaSettings
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import Seen, change, entries, member, operator, seen, task_of, tasks_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def miss(court: ScriptedCourt, anna: Chatter, **values: Any) -> Seen:
    """A task of an hour whose deadline and grace pass."""
    task_id = await task_of(court, anna, minutes=60, **values)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    return await seen(court, task_id)


async def punishments(court: ScriptedCourt, anna: Chatter) -> list[Seen]:
    """Every punishment a member was given."""
    return [each for each in await tasks_of(court, anna) if each.task.type is TaskType.PUNISHMENT]


def shipped_tags(court: ScriptedCourt) -> frozenset[str]:
    """The tags that every shipped punishment of the persona touches."""
    own = court.house.content.templates_of("octavia")
    return frozenset.intersection(*(each.tags for each in own if each.type is TaskType.PUNISHMENT))


async def test_a_miss_brings_a_punishment_in_the_personas_voice_where_the_member_agreed(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50, auto_punishment=True)
    missed = await miss(court, anna)
    [punishment] = await punishments(court, anna)
    assert missed.task.status is TaskStatus.FAILED
    assert punishment.task.auto_punishment_flag
    assert punishment.plan.punishes == missed.task.id
    assert punishment.plan.intensity == 1
    lines = court.house.content.lines["octavia"].variants["punishment_assigned"]
    assert any(line in anna.heard for line in lines)
    assert anna.sees_button("Hand in proof")
    assert anna.sees_button("Listen")  # the persona's "Punishment Notice"


async def test_without_consent_a_miss_only_costs_its_points(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await miss(court, anna)
    assert await punishments(court, anna) == []
    assert [entry.taken for entry in await entries(court, anna)] == [-5]


async def test_a_failed_punishment_never_makes_another(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True, punishments_a_day=24)
    await miss(court, anna)
    [first] = await punishments(court, anna)
    await court.pass_time(3 * DAY, step=4 * HOUR)
    assert (await seen(court, first.task.id)).task.status is TaskStatus.FAILED
    assert len(await punishments(court, anna)) == 1


@pytest.mark.parametrize("cap", [{"punishments_a_day": 0}, {"tasks_a_day": 1}])
async def test_both_caps_hold(court: ScriptedCourt, cap: dict[str, Any]) -> None:
    anna = await member(court, points=50, auto_punishment=True, **cap)
    await miss(court, anna)
    assert await punishments(court, anna) == []


async def test_the_second_miss_of_a_day_brings_none_where_one_is_the_cap(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True, punishments_a_day=1)
    await miss(court, anna)
    await miss(court, anna)
    assert len(await punishments(court, anna)) == 1


async def test_a_hard_limit_that_all_of_them_touch_leaves_none(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True, hard=sorted(shipped_tags(court)))
    await miss(court, anna)
    assert await punishments(court, anna) == []


async def test_one_that_touches_a_soft_limit_is_asked_about_first_and_declining_costs_nothing(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50, auto_punishment=True, soft=sorted(shipped_tags(court)))
    await miss(court, anna)
    assert await punishments(court, anna) == []
    await anna.presses("not this one")
    assert [entry.taken for entry in await entries(court, anna)] == [-5]
    await anna.says("/tasks")
    assert not anna.sees_button("I accept")


async def test_an_accepted_one_still_names_the_task_it_answers(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True, soft=sorted(shipped_tags(court)))
    missed = await miss(court, anna)
    await anna.presses("I accept")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.punishes == missed.task.id
    assert punishment.task.auto_punishment_flag


async def test_none_follows_on_yellow(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True)
    task_id = await task_of(court, anna, minutes=60)
    await change(court, anna, yellow_until=court.clock.court() + DAY)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED
    assert await punishments(court, anna) == []


# -- where the persona asks at a miss ------------------------------------------------------------------


async def asked(court: ScriptedCourt, **settings: Any) -> tuple[Chatter, Chatter]:
    """A miss that waits on the desk."""
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona="octavia", miss_mode="ask"))
    anna, olga = await member(court, points=50, **settings), await operator(court)
    await miss(court, anna)
    await olga.says("/desk")
    return anna, olga


async def test_who_is_asked_may_let_it_count_without_a_punishment(court: ScriptedCourt) -> None:
    anna, olga = await asked(court, auto_punishment=True)
    await olga.presses("Let it count")
    assert (await anna.user()).obedience_points == 45
    assert await punishments(court, anna) == []
    assert "It counts as missed." in olga.heard


async def test_who_is_asked_may_let_it_count_with_one(court: ScriptedCourt) -> None:
    anna, olga = await asked(court, auto_punishment=True)
    await olga.presses("with a punishment")
    [punishment] = await punishments(court, anna)
    assert punishment.task.auto_punishment_flag
    assert (await anna.user()).obedience_points == 45
    assert "A punishment is on its way." in olga.heard


async def test_without_the_members_consent_that_choice_is_not_there(court: ScriptedCourt) -> None:
    _, olga = await asked(court)
    assert not olga.sees_button("with a punishment")
    assert olga.sees_button("Let it count")


async def test_who_chose_a_punishment_that_is_not_possible_hears_why(court: ScriptedCourt) -> None:
    anna, olga = await asked(court, auto_punishment=True, punishments_a_day=0)
    await olga.presses("with a punishment")
    assert await punishments(court, anna) == []
    assert (await anna.user()).obedience_points == 45
    assert "as many punishments today" in olga.heard


# -- after a rejection ---------------------------------------------------------------------------------


async def rejected(court: ScriptedCourt, **settings: Any) -> tuple[Chatter, Chatter]:
    """A proof that was rejected on the desk."""
    anna, olga = await member(court, points=50, **settings), await operator(court)
    await task_of(court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")
    return anna, olga


async def test_a_rejection_brings_none_by_itself(court: ScriptedCourt) -> None:
    anna, olga = await rejected(court, auto_punishment=True)
    assert await punishments(court, anna) == []
    assert olga.sees_button("Answer with a punishment")


async def test_an_operator_may_answer_a_rejection_with_one_of_the_personas_punishments(
    court: ScriptedCourt,
) -> None:
    anna, olga = await rejected(court)
    await olga.presses("Answer with a punishment")
    await olga.presses("apology")
    await olga.presses("Give it")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.template.endswith("written_apology")
    assert not punishment.task.auto_punishment_flag
    assert "apology" in anna.heard


async def test_one_failed_task_is_answered_once(court: ScriptedCourt) -> None:
    anna, olga = await rejected(court, punishments_a_day=24)
    await olga.presses("Answer with a punishment")
    await olga.presses("apology")
    await olga.presses("Give it")
    await olga.presses("Answer with a punishment")
    assert "answered by one already" in olga.last.text
    assert len(await punishments(court, anna)) == 1


async def test_the_rejection_of_a_punishment_offers_none(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await task_of(court, anna, type=TaskType.PUNISHMENT, source=TaskSource.OPERATOR)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    await olga.says("/desk")
    await olga.presses("Reject")
    await olga.fills(reason="The brass is dull.")
    assert not olga.sees_button("Answer with a punishment")


async def test_with_a_rejection_taken_back_its_punishment_goes_too(court: ScriptedCourt) -> None:
    anna, olga = await rejected(court)
    await olga.presses("Answer with a punishment")
    await olga.presses("apology")
    await olga.presses("Give it")
    await olga.presses("Undo")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN
    assert (await anna.user()).obedience_points == 50
