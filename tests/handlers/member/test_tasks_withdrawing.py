"""A new hard limit withdraws at once, and free of cost, what is open or offered."""

from datetime import timedelta

from handlers.member.tasks.withdrawing import withdraw_touching
from handlers.rules.limits import Limits
from storage.enums import TaskEnd, TaskStatus
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import attempts, given, member, seen, task_of

HOUR = timedelta(hours=1)
WORDS = "The hallway is long and smells of lavender."


def tags(court: ScriptedCourt) -> tuple[str, str]:
    """Two tags of the packs."""
    first, second, *_ = court.house.content.tags
    return first.key, second.key


async def forbid(court: ScriptedCourt, anna: Chatter, tag: str) -> int:
    """The member makes a tag a hard limit; returns how much that ended."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        ended = await withdraw_touching(turn, turn.me, Limits(hard=frozenset({tag})))
    await court.engine.settle()
    return ended


async def test_what_touches_it_ends_and_what_does_not_goes_on(court: ScriptedCourt) -> None:
    one, other = tags(court)
    anna = await member(court, points=20)
    touching = await task_of(court, anna, tags=frozenset({one}))
    harmless = await task_of(court, anna, tags=frozenset({other}))
    assert await forbid(court, anna, one) == 1
    assert (await seen(court, touching)).plan.ended is TaskEnd.WITHDRAWN
    assert (await seen(court, harmless)).plan.ended is None
    assert (await anna.user()).obedience_points == 20
    assert anna.bubbles[0].buttons == ()
    assert anna.bubbles[1].buttons != ()


async def test_offers_and_frozen_tasks_end_too(court: ScriptedCourt) -> None:
    one, _ = tags(court)
    anna = await member(court, soft=[one])
    await given(court, anna, tags=frozenset({one}))
    assert await forbid(court, anna, one) == 1
    assert not anna.sees_button("I accept")
    bert = await member(court, "bert")
    frozen = await task_of(court, bert, tags=frozenset({one}))
    await bert.stops()
    assert await forbid(court, bert, one) == 1
    assert (await seen(court, frozen)).plan.ended is TaskEnd.WITHDRAWN


async def test_a_task_still_on_its_way_is_not_sent_any_more(court: ScriptedCourt) -> None:
    one, _ = tags(court)
    anna = await member(court, quiet_from=11 * 60, quiet_to=13 * 60)
    await task_of(court, anna, tags=frozenset({one}))
    await forbid(court, anna, one)
    await court.pass_time(2 * HOUR)
    assert anna.bubbles == []


async def test_a_proof_already_handed_in_is_still_judged(court: ScriptedCourt) -> None:
    one, _ = tags(court)
    anna = await member(court)
    task_id = await task_of(court, anna, tags=frozenset({one}))
    await anna.says(WORDS)
    assert await forbid(court, anna, one) == 0
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED
    assert (await attempts(court, anna))[0].verdict is None
