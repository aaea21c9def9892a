"""Settings: every line can be changed, what loosens is slow, and nobody but the member sets it."""

from datetime import timedelta

import pytest

from handlers.member.tasks import more_time
from storage.enums import TaskEnd, TaskType
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

SWITCHES = ("Automatic punishments", "Inspections")


async def edit(anna: Chatter, line: str, answer: str) -> None:
    """Open settings, change one line by typing, and save."""
    await anna.says("/settings")
    await anna.presses(f"{line}")
    await anna.says(answer)


async def test_a_changed_line_leads_back_to_the_summary_and_counts_once_saved(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await edit(anna, "Daily task at", "7.30 pm")
    assert "19:30" in anna.last.text
    assert (await playing.settings_of(court, anna)).daily_at == 540
    await anna.presses("Save")

    assert (await playing.settings_of(court, anna)).daily_at == 19 * 60 + 30


async def test_back_in_an_edit_leads_to_the_summary_unchanged(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/settings")
    await anna.presses("Highest intensity")
    await anna.presses("Back")

    assert anna.sees_button("Save")
    await anna.presses("Save")
    assert (await playing.settings_of(court, anna)).max_intensity == 1


async def test_the_daily_hour_cannot_lie_in_quiet_hours_whichever_is_changed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await edit(anna, "Daily task at", "23:00")
    assert "quiet hours" in anna.last.text
    await anna.says("09:00")
    await anna.presses("Quiet until")
    await anna.says("10:00")
    await anna.presses("Save")
    assert "lies in your quiet hours now" in anna.last.text
    await anna.presses("Daily task at")
    await anna.says("11:00")
    await anna.presses("Save")

    settings = await playing.settings_of(court, anna)
    assert (settings.quiet_to, settings.daily_at) == (600, 660)


@pytest.mark.parametrize(
    ("line", "answer"),
    [("Tasks a day", "9" * 5000), ("Tasks a day", "²"), ("Tasks a day", "0"), ("Daily task at", "25:00"),
     ("Time zone", "Atlantis"), ("Orientation", "x" * 101)],
)  # fmt: skip
async def test_odd_answers_are_asked_again(court: ScriptedCourt, line: str, answer: str) -> None:
    anna = await playing.member(court)
    before = await playing.settings_of(court, anna)
    await edit(anna, line, answer)

    assert "went wrong" not in anna.heard
    assert not anna.last.buttons or anna.last.text
    await anna.presses("Back")
    await anna.presses("Save")
    after = await playing.settings_of(court, anna)
    assert (after.tasks_a_day, after.daily_at, after.zone) == (before.tasks_a_day, before.daily_at, "UTC")


async def test_a_time_zone_is_found_by_its_city_and_confirmed_by_the_clock(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await edit(anna, "Time zone", "tokyo")
    assert "21:00" in anna.last.text
    await anna.presses("No")
    await anna.says("Berlin")
    await anna.presses("Yes")
    await anna.presses("Save")

    assert (await playing.settings_of(court, anna)).zone == "Europe/Berlin"


async def test_private_answers_are_sealed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await edit(anna, "Orientation", "whoever makes me laugh")
    await anna.presses("Save")

    user = await anna.user()
    assert user.orientation is not None
    assert "laugh" not in user.orientation
    async with court.storage.read() as tx:
        assert await tx.open(user, "orientation") == "whoever makes me laugh"


async def test_a_lower_cap_counts_at_once_a_higher_one_after_a_day_and_a_second_yes(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, spending_cap=100, rest_offered=True)
    await edit(anna, "Spending cap", "50")
    await anna.presses("Save")
    assert (await playing.settings_of(court, anna)).spending_cap == 50

    await edit(anna, "Spending cap", "250")
    await anna.presses("Save")
    await edit(anna, "Tasks a day", "2")
    await anna.presses("Save")
    assert (await playing.settings_of(court, anna)).spending_cap == 50
    await court.pass_time(timedelta(hours=25))
    await anna.presses("Yes")
    assert (await playing.settings_of(court, anna)).spending_cap == 250


async def test_consent_to_punishments_and_inspections_is_noted_with_time_and_in_the_journal(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    for line in SWITCHES:
        for answer in ("allowed", "not allowed"):
            await anna.says("/settings")
            await anna.presses(line)
            await anna.presses(answer)
            await anna.presses("Save")
    noted = [(facts["name"], facts["given"]) for kind, _, facts in court.journal.entries if kind == "consent"]
    assert noted == [
        ("auto_punishment", "yes"), ("auto_punishment", "no"), ("inspections", "yes"), ("inspections", "no"),
    ]  # fmt: skip


async def test_another_persona_once_a_week_with_tasks_kept_or_dropped_and_proofs_untouched(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, points=30)
    handed_in = await playing.task_of(court, anna)
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    dropped = await playing.task_of(court, anna, minutes=600)
    punishment = await playing.task_of(court, anna, type=TaskType.PUNISHMENT)
    await anna.says("/settings")
    await anna.presses("Persona")
    await anna.presses("drop my open tasks")

    assert (await anna.user()).domme_assigned != "octavia"
    assert (await anna.user()).obedience_points == 30
    for task in (dropped, punishment):
        assert (await playing.seen(court, task)).plan.ended is TaskEnd.WITHDRAWN
    assert (await playing.seen(court, handed_in)).plan.ended is None
    await anna.says("/settings")
    await anna.presses("Persona")
    assert not anna.sees_button("drop my open tasks")


async def test_settings_work_while_stopped_but_no_persona_is_changed(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await edit(anna, "Highest intensity", "2")
    await anna.presses("Save")
    assert (await playing.settings_of(court, anna)).max_intensity == 2
    await anna.says("/settings")
    await anna.presses("Persona")
    assert "Everything is stopped" in anna.last.text


async def test_in_discreet_mode_a_neutral_line_opens_and_stays_neutral_until_then(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court, discreet=True)
    task = await playing.task_of(court, anna)
    assert "A message is waiting" in anna.last.text
    assert "brass" not in anna.heard
    await playing.change(court, anna)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        seen = await playing.seen(court, task)
        seen.plan.extension_asked_at = turn.now
        await more_time.redraw(turn, turn.me, seen.task, seen.plan)
    await court.engine.settle()
    assert "brass" not in anna.heard

    await anna.presses("Open")
    assert "brass" in anna.heard
    assert olga.bubbles == []
    await anna.presses("Hand in")
    await anna.says("I did all of it, slowly, and I am glad that I did.")
    assert len(await playing.attempts(court, anna)) == 1


async def test_words_of_ones_own_are_shown_as_they_are_whatever_they_are(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/settings")
    await anna.presses("Orientation")
    await anna.says("ask")

    assert "Orientation: ask\n" in anna.last.text
