"""Stopping on Telegram: wherever the word stands, and whatever the chat does with it."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, Checklist, ChecklistTask, Message

from bot.platforms.telegram.inbound import words_in
from storage.enums import TaskStatus
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.fakes.telegram import broken, too_many
from tests.support import playing
from tests.support.people import SAFEWORD


def test_the_words_of_a_checklist_are_heard() -> None:
    tasks = (ChecklistTask(1, "bread"), ChecklistTask(2, SAFEWORD))
    chat, now = Chat(1, Chat.PRIVATE), datetime(2026, 3, 2, tzinfo=UTC)
    listed = Message(1, now, chat, checklist=Checklist("to do", tasks))
    assert SAFEWORD in words_in(listed)


async def stopped(anna: TelegramChatter) -> bool:
    """Whether everything of hers stands still."""
    return (await anna.person()).stopped_at is not None


@pytest.mark.parametrize("said", ["/red", "/STOP@her_court_test_bot", "red", "🛑", f"please, {SAFEWORD}!"])
async def test_a_stop_is_answered_where_it_was_said(
    polled: TelegramCourt, anna: TelegramChatter, said: str
) -> None:
    await playing.task_of(polled, anna)
    await anna.says(said)

    assert await stopped(anna)
    assert anna.last.text.startswith("Safety")
    assert (await playing.tasks_of(polled, anna))[0].task.status is TaskStatus.ASSIGNED


async def test_the_safeword_is_taken_off_the_screen(polled: TelegramCourt, anna: TelegramChatter) -> None:
    message = await anna.client.says(f"no more. {SAFEWORD}")
    await polled.settle()
    assert await stopped(anna)
    assert message.deleted


@pytest.mark.parametrize("trouble", [too_many(1), broken(502), "cut before"])
async def test_the_safeword_is_taken_off_the_screen_even_if_telegram_is_busy(
    polled: TelegramCourt, anna: TelegramChatter, trouble: object
) -> None:
    fault = polled.server.faults.inject(trouble, "deleteMessage", times=2)  # type: ignore[arg-type]
    message = await anna.client.says(SAFEWORD)
    await polled.settle()
    assert fault.met == 2
    assert message.deleted


async def test_an_edit_counts(polled: TelegramCourt, anna: TelegramChatter) -> None:
    message = await anna.client.says("all is well")
    await polled.settle()
    await anna.edits(message, SAFEWORD)
    assert await stopped(anna)


async def test_a_caption_counts_and_the_picture_is_no_proof(
    reached: TelegramCourt,
) -> None:
    anna = await reached.member()
    await playing.task_of(reached, anna)
    await anna.sends(playing.picture(), caption=SAFEWORD)
    assert await stopped(anna)
    assert await playing.attempts(reached, anna) == []


async def test_of_an_album_with_the_word_nothing_is_kept_and_nothing_further_said(
    reached: TelegramCourt,
) -> None:
    anna = await reached.member()
    await playing.task_of(reached, anna)
    before = len(anna.bubbles)
    await anna.sends(playing.picture(1), playing.picture(2), playing.picture(3), caption=SAFEWORD)
    assert await stopped(anna)
    assert await playing.attempts(reached, anna) == []
    safety = [bubble.text for bubble in anna.bubbles[before:]]
    assert len(safety) == 1


@pytest.mark.parametrize("method", ["sends_video", "sends_video_note", "sends_sticker"])
async def test_the_word_below_something_unsupported_counts(
    polled: TelegramCourt, anna: TelegramChatter, method: str
) -> None:
    await getattr(anna.client, method)(caption=SAFEWORD)
    await polled.settle()
    assert await stopped(anna)


async def test_the_word_in_a_poll_or_a_forwarded_message_counts(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await anna.client.sends_poll("Which?", "tea", SAFEWORD)
    await polled.settle()
    assert await stopped(anna)


async def test_blocking_the_bot_is_a_stop_and_unblocking_resumes_nothing(
    reached: TelegramCourt,
) -> None:
    anna = await reached.member()
    await anna.client.blocks()
    await reached.settle()
    assert await stopped(anna)
    said = len(anna.client.received)

    await anna.client.unblocks()
    await reached.settle()
    assert await stopped(anna)
    assert len(anna.client.received) == said


async def test_a_refusal_because_of_a_block_is_a_stop_too_and_nothing_more_is_tried(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    anna.client.blocked = True  # and the update about it never came
    for _ in range(3):
        await playing.given(polled, anna)
    assert await stopped(anna)
    assert len(polled.server.called("sendMessage", anna.client.id)) == 1


async def test_a_deleted_account_is_written_to_once(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await anna.client.deletes_account()
    for _ in range(3):
        await playing.given(polled, anna)
    assert len(polled.server.called("sendMessage", anna.client.id)) == 1


async def test_while_the_backlog_is_unsearched_only_safety_is_sent(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    """A stop sent while the court was away comes before the game that waited."""
    await polled.telegram.stop()
    await anna.client.says(SAFEWORD)
    await playing.given(polled, anna)
    assert anna.bubbles == []

    await polled.restart()
    await polled.settle()
    assert [bubble.text[:6] for bubble in anna.bubbles] == ["Safety"]


async def test_a_member_who_stops_in_a_group_is_heard_and_answered_in_private(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    group = polled.server.group("Friends", anna.client)
    await group.adds_bot(anna.client)
    await polled.settle()
    await group.adds_bot(anna.client)
    await anna.client.says("/red", where=group)
    await polled.settle()
    assert await stopped(anna)
    assert anna.last.text.startswith("Safety")
