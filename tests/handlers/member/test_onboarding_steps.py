"""Onboarding's longer questions: the safeword, limits and wishes; leaving in between and coming back."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.chat.incoming import Press
from storage.tables import Safeword, User
from tests.support import playing, stories
from tests.support.court import ScriptedCourt
from tests.support.stories import WORD

# -- the safeword --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["ab", "w" * 41, "please", "tasks", "Octavia", "rowan", "12345", "<b>hi</b>", "a\x00b"]
)
async def test_a_safeword_that_will_not_do_is_refused_and_never_repeated(
    court: ScriptedCourt, word: str
) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "rowan")
    before = len(anna.bubbles)
    await anna.says(word)

    assert "That" in anna.since(before) or "Please" in anna.since(before)
    assert word not in anna.since(before) or word == "ab"
    async with court.storage.read() as tx:
        assert await tx.all(select(Safeword)) == []


async def test_two_different_words_start_the_step_anew(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "rowan")
    await anna.says("marmalade sky")
    await anna.says("marmalade pie")

    assert "not the same" in anna.last.text
    for _ in range(3):
        await anna.says("velvet anchor")
    assert "Hard limits" in anna.last.text


@pytest.mark.parametrize("word", ["red", "STOP", "/red", "🛑"])
async def test_a_plain_stop_in_the_safeword_step_stops(court: ScriptedCourt, word: str) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "rowan")
    await anna.says(word)

    assert (await anna.person()).stopped_at is not None
    assert "stopped" in anna.last.text


async def test_what_is_typed_as_a_safeword_shows_nowhere(
    court: ScriptedCourt, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "rowan")
    await anna.says("velvet anchor")
    await anna.says("velvet ancor")
    for _ in range(3):
        await anna.says("velvet anchor")

    printed = capsys.readouterr()
    assert "Hard limits" in anna.last.text
    assert "velvet" not in anna.heard + caplog.text + printed.out + printed.err
    assert "velvet" not in json.dumps([entry[2] for entry in court.journal.entries])


async def test_the_drill_is_the_real_path_without_alert_or_cool_off(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")

    assert "It works" in anna.heard
    assert (await anna.person()).stopped_at is None
    assert olga.bubbles == []


async def test_in_the_drill_a_slip_is_tried_again_and_the_button_stops_for_real(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "rowan")
    await anna.says(WORD)
    await anna.says(WORD)
    await anna.says("marmalade sly")
    assert "Try once more" in anna.last.text
    assert (await anna.person()).held_at is None

    await anna.presses("Stop for real")
    assert (await anna.person()).stopped_at is not None


async def test_back_from_the_limits_leads_to_the_safeword_and_the_same_word_may_be_typed_again(
    court: ScriptedCourt,
) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    [back] = [choice for choice in anna.last.buttons if choice.label == "Back"]
    await anna.does(Press(back.token))
    assert "Type it now" in anna.last.text

    for _ in range(3):
        await anna.says(WORD)
    assert (await anna.person()).stopped_at is None
    assert "Hard limits" in anna.last.text


# -- limits and wishes ---------------------------------------------------------------------------------


async def test_what_is_a_hard_limit_is_offered_neither_as_soft_nor_as_a_wish(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    tag = anna.last.buttons[0].label
    await anna.presses(tag)
    assert tag in anna.last.text
    await anna.presses("Done")
    assert tag not in [choice.label for choice in anna.last.buttons]
    await anna.presses("Done")
    await anna.says("Nothing near the neighbours.")
    assert tag not in [choice.label for choice in anna.last.buttons]
    await anna.presses("Done")
    await anna.presses("Octavia")

    user = await anna.user()
    async with court.storage.read() as tx:
        limits = json.loads(await tx.open(user, "limits") or "{}")
    assert [court.house.content.tags.label(key) for key in limits["hard"]] == [tag]
    assert limits["words"] == "Nothing near the neighbours."


async def test_a_tag_typed_by_name_opens_its_page(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    label = list(court.house.content.tags.groups().values())[-1][0].label
    await anna.says(label.upper())

    assert label in [choice.label for choice in anna.last.buttons]


async def test_free_words_that_are_too_long_are_refused_and_nothing_is_lost(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    await anna.presses("Done")
    await anna.presses("Done")
    await anna.says("x" * 1001)
    assert "too long" in anna.last.text
    await anna.says("Short\x00 enough.")
    assert "what you like" in anna.last.text


# -- leaving and coming back ---------------------------------------------------------------------------


async def test_every_step_can_be_resumed_with_start(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    await anna.says("/start")

    assert "Hard limits" in anna.last.text


async def test_cancelled_after_the_safeword_nothing_of_it_stays(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    await anna.presses("Cancel")

    assert "Nothing has begun" in anna.last.text
    async with court.storage.read() as tx:
        assert await tx.all(select(Safeword)) == []
        assert await tx.all(select(User)) == []
    await anna.presses("Begin again")
    assert "terms" in anna.last.text


async def test_after_a_stop_the_place_is_kept_but_nothing_comes_back_by_itself(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_word(anna, "rowan")
    await anna.says("red")
    for words in ("/start", "hello"):
        await anna.says(words)
        assert "Everything is stopped" in anna.last.text
    await anna.says("/resume")
    assert "from" in anna.last.text

    await court.pass_time(timedelta(hours=13))
    await anna.says("/resume")
    assert "You are back" in anna.heard
    assert "Hard limits" in anna.last.text
    for label in ("Done", "Done", "Skip", "Done", "Octavia"):
        await anna.presses(label)
    await anna.presses("first task")
    assert len(await playing.tasks_of(court, anna)) == 1


async def test_buttons_of_a_question_left_behind_do_nothing(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)
    accept = anna.button("I accept")
    await anna.presses("I accept")
    await anna.says("rowan")
    await anna.does(Press(accept.token))

    assert "earlier moment" in anna.last.text
    await anna.says(WORD)
    assert "second time" in anna.last.text
