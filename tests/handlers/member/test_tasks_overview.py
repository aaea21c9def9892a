"""/tasks: what is open, what waits, what is offered, what is over."""

from datetime import timedelta

from handlers.chat.outgoing import Say
from storage.enums import Verdict
from tests.support.court import ScriptedCourt
from tests.support.playing import attempts, given, judge, member, operator, task_of

HOUR = timedelta(hours=1)


async def test_open_tasks_are_shown_with_their_bars_soonest_first(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="The later one.", minutes=300)
    await task_of(court, anna, description="The sooner one.", minutes=100)
    before = len(anna.bubbles)
    await anna.says("/tasks")
    shown = anna.since(before)
    assert shown.index("The sooner one.") < shown.index("The later one.")
    message = anna.bubbles[before].message
    assert isinstance(message, Say)
    assert message.meters[0].until is not None


async def test_buttons_move_to_where_a_task_was_shown_last(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna)
    await anna.says("/tasks")
    assert anna.bubbles[0].buttons == ()
    assert anna.bubbles[1].buttons != ()


async def test_the_bar_shows_what_is_left(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, minutes=240)
    await court.pass_time(HOUR)
    await anna.says("/tasks")
    message = anna.bubbles[-2].message
    assert isinstance(message, Say)
    assert message.meters[0].share == 0.75


async def test_what_waits_for_review_is_listed_and_no_longer_open(court: ScriptedCourt) -> None:
    anna = await member(court)
    await task_of(court, anna, description="Describe the hallway.")
    await anna.says("It is long and smells of lavender.")
    before = len(anna.bubbles)
    await anna.says("/tasks")
    assert "Waiting for review since 12:00: Describe the hallway." in anna.since(before)


async def test_offers_are_shown_again_with_their_buttons(court: ScriptedCourt) -> None:
    tag = next(iter(court.house.content.tags)).key
    anna = await member(court, soft=[tag])
    await given(court, anna, tags=frozenset({tag}), description="Asked first.")
    before = len(anna.bubbles)
    await anna.says("/tasks")
    assert "Asked first." in anna.since(before)
    await anna.presses("I accept")
    assert anna.sees_button("Hand in proof")


async def test_history_pages_through_what_is_over(court: ScriptedCourt) -> None:
    anna, olga = await member(court), await operator(court)
    for number in range(8):
        await task_of(court, anna, description=f"Task number {number}.")
        await anna.says(f"This is the proof of number {number}, as asked.")
    for each in await attempts(court, anna):
        await judge(court, olga, each, Verdict.APPROVED)
    await anna.says("/tasks")
    await anna.presses("What is over")
    assert anna.last.text.count("done, +10") == 6
    await anna.presses("Older")
    assert anna.last.text.count("done, +10") == 2
    await anna.presses("Newer")
    assert anna.last.text.count("done, +10") == 6


async def test_with_nothing_open_the_persona_says_so(court: ScriptedCourt) -> None:
    anna = await member(court)
    await anna.says("/tasks")
    lines = court.house.content.lines["octavia"].variants["no_task"]
    assert anna.bubbles[0].text in lines
    await anna.presses("What is over")
    assert "Nothing is over yet" in anna.last.text


async def test_many_open_tasks_do_not_flood_the_chat(court: ScriptedCourt) -> None:
    anna = await member(court)
    for _ in range(8):
        await task_of(court, anna)
    before = len(anna.bubbles)
    await anna.says("/tasks")
    assert len(anna.bubbles) - before == 7
    assert "And 2 more" in anna.last.text
