"""Asked again on holiday: nothing runs, nothing is lost; the time left begins with the return."""

from datetime import timedelta

from storage.enums import TaskStatus, Verdict
from tests.support import playing
from tests.support.court import ScriptedCourt


async def test_another_try_asked_for_on_a_holiday_waits_for_the_return(court: ScriptedCourt) -> None:
    anna = await playing.member(court, points=50)
    olga = await playing.operator(court)
    task = await playing.task_of(court, anna, minutes=240)
    await anna.says("I did it exactly as told, and it took a while.")
    await anna.says("/pause")
    attempt = (await playing.attempts(court, anna))[0]
    await playing.judge(court, olga, attempt, Verdict.ASKED_AGAIN)
    await court.pass_time(timedelta(days=3), step=timedelta(hours=6))
    seen = await playing.seen(court, task)
    assert seen.task.status is TaskStatus.ASSIGNED
    assert seen.plan.ended is None
    await anna.presses("I am back")
    seen = await playing.seen(court, task)
    assert seen.plan.frozen_at is None
    assert seen.task.due_at - court.clock.court() >= timedelta(hours=1)
    assert (await anna.user()).obedience_points == 50
