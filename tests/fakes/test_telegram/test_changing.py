"""Edits, deletions, and answers to presses."""

import asyncio

import pytest
from telegram import Bot, CallbackQuery, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest

from tests.fakes.telegram import OGG, Person, TelegramServer
from tests.fakes.test_telegram.helpers import keyboard, picture

TWO_DAYS = 48 * 3600
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


async def pressed(bot: Bot) -> CallbackQuery:
    """The press in the newest update."""
    query = (await bot.get_updates(offset=-1, timeout=2))[-1].callback_query
    assert query is not None
    return query


async def test_a_text_changes_in_place(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "Choose", reply_markup=keyboard(["A", "B"]))
    await bot.edit_message_text("You chose <b>A</b>", anna.id, sent.message_id, parse_mode="HTML")
    assert anna.last.text == "You chose A"
    assert anna.last.keyboard == []
    assert anna.last.edited is not None
    assert anna.last.before[0]["text"] == "Choose"


async def test_the_same_again_is_refused(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "<b>x</b>", "HTML", reply_markup=keyboard(["A"]))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>x</b> ", anna.id, sent.message_id, parse_mode="HTML", reply_markup=keyboard(["A"])
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(anna.id, sent.message_id, reply_markup=keyboard(["A"]))
    await bot.edit_message_reply_markup(anna.id, sent.message_id)
    assert anna.last.keyboard == []


async def test_only_its_own_standing_messages_can_be_edited(bot: Bot, anna: Person) -> None:
    said = await anna.says("mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, said.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 999)
    sent = await bot.send_message(anna.id, "x")
    await bot.delete_message(anna.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", anna.id, sent.message_id)
    asked = await bot.send_message(anna.id, "x", reply_markup=ReplyKeyboardMarkup([["a"]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", anna.id, asked.message_id)


async def test_text_and_caption_are_not_the_same(bot: Bot, anna: Person) -> None:
    photo = await bot.send_photo(anna.id, picture(), "before", has_spoiler=True)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", anna.id, photo.message_id)
    await bot.edit_message_caption(anna.id, photo.message_id, caption="after")
    assert (anna.last.caption, anna.last.spoiler) == ("after", True)
    text = await bot.send_message(anna.id, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(anna.id, text.message_id, caption="x")


async def test_media_take_the_place_of_media(bot: Bot, anna: Person) -> None:
    photo = await bot.send_photo(anna.id, picture(), "before")
    await bot.edit_message_media(InputMediaPhoto(picture(60, 60), caption="after"), anna.id, photo.message_id)
    assert anna.last.caption == "after"
    assert anna.last.files[-1].described["width"] == 60
    voice = await bot.send_voice(anna.id, OGG)
    with pytest.raises(BadRequest, match="Message media can't be edited"):
        await bot.edit_message_media(InputMediaPhoto(picture()), anna.id, voice.message_id)


async def test_both_sides_of_a_private_chat_can_be_deleted(bot: Bot, anna: Person) -> None:
    said, sent = await anna.says("mine"), await bot.send_message(anna.id, "its")
    assert await bot.delete_messages(anna.id, [said.message_id, sent.message_id, 999])
    assert said.deleted
    assert anna.received == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(anna.id, said.message_id)


async def test_after_two_days_nothing_can_be_deleted(server: TelegramServer, bot: Bot, anna: Person) -> None:
    old = await bot.send_message(anna.id, "old")
    server.advance(TWO_DAYS - 10)
    new = await bot.send_message(anna.id, "new")
    server.advance(20)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(anna.id, old.message_id)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(anna.id, [new.message_id, old.message_id])
    assert [message.text for message in anna.received] == ["old", "new"]
    assert await bot.delete_message(anna.id, new.message_id)


async def test_a_press_is_answered(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Well?", reply_markup=keyboard(["Yes", "No"]))
    press = asyncio.create_task(anna.presses("Yes"))
    query = await pressed(bot)
    assert query.data == "yes"
    await query.answer("Good.", show_alert=True)
    answered = await press
    assert answered is not None
    assert (answered.text, answered.alert) == ("Good.", True)


async def test_a_press_waits_for_its_button(bot: Bot, anna: Person) -> None:
    press = asyncio.create_task(anna.presses("Go"))
    await asyncio.sleep(0.05)
    await bot.send_message(anna.id, "Well?", reply_markup=keyboard(["Go on"]))
    await (await pressed(bot)).answer()
    assert await press is not None
    with pytest.raises(AssertionError, match="Never"):
        await anna.presses("Never", within=0.05)


async def test_a_press_nobody_answers_is_seen(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Well?", reply_markup=keyboard(["Yes"]))
    assert await anna.presses("Yes", within=0.05) is None


async def test_an_answer_is_taken_once_and_in_time(server: TelegramServer, bot: Bot, anna: Person) -> None:
    sent = await anna.says("x")
    await anna.sends_press(sent, "a", wait=False)
    query = await pressed(bot)
    await query.answer()
    for query_id in (query.id, "12345"):
        with pytest.raises(BadRequest, match=TOO_OLD):
            await bot.answer_callback_query(query_id)
    await anna.sends_press(sent, "b", wait=False)
    late = await pressed(bot)
    server.advance(16)
    with pytest.raises(BadRequest, match=TOO_OLD):
        await late.answer()


async def test_a_press_on_a_message_that_is_gone(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "Well?", reply_markup=keyboard(["Yes"]))
    await bot.delete_message(anna.id, sent.message_id)
    await anna.sends_press(anna.messages[-1], "yes", wait=False)
    query = await pressed(bot)
    assert query.message is not None
    assert not query.message.is_accessible
