"""One request for more time per task: what nobody answers is granted."""

from datetime import timedelta

from handlers.member.tasks.deciding import AlreadySettled, NotPossible, Settled
from handlers.member.tasks.more_time import decide_extension
from handlers.rules.court_rules import CourtRules
from storage.enums import TaskStatus
from storage.tables import PersonaSettings
from tests.support.court import ScriptedCourt
from tests.support.playing import member, operator, seen, task_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_more_time_is_asked_for_once_and_answered_at_once_when_the_persona_is_away(
    court: ScriptedCourt,
) -> None:
    anna = await member(court)
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona="octavia", away_until=court.clock.court() + 24 * HOUR))
    task_id = await task_of(court, anna, minutes=120)
    await anna.presses("more time")
    task = await seen(court, task_id)
    assert task.plan.extension_granted is True
    assert task.task.due_at == court.clock.court() + 3 * HOUR
    assert "15:00" in anna.last.text
    assert not anna.sees_button("more time")


async def test_a_request_nobody_answers_is_granted_at_the_deadline(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, minutes=120)
    await anna.presses("more time")
    assert (await seen(court, task_id)).plan.extension_asked_at == court.clock.court()
    await court.pass_time(151 * MINUTE, step=30 * MINUTE)
    task = await seen(court, task_id)
    assert task.task.status is TaskStatus.ASSIGNED
    assert task.plan.extension_granted is True
    assert "nobody answered" in anna.heard
    await court.pass_time(92 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED


async def test_a_court_may_have_no_more_time_at_all(court: ScriptedCourt) -> None:
    object.__setattr__(court.house, "rules", CourtRules(extension_share=0))
    anna = await member(court)
    await task_of(court, anna)
    assert not anna.sees_button("more time")


async def test_an_operator_grants_it_with_one_tap_and_the_second_operator_hears_who_did(
    court: ScriptedCourt,
) -> None:
    anna, olga, paul = await member(court), await operator(court), await operator(court, "paul")
    task_id = await task_of(court, anna, minutes=120)
    await anna.presses("more time")
    async with court.engine.turns.about((await olga.person()).id) as turn:
        done = await decide_extension(turn, task_id, True)
    assert done == Settled(court.clock.court() + 3 * HOUR)
    async with court.engine.turns.about((await paul.person()).id) as turn:
        assert await decide_extension(turn, task_id, False) == AlreadySettled((await olga.person()).id)
    await court.engine.settle()
    assert "15:00" in anna.last.text
    assert (await seen(court, task_id)).task.due_at == court.clock.court() + 3 * HOUR


async def test_while_a_near_miss_holds_nothing_changes_in_the_members_chat(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    task_id = await task_of(court, anna, minutes=120)
    await anna.presses("more time")
    await anna.says("marmelade sky")
    before = anna.heard
    async with court.engine.turns.about((await olga.person()).id) as turn:
        await decide_extension(turn, task_id, True)
    await court.engine.settle()
    assert anna.heard == before

    await anna.presses("go on")
    assert "3 h" in anna.heard or "15:00" in anna.heard


async def test_a_refused_request_leaves_the_deadline_where_it_was(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    task_id = await task_of(court, anna, minutes=120)
    due = (await seen(court, task_id)).task.due_at
    await anna.presses("more time")
    async with court.engine.turns.about((await olga.person()).id) as turn:
        assert await decide_extension(turn, task_id, False) == Settled(None)
    await court.engine.settle()
    assert (await seen(court, task_id)).task.due_at == due
    await court.pass_time(151 * MINUTE, step=30 * MINUTE)
    assert (await seen(court, task_id)).task.status is TaskStatus.FAILED


async def test_nobody_grants_what_is_not_hers_to_grant(court: ScriptedCourt) -> None:
    anna, other = await member(court), await operator(court, personas=["hale"])
    olga = await operator(court, "paul")
    task_id = await task_of(court, anna, minutes=120)
    async with court.engine.turns.about((await olga.person()).id) as turn:
        assert await decide_extension(turn, task_id, True) == NotPossible("not_asked")
    await anna.presses("more time")
    async with court.engine.turns.about((await other.person()).id) as turn:
        assert await decide_extension(turn, task_id, True) == NotPossible("not_yours")
    async with court.engine.turns.about((await anna.person()).id) as turn:
        assert await decide_extension(turn, task_id, True) == NotPossible("own")
    assert (await seen(court, task_id)).plan.extension_granted is None
