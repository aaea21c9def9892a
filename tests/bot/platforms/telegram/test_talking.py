"""Talking on Telegram: words in, words out, by polling and by webhook."""

import pytest

from storage.enums import Platform, ProofType
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.support import playing, stories


async def test_somebody_comes_in_by_answering_every_question(reached: TelegramCourt) -> None:
    anna = await stories.onboarded(reached)
    user = await anna.user()
    assert user.domme_assigned == "octavia"
    assert user.username == "anna"
    await anna.says("/me")
    assert "anna" in anna.last.text.lower()


@pytest.mark.parametrize("typed", ["/help", "/HELP", "/help@her_court_test_bot", "/Help please"])
async def test_a_command_may_carry_the_bots_name_words_and_any_case(
    polled: TelegramCourt, anna: TelegramChatter, typed: str
) -> None:
    await anna.says(typed)
    assert "/red" in anna.last.text


async def test_a_deep_link_arrives_as_the_word_after_start(polled: TelegramCourt) -> None:
    carl = await polled.somebody("carl")
    await carl.client.starts("INVITE-42")
    await polled.settle()
    assert "adult" in carl.heard.lower()
    assert polled.house.bot_names[Platform.TELEGRAM], "to link to"


async def test_an_answer_quotes_what_it_answers(polled: TelegramCourt, anna: TelegramChatter) -> None:
    asked = await anna.client.says("/tasks")
    await polled.settle()
    answers = anna.client.received
    assert answers[0].reply_to is asked


async def test_a_press_is_answered_and_used_buttons_go_with_the_answer_noted(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.TEXT)
    task = anna.client.last
    label = task.keyboard[0][0]
    await anna.presses(label)
    assert polled.server.called("answerCallbackQuery")


async def test_a_stale_press_is_answered_and_harmless(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await anna.says("/help")
    answered = await anna.client.sends_press(anna.client.last, "1.AAAAAAAAAAA.0")
    await polled.settle()
    assert answered is not None
    assert "no longer" in anna.last.text or "button" in anna.last.text.lower()


async def test_an_edit_that_is_no_stop_changes_nothing(polled: TelegramCourt, anna: TelegramChatter) -> None:
    said = await anna.client.says("hello")
    await polled.settle()
    before = len(anna.bubbles)
    await anna.edits(said, "hello again")
    assert len(anna.bubbles) == before


@pytest.mark.parametrize(
    ("method", "word"),
    [
        ("sends_sticker", "a sticker"),
        ("sends_video", "a video"),
        ("sends_video_note", "a video note"),
        ("sends_location", "a place"),
        ("sends_contact", "a contact"),
        ("sends_poll", "a poll"),
    ],
)
async def test_what_the_court_has_no_use_for_is_kindly_declined_by_name(
    polled: TelegramCourt, anna: TelegramChatter, method: str, word: str
) -> None:
    await getattr(anna.client, method)()
    await polled.settle()
    assert word in anna.last.text


async def test_a_forwarded_message_is_declined_but_never_taken_for_her_own(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await playing.task_of(polled, anna, proof_type=ProofType.TEXT)
    await anna.client.sends_forwarded("Somebody else's words.")
    await polled.settle()
    assert "a forwarded message" in anna.last.text
    assert await playing.attempts(polled, anna) == []
