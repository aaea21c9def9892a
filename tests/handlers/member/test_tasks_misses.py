"""Where a persona asks at a miss, an operator decides what it costs; unanswered, it costs nothing."""

from datetime import timedelta

from handlers.member.tasks.deciding import AlreadySettled, Settled
from handlers.member.tasks.misses import MissDecision, decide_miss
from storage.enums import TaskEnd, TaskStatus
from storage.tables import PersonaSettings
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import Seen, entries, member, operator, seen, task_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def missed(court: ScriptedCourt, anna: Chatter) -> Seen:
    """A deadline passed at a persona who asks first."""
    async with court.storage.begin() as tx:
        tx.add(PersonaSettings(persona="octavia", miss_mode="ask"))
    task_id = await task_of(court, anna, minutes=60)
    await court.pass_time(91 * MINUTE, step=30 * MINUTE)
    return await seen(court, task_id)


async def decide(court: ScriptedCourt, olga: Chatter, miss: Seen, decision: MissDecision) -> object:
    """An operator's decision."""
    async with court.engine.turns.about((await olga.person()).id) as turn:
        outcome = await decide_miss(turn, miss.task.id, decision)
    await court.engine.settle()
    return outcome


async def test_a_miss_waits_for_an_operator_and_the_member_hears_so(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    miss = await missed(court, anna)
    assert miss.task.status is TaskStatus.ASSIGNED
    assert miss.plan.missed_at == court.clock.court()
    assert "looked at by a person" in anna.last.text
    assert await entries(court, anna) == []


async def test_applied_it_fails_as_usual(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    miss = await missed(court, anna)
    assert await decide(court, olga, miss, MissDecision.APPLY) == Settled(None)
    assert (await seen(court, miss.task.id)).task.status is TaskStatus.FAILED
    assert (await anna.user()).obedience_points == 45
    again = await decide(court, olga, miss, MissDecision.APPLY)
    assert again == AlreadySettled((await olga.person()).id)


async def test_postponed_it_is_open_again_until_later(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    miss = await missed(court, anna)
    until = court.clock.court() + HOUR
    assert await decide(court, olga, miss, MissDecision.POSTPONE) == Settled(until)
    assert (await seen(court, miss.task.id)).task.due_at == until
    assert anna.sees_button("Hand in proof")


async def test_dismissed_it_costs_nothing(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    miss = await missed(court, anna)
    await decide(court, olga, miss, MissDecision.DISMISS)
    assert (await seen(court, miss.task.id)).plan.ended is TaskEnd.VOID
    assert (await anna.user()).obedience_points == 50
    assert "let go" in anna.last.text


async def test_undecided_for_two_days_it_is_dismissed(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    miss = await missed(court, anna)
    await court.pass_time(48 * HOUR, step=24 * HOUR)
    assert (await seen(court, miss.task.id)).plan.ended is TaskEnd.VOID
    assert (await anna.user()).obedience_points == 50
