"""Giving a task: limits hold for everybody, soft ones wait for a yes, quiet hours are kept, clocks start at
delivery."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.platforms.port import TryLater
from handlers.chat.incoming import Press
from handlers.chat.outgoing import Say
from handlers.member.tasks.giving import Given, Offered, Unreachable
from handlers.rules.limits import Refusal, Refused, TaskSource
from storage.enums import Platform, ProofType, TaskStatus, TaskType
from storage.queries import people
from tests.support.court import Chatter, ScriptedCourt
from tests.support.playing import change, given, member, outcomes, seen, task_of, tasks_of

HOUR = timedelta(hours=1)
EVENING = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


def a_tag(court: ScriptedCourt) -> str:
    """Any tag of the packs."""
    return next(iter(court.house.content.tags)).key


async def test_a_task_reaches_the_member_with_its_bar_and_its_buttons(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, description="Fold three towels alike.", minutes=90)
    message = anna.last.message
    assert isinstance(message, Say)
    assert "Fold three towels alike." in message.text
    assert "words" in message.text
    assert message.meters[0].until == court.clock.wall() + timedelta(minutes=90)
    assert message.meters[0].share == 1
    assert anna.sees_button("Hand in proof")
    assert anna.sees_button("Ask for more time")
    task = await seen(court, task_id)
    assert task.plan.delivered_at == court.clock.court()
    assert task.plan.delivered_on is Platform.WEB


async def test_the_clock_starts_at_delivery(court: ScriptedCourt) -> None:
    anna = await member(court)
    court.platform.troubles.append(TryLater(3600))
    task_id = await task_of(court, anna, minutes=60)
    assert (await seen(court, task_id)).plan.delivered_at is None
    await court.pass_time(HOUR)
    task = await seen(court, task_id)
    assert task.plan.delivered_at == court.clock.court()
    assert task.task.due_at == court.clock.court() + HOUR


async def test_a_hard_limit_is_never_crossed_and_the_operator_hears_which(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, hard=[tag])
    outcome = await given(court, anna, tags=frozenset({tag}))
    assert outcome == Refused(Refusal.HARD_LIMIT, frozenset({tag}))
    assert await tasks_of(court, anna) == []
    assert anna.bubbles == []


async def test_a_soft_limit_waits_for_the_members_yes(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, soft=[tag])
    outcome = await given(court, anna, tags=frozenset({tag}), description="Something asked first.")
    assert isinstance(outcome, Offered)
    assert await tasks_of(court, anna) == []
    assert "Something asked first." in anna.last.text
    assert court.house.content.tags.label(tag) in anna.last.text
    await anna.presses("I accept")
    task = (await tasks_of(court, anna))[0]
    assert task.task.status is TaskStatus.ASSIGNED
    assert task.task.due_at == court.clock.court() + timedelta(minutes=240)
    assert "Something asked first." in anna.last.text


async def test_declining_costs_nothing(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, soft=[tag], points=50)
    await given(court, anna, tags=frozenset({tag}))
    await anna.presses("not this one")
    assert await tasks_of(court, anna) == []
    assert (await anna.user()).obedience_points == 50
    assert not anna.sees_button("I accept")


async def test_an_offer_without_an_answer_goes_as_it_came(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, soft=[tag], points=50)
    await given(court, anna, tags=frozenset({tag}))
    button = anna.button("I accept")
    await court.pass_time(timedelta(days=2, hours=1))
    assert not anna.sees_button("I accept")
    assert (await anna.user()).obedience_points == 50
    assert button.token


async def test_accepting_asks_everything_else_again(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, soft=[tag])
    await given(court, anna, tags=frozenset({tag}))
    await change(court, anna, tasks_a_day=1)
    await task_of(court, anna)
    await anna.presses("I accept")
    assert "as many tasks today" in anna.last.text
    assert "stays until" in anna.last.text
    await anna.says("/tasks")
    await court.pass_time(timedelta(days=1))
    await anna.presses("I accept")
    assert len(await tasks_of(court, anna)) == 2


async def test_a_declined_daily_excuses_its_date(court: ScriptedCourt) -> None:
    tag = a_tag(court)
    anna = await member(court, soft=[tag])
    await given(court, anna, tags=frozenset({tag}), source=TaskSource.DAILY, day="2026-03-02")
    await anna.presses("not this one")
    assert await outcomes(court, anna) == {"2026-03-02": "declined"}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"intensity": 3}, Refusal.TOO_INTENSE),
        ({"type": TaskType.INSPECTION, "source": TaskSource.INSPECTION}, Refusal.NO_INSPECTIONS),
        ({"type": TaskType.PUNISHMENT, "source": TaskSource.PUNISHMENT}, Refusal.NO_PUNISHMENTS),
    ],
)
async def test_what_the_member_has_not_consented_to_is_not_given(
    court: ScriptedCourt, values: dict[str, Any], why: Refusal
) -> None:
    anna = await member(court)
    outcome = await given(court, anna, **values)
    assert isinstance(outcome, Refused)
    assert outcome.reason is why


async def test_the_members_own_number_of_tasks_a_day_holds_for_operators_too(court: ScriptedCourt) -> None:
    anna = await member(court, tasks_a_day=2)
    await task_of(court, anna)
    await task_of(court, anna)
    assert await given(court, anna) == Refused(Refusal.TASKS_FULL)
    await court.pass_time(timedelta(days=1))
    assert isinstance(await given(court, anna), Given)


async def test_in_quiet_hours_nothing_unprompted_arrives_and_nothing_falls_due(court: ScriptedCourt) -> None:
    anna = await member(court)
    await court.pass_time(EVENING - court.clock.court())
    task_id = await task_of(court, anna, minutes=60)
    assert anna.bubbles == []
    await court.pass_time(9 * HOUR)
    assert anna.bubbles == []
    await court.pass_time(HOUR)
    task = await seen(court, task_id)
    assert task.plan.delivered_at == court.clock.court()
    assert task.task.due_at == court.clock.court() + HOUR


async def test_what_she_asks_for_herself_in_quiet_hours_is_answered_at_once(court: ScriptedCourt) -> None:
    anna = await member(court)
    await court.pass_time(EVENING - court.clock.court())
    await anna.says("/tasks")
    await anna.presses("longer work")
    task = (await tasks_of(court, anna))[0]
    assert task.task.type is TaskType.SERVITUDE
    assert task.plan.delivered_at == court.clock.court()
    assert not task.task.due_at.hour >= 22
    assert task.task.due_at.hour >= 8


async def test_longer_work_may_be_chosen_from_what_fits(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    await anna.presses("Let me choose it")
    rows = [each for each in anna.last.text.split("\n\n") if "Proof:" in each]
    buttons = [each for each in anna.last.buttons if each.label not in ("Next", "Back")]
    assert 0 < len(rows) <= 5
    assert len(buttons) == len(rows)
    wanted = buttons[-1].label.removesuffix("…")
    await anna.presses(wanted)
    [task] = await tasks_of(court, anna)
    assert task.task.type is TaskType.SERVITUDE
    assert wanted in anna.heard
    await anna.says("/tasks")
    await anna.presses("Let me choose it")
    assert "longer work open already" in anna.last.text


async def test_one_piece_of_longer_work_at_a_time(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    await anna.presses("longer work")
    await anna.presses("longer work")
    assert "open already" in anna.last.text
    assert len(await tasks_of(court, anna)) == 1


async def test_a_challenge_word_comes_with_the_task_and_stays_the_same(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO, challenge=True)
    plan = (await seen(court, task_id)).plan
    async with court.storage.read() as tx:
        word = await tx.open(plan, "challenge")
    assert word
    assert word in anna.last.text
    await anna.says("/tasks")
    assert anna.heard.count(word) >= 2


async def test_a_timed_task_is_started_and_not_done_before_its_least_duration(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, least_minutes=30)
    assert not anna.sees_button("Hand in proof")
    await anna.says("I have already sat still for you, quite a while.")
    assert "start it first" in anna.last.text
    await anna.presses("Start now")
    assert (await seen(court, task_id)).plan.started_at == court.clock.court()
    await court.pass_time(timedelta(minutes=12))
    await anna.says("I have already sat still for you, quite a while.")
    assert "18 min" in anna.last.text
    assert (await seen(court, task_id)).task.status is TaskStatus.ASSIGNED
    await court.pass_time(timedelta(minutes=18))
    await anna.says("I have already sat still for you, quite a while.")
    assert (await seen(court, task_id)).task.status is TaskStatus.SUBMITTED


async def test_a_task_started_too_late_says_so(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, least_minutes=30, minutes=60)
    await court.pass_time(timedelta(minutes=45), step=timedelta(minutes=15))
    await anna.presses("Start now")
    assert "Mind the clock" in anna.last.text


async def test_pressing_start_twice_keeps_the_first_time(court: ScriptedCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, least_minutes=30)
    button = anna.button("Start now")
    await anna.presses("Start now")
    started = (await seen(court, task_id)).plan.started_at
    await court.pass_time(timedelta(minutes=5))
    await press(anna, button.token)
    assert (await seen(court, task_id)).plan.started_at == started
    assert "Nothing has changed" in anna.last.text


async def test_another_members_task_cannot_be_started(court: ScriptedCourt) -> None:
    anna, bert = await member(court), await member(court, "bert")
    task_id = await task_of(court, anna, least_minutes=30)
    await press(bert, anna.button("Start now").token)
    assert (await seen(court, task_id)).plan.started_at is None
    assert "Nothing has changed" in bert.last.text


async def test_discreet_members_see_a_neutral_line_first(court: ScriptedCourt) -> None:
    anna = await member(court, discreet=True)
    await task_of(court, anna, description="Something private.")
    assert "Something private." not in anna.heard
    await anna.presses("Open")
    assert "Something private." in anna.heard
    assert anna.sees_button("Hand in proof")


async def test_a_member_who_cannot_be_reached_gets_no_task(court: ScriptedCourt) -> None:
    anna = await member(court)
    person = await anna.person()
    async with court.storage.begin() as tx:
        for account in await people.accounts_of(tx, person.id):
            account.unreachable_at = court.clock.wall()
    outcome = await given(court, anna)
    assert outcome == Unreachable()
    assert await tasks_of(court, anna) == []


async def press(chatter: Chatter, token: str) -> None:
    """Press a button by what it carries."""
    await chatter.does(Press(token))
