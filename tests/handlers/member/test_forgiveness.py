"""Tribute forgiveness: the price first, then a yes, then everything at once and only once."""

from datetime import timedelta

from handlers.chat.incoming import Press
from handlers.rules.court_rules import CourtRules
from storage.enums import AppealResult, TaskEnd, TaskStatus, TaskType, Verdict
from tests.handlers.judged import handed_in
from tests.support.appealing import appealed, appeals_of, decide, missed, punishments
from tests.support.court import Chatter, ScriptedCourt
from tests.support.forgiving import forgiven, gift, purse, token_entries
from tests.support.playing import (
    attempts,
    entries,
    given,
    judge,
    member,
    operator,
    outcomes,
    seen,
    task_of,
)

HOUR = timedelta(hours=1)
WORDS = "I missed it, I am sorry, and tomorrow I shall not miss it again at all."


def says(court: ScriptedCourt, anna: Chatter, event: str) -> bool:
    """Whether her persona has said something at this event."""
    return any(line in anna.heard for line in court.house.content.lines["octavia"].variants[event])


def yeses(anna: Chatter) -> list[str]:
    """The tokens of every yes she could press, the oldest first."""
    return [choice.token for each in anna.bubbles for choice in each.buttons if "Yes, for" in choice.label]


async def test_the_price_is_shown_first_with_what_comes_back_and_a_yes_forgives(court: ScriptedCourt) -> None:
    anna = await member(court, points=102)
    await gift(court, anna, 20)
    for day in ("2026-03-01", "2026-03-03"):
        await given(court, anna, type=TaskType.DAILY, day=day)
    task_id = await missed(court, anna, day="2026-03-02", description="Iron the blue shirt.")
    assert (await anna.user()).obedience_points == 97
    await anna.presses("Have it forgiven")
    assert "Forgiving this costs 15 tokens" in anna.last.text
    assert "Iron the blue shirt." in anna.last.text
    assert "Points that come back: 5." in anna.last.text
    assert await purse(court, anna) == 20
    assert await forgiven(court, anna) == []

    await anna.presses("Yes, for 15 tokens")
    [row] = await forgiven(court, anna)
    assert (row.task_id, row.tokens_spent, row.processed_at) == (task_id, 15, court.clock.court())
    assert await purse(court, anna) == 5
    task = await seen(court, task_id)
    assert (task.task.status, task.plan.restored_at) == (TaskStatus.FAILED, court.clock.court())
    assert (await anna.user()).obedience_points == 102
    assert sum(entry.taken for entry in await entries(court, anna)) == 0
    assert (await outcomes(court, anna))["2026-03-02"] == "forgiven"
    assert says(court, anna, "forgiven")
    assert "15 tokens paid, 5 left. Points given back: 5." in anna.heard
    assert not anna.sees_button("Have it forgiven")
    assert not anna.sees_button("Appeal")


async def test_streak_and_tier_are_shown_as_they_will_be(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    await gift(court, anna, 500)
    for number, points in enumerate((100, 60)):
        attempt = await handed_in(court, anna, day=f"2026-03-0{1 + number}", points=points)
        await judge(court, olga, attempt, Verdict.APPROVED)
    await missed(court, anna, day="2026-03-03", points=200)
    assert (await anna.user()).tier_status == "Watched"
    await anna.presses("Have it forgiven")
    assert "Days in a row: 2 instead of 0." in anna.last.text
    assert "Your tier: Considered." in anna.last.text
    await anna.presses("Yes, for")
    assert (await anna.user()).tier_status == "Considered"
    assert (await anna.user()).obedience_points == 160
    assert says(court, anna, "tier_up") or "Considered" in anna.last.text


async def test_with_too_few_tokens_it_says_how_many_are_missing_and_where_they_are(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 14)
    task_id = await missed(court, anna)
    await anna.presses("Have it forgiven")
    assert "Tokens missing: 1." in anna.last.text
    assert not anna.sees_button("Yes, for")
    await anna.presses("To my tokens")
    assert "You hold 14 tokens" in anna.last.text
    assert (await seen(court, task_id)).plan.restored_at is None


async def test_tokens_spent_meanwhile_forgive_nothing(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 20)
    for each in ("Iron the shirt.", "Wax the floor."):
        await missed(court, anna, description=each)
    await anna.says("/forgive")
    await anna.presses("Iron")
    await anna.presses("Wax")
    iron, wax = yeses(anna)
    await anna.does(Press(iron))
    await anna.does(Press(wax))
    assert "Tokens missing: 10." in anna.last.text
    assert await purse(court, anna) == 5
    assert len(await forgiven(court, anna)) == 1


async def test_the_command_lists_what_can_be_forgiven_in_pages(court: ScriptedCourt) -> None:
    anna = await member(court, points=500)
    await anna.says("/forgive")
    assert "nothing to forgive" in anna.last.text
    for number in range(7):
        await task_of(court, anna, minutes=60, description=f"Task {number}")
    await court.pass_time(timedelta(minutes=91), step=timedelta(minutes=30))
    await anna.says("/forgive")
    assert "You hold 0 tokens" in anna.last.text
    assert sum("15 tokens" in button.label for button in anna.last.buttons) == 6
    await anna.presses("Older")
    assert sum("15 tokens" in button.label for button in anna.last.buttons) == 1
    await anna.presses("Newer")
    assert sum("15 tokens" in button.label for button in anna.last.buttons) == 6


async def test_a_price_that_has_changed_is_shown_anew_before_anything_is_paid(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 100)
    await missed(court, anna)
    await anna.presses("Have it forgiven")
    rules = CourtRules(forgiveness_tokens=40)
    object.__setattr__(court.house, "rules", rules)
    await anna.presses("Yes, for 15")
    assert "The price has changed" in anna.heard
    assert await purse(court, anna) == 100
    await anna.presses("Yes, for 45")
    assert await purse(court, anna) == 55


async def test_a_punishment_not_done_is_withdrawn(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.presses("Have it forgiven")
    assert "The punishment that followed is withdrawn." in anna.last.text
    await anna.presses("Yes, for")
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN
    assert says(court, anna, "punishment_withdrawn")


async def test_a_punishment_done_already_is_kept_with_its_points_and_that_is_said(
    court: ScriptedCourt,
) -> None:
    anna = await member(court, points=50, auto_punishment=True, hard=["recitation"])
    olga = await operator(court)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.says(WORDS)
    await judge(court, olga, (await attempts(court, anna))[0], Verdict.APPROVED)
    before = (await anna.user()).obedience_points
    await anna.presses("Have it forgiven")
    assert "it stays, with its points" in anna.last.text
    await anna.presses("Yes, for")
    assert (await anna.user()).obedience_points == before + 5
    assert says(court, anna, "punishment_kept")


async def test_a_failed_punishment_is_in_the_price_and_made_good_as_well(court: ScriptedCourt) -> None:
    anna = await member(court, points=50, auto_punishment=True)
    await gift(court, anna, 100)
    task_id = await missed(court, anna)
    [punishment] = await punishments(court, anna)
    await court.pass_time(timedelta(days=2), step=4 * HOUR)
    cost = 50 - (await anna.user()).obedience_points
    assert cost > 5
    await anna.says("/forgive")
    await anna.presses("brass")
    assert f"Points that come back: {cost}." in anna.last.text
    assert "without a further price" in anna.last.text
    await anna.presses(f"Yes, for {10 + cost}")
    assert (await anna.user()).obedience_points == 50
    for each in (task_id, punishment.task.id):
        assert (await seen(court, each)).plan.restored_at is not None


async def test_a_waiting_appeal_is_told_of_first_and_goes_on_for_the_tokens(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50, auto_punishment=True), await operator(court)
    await gift(court, anna, 20)
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await olga.says("/desk")
    assert olga.sees_button("Approve")
    await anna.says("/forgive")
    await anna.presses("brass")
    assert "Your appeal against it still waits" in anna.last.text
    assert "if it is approved, your tokens come back" in anna.last.text
    await anna.presses("Yes, for 15")
    assert (await appeals_of(court, anna))[0].result is AppealResult.PENDING
    assert "Your appeal goes on; if it is approved, your tokens come back." in anna.heard
    [punishment] = await punishments(court, anna)
    assert punishment.plan.ended is TaskEnd.WITHDRAWN
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "(not done, and forgiven; your appeal waits for its answer)" in anna.last.text
    assert not any(button.label.startswith("Appeal:") for button in anna.last.buttons)

    await olga.presses("Approve")
    assert "the 15 tokens you paid for that are yours again" in anna.heard
    assert await purse(court, anna) == 20
    assert (await anna.user()).obedience_points == 50
    assert (await punishments(court, anna))[0].plan.ended is TaskEnd.WITHDRAWN
    await decide(court, olga, appeal, AppealResult.APPROVED)
    assert await purse(court, anna) == 20


async def test_whoever_was_denied_is_shown_the_way_to_forgiveness(court: ScriptedCourt) -> None:
    anna, olga = await member(court, points=50), await operator(court)
    await gift(court, anna, 20)
    await missed(court, anna)
    appeal = await appealed(court, anna)
    await decide(court, olga, appeal, AppealResult.DENIED, "No train runs there.")
    await anna.presses("Have it forgiven")
    await anna.presses("Yes, for 15")
    assert (await anna.user()).obedience_points == 50


async def test_it_is_off_while_everything_stands_still(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.presses("Have it forgiven")
    token = anna.button("Yes, for").token
    await anna.stops()
    await anna.does(Press(token))
    await anna.says("/forgive")
    assert await forgiven(court, anna) == []
    assert await purse(court, anna) == 20


async def test_what_can_be_seen_of_it_afterwards(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 20)
    await missed(court, anna)
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "(not done, −5)" in anna.last.text
    await anna.presses("Forgive:")
    await anna.presses("Yes, for 15")
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert "(not done, and forgiven)" in anna.last.text
    assert not any("Forgive:" in button.label for button in anna.last.buttons)
    await anna.says("/tokens")
    await anna.presses("Statement")
    assert "-15  a task forgiven" in anna.last.text


async def test_without_tokens_to_be_had_no_button_leads_to_them(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await missed(court, anna)
    assert anna.sees_button("Appeal")
    assert not anna.sees_button("Have it forgiven")


async def test_a_second_yes_pays_nothing(court: ScriptedCourt) -> None:
    anna = await member(court, points=50)
    await gift(court, anna, 100)
    await missed(court, anna)
    for _ in range(2):
        await anna.says("/forgive")
        await anna.presses("brass")
    first, second = yeses(anna)
    await anna.does(Press(first))
    await anna.does(Press(second))
    assert "made good already. Nothing was paid." in anna.last.text
    assert len(await token_entries(court, anna)) == 2
