"""Red, the near miss, and what is quiet afterwards."""

from datetime import timedelta

import pytest

from handlers.chat.incoming import Attachment, Edited, Press, Reachability, Upload
from handlers.chat.outgoing import Speaker
from handlers.member.safety.by_name import stop_by_name
from storage.enums import ProofType, TaskEnd, TaskType
from tests.support import playing
from tests.support.court import ScriptedCourt
from tests.support.people import SAFEWORD

LONG_PROOF = "I did all of it, slowly, and I am glad that I did."


@pytest.mark.parametrize("words", [SAFEWORD, "oh MARMALADE  sky please", "stop", "🔴", "/stop", "/safeword"])
async def test_red_stops_everything_and_answers_plainly_where_it_was_said(
    court: ScriptedCourt, words: str
) -> None:
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    await anna.says(words)

    assert (await anna.person()).stopped_at == court.clock.court()
    assert (await playing.seen(court, task)).plan.frozen_at is not None
    message = anna.last.message
    assert message.by is Speaker.SAFETY
    assert "You did right" in anna.last.text


async def test_an_edit_or_a_blocked_bot_is_a_stop_too(court: ScriptedCourt) -> None:
    anna, beth = await playing.member(court, "anna"), await playing.member(court, "beth")
    await anna.does(Edited(f"what I meant: {SAFEWORD}"))
    await beth.does(Reachability(reachable=False))

    assert (await anna.person()).stopped_at is not None
    assert (await beth.person()).stopped_at is not None


async def test_operators_are_told_who_and_when_but_never_the_words(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says(f"{SAFEWORD}, I cannot")

    assert "stopped everything" in olga.last.text
    assert "anna" not in olga.heard
    assert "cannot" not in olga.heard
    await olga.presses("Look privately")
    assert "anna" in olga.last.text


async def test_a_second_red_is_not_told_again_and_asks_in_once_only(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("red")
    await court.pass_time(timedelta(hours=3))
    await anna.says("red")

    assert olga.heard.count("stopped everything") == 1
    assert "still stopped" in anna.last.text
    await court.pass_time(timedelta(days=3), step=timedelta(hours=6))
    assert anna.heard.count("A day ago you stopped") == 1


async def test_a_red_during_a_time_out_is_told_because_nobody_knows_of_it_yet(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("/timeout")
    await anna.presses("7 days")
    assert olga.bubbles == []

    await anna.says("red")
    assert "stopped everything" in olga.last.text
    assert (await anna.person()).timeout_until == court.clock.court() + timedelta(days=7)


async def test_the_check_in_can_be_switched_off(court: ScriptedCourt) -> None:
    anna = await playing.member(court, check_in=False)
    beth = await playing.member(court, "beth")
    await anna.says("red")
    await beth.says("red")
    await playing.change(court, beth, check_in=False)
    await court.pass_time(timedelta(days=2))

    assert "A day ago" not in anna.heard + beth.heard


async def test_what_came_with_the_word_is_never_proof(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture(), caption=f"here, {SAFEWORD}")

    assert await playing.attempts(court, anna) == []


@pytest.mark.parametrize("caption", [f"here, and {SAFEWORD}", "marmelade sky"])
async def test_a_file_that_came_with_the_word_is_destroyed(court: ScriptedCourt, caption: str) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    picture = court.platform.hold(playing.picture())
    await anna.does(Upload((Attachment(picture),), caption))

    assert not court.platform.holds(picture)
    assert not await playing.attempts(court, anna)


async def test_punishments_not_done_are_withdrawn(court: ScriptedCourt) -> None:
    anna = await playing.member(court, auto_punishment=True)
    task = await playing.task_of(court, anna, type=TaskType.PUNISHMENT)
    await anna.says("red")

    assert (await playing.seen(court, task)).plan.ended is TaskEnd.WITHDRAWN


async def test_a_proof_waiting_leaves_the_desk_and_every_operators_chat(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says(LONG_PROOF)
    await olga.says("/desk")
    assert LONG_PROOF in olga.heard
    approve = olga.button("Approve")
    await anna.says("red")

    assert LONG_PROOF not in olga.heard
    await olga.does(Press(approve.token))
    await olga.says("/desk")
    assert LONG_PROOF not in olga.heard
    [attempt] = await playing.attempts(court, anna)
    assert attempt.verdict is None


async def test_queued_game_never_arrives_and_old_buttons_do_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    hand_in = anna.button("Hand in")
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, "Later, my dear.", not_before=turn.now + timedelta(hours=1))
    await anna.says("red")
    await anna.does(Press(hand_in.token))
    assert "earlier moment" in anna.last.text

    await court.pass_time(timedelta(hours=2))
    assert "Later, my dear" not in anna.heard


async def test_the_stops_own_buttons_work_and_the_cool_off_only_gets_longer(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await anna.presses("Quiet for a week")
    assert (await anna.person()).cooloff_until == court.clock.court() + timedelta(days=7)
    await anna.presses("Quiet for a day")
    assert (await anna.person()).cooloff_until == court.clock.court() + timedelta(days=7)


async def test_buttons_of_safety_and_of_an_operators_alerts_outlive_a_stop(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("/exclude")
    await olga.says("red")
    await anna.says("red")
    await olga.says("red")

    await olga.presses("Look privately")
    assert "anna" in olga.last.text
    await anna.presses("6 months")
    assert "Once more, plainly" in anna.last.text


async def test_operators_write_only_if_asked_and_then_out_of_character(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await anna.says("red")
    await olga.presses("Look privately")
    await olga.presses("Write")
    assert "Please leave it so" in olga.last.text

    await anna.presses("a person to write")
    await olga.presses("Write")
    await olga.fills(text="I am here if you need me.")
    assert "I am here" in anna.last.text
    assert anna.last.message.by is Speaker.SAFETY


async def test_having_asked_for_a_person_once_does_not_last_into_the_next_stop(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await anna.presses("a person to write")
    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    await anna.presses("Come back")
    await anna.says("red")

    assert (await anna.person()).contact_wanted_at is None


# -- the near miss -------------------------------------------------------------------------------------


async def test_a_near_miss_holds_without_an_alert_and_a_word_lifts_it(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    task = await playing.task_of(court, anna)
    await anna.says("marmalade sly")
    assert (await anna.person()).held_at is not None
    assert olga.bubbles == []

    await anna.presses("No, go on")
    assert (await anna.person()).held_at is None
    assert (await playing.seen(court, task)).plan.frozen_at is None


async def test_a_near_miss_nobody_answers_becomes_red_after_ten_minutes(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("marmalade sly")
    await court.pass_time(timedelta(minutes=9))
    assert (await anna.person()).stopped_at is None
    await court.pass_time(timedelta(minutes=2))
    assert (await anna.person()).stopped_at is not None
    assert not anna.sees_button("No, go on")


async def test_a_near_miss_while_stopped_holds_nothing_and_lifts_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("marmalade sly")
    go_on = anna.button("No, go on")
    await anna.says("red")
    await anna.does(Press(go_on.token))
    assert "still stopped" in anna.last.text
    await anna.says("marmalade sly")
    assert "still stopped" in anna.last.text
    assert (await anna.person()).held_at is None


# -- changing the word, and the stop by name -----------------------------------------------------------


async def test_a_changed_safeword_counts_at_once_and_the_old_one_for_thirty_days(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await anna.says("/settings")
    await anna.presses("Safeword")
    await anna.says("velvet anchor")
    await anna.says("velvet anchor")
    await anna.says(SAFEWORD)
    assert (await anna.person()).stopped_at is not None, "the old word is meant, also in the drill"

    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    await anna.presses("Come back")
    await anna.says("velvet anchor")
    assert (await anna.person()).stopped_at is not None
    await court.pass_time(timedelta(days=31))
    await anna.says("/resume")
    await anna.presses("Come back")
    await anna.says(SAFEWORD)
    assert (await anna.person()).stopped_at is None


async def test_a_change_of_word_cancelled_in_the_drill_says_that_it_counts(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/settings")
    await anna.presses("Safeword")
    await anna.says("velvet anchor")
    await anna.says("velvet anchor")
    await anna.says("/cancel")

    assert "counts from now on" in anna.last.text
    await anna.says("velvet anchor")
    assert (await anna.person()).stopped_at is not None


@pytest.mark.parametrize(
    ("name", "word", "stops"),
    [
        ("Anna", SAFEWORD, True),
        ("anna", "marmalade", False),
        ("nobody", SAFEWORD, False),
        ("a" + "\u0301" * 90_000, SAFEWORD, False),
    ],
)
async def test_name_and_word_stop_from_anywhere(
    court: ScriptedCourt, name: str, word: str, stops: bool
) -> None:
    anna = await playing.member(court)
    await stop_by_name(court.engine.turns.about, court.house, name, word)

    assert ((await anna.person()).stopped_at is not None) is stops
