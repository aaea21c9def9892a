"""Messages: their words, markup, keyboards and replies, and every limit on them."""

import re

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest

from tests.fakes.telegram import Person
from tests.fakes.telegram.html import parse_html
from tests.fakes.test_telegram.helpers import keyboard


async def test_words_arrive_with_their_marks(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(
        anna.id,
        "  <b>Kneel</b>, <i>then</i> 🌹 <code>wait</code> &amp; see <a href='example.net'>this</a>",
        "HTML",
    )
    assert anna.last.text == "Kneel, then 🌹 wait & see this"
    marks = {str(entity.type): sent.parse_entity(entity) for entity in sent.entities}
    assert marks == {"bold": "Kneel", "italic": "then", "code": "wait", "text_link": "this"}


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("a <blink>b</blink>", 'Unsupported start tag "blink" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("ö<b>a</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x&y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
async def test_broken_markup_is_refused(bot: Bot, anna: Person, markup: str, complaint: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(anna.id, markup, "HTML")
    assert refused.value.message.lower() == f"can't parse entities: {complaint}".lower()
    assert anna.received == []


def test_nested_marks_and_code_with_a_language() -> None:
    text, entities = parse_html('<pre><code class="language-python">x = 1</code></pre><b><i>y</i></b>')
    assert text == "x = 1y"
    assert entities[0] == {"type": "pre", "offset": 0, "length": 5, "language": "python"}
    assert {entity["type"] for entity in entities[1:]} == {"bold", "italic"}


async def test_places_are_counted_in_utf16(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "🌹🌹<b>x</b>", "HTML")
    assert [(entity.offset, entity.length) for entity in sent.entities] == [(4, 1)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("x" * 4097, "Message is too long"),
        ("<b></b>", "Text must be non-empty"),
    ],
)
async def test_too_little_and_too_much_text(bot: Bot, anna: Person, text: str, complaint: str) -> None:
    with pytest.raises(BadRequest, match=complaint):
        await bot.send_message(anna.id, text, "HTML")


async def test_the_limit_counts_what_is_left_after_parsing(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "<b>" + "x" * 4096 + "</b>", "HTML")
    assert len(anna.last.text) == 4096


async def test_an_unknown_parse_mode_is_refused(bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Unsupported parse_mode"):
        await bot.send_message(anna.id, "x", "BBCode")


async def test_a_keyboard_shows(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Well?", reply_markup=keyboard(["Yes", "No"], ["Later"]))
    assert anna.last.keyboard == [["Yes", "No"], ["Later"]]


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (InlineKeyboardButton("x", callback_data="ä" * 33), "Button_data_invalid"),
        (InlineKeyboardButton(" ", callback_data="x"), "Inline keyboard button text must be non-empty"),
        (InlineKeyboardButton("x"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton("x", url="http://localhost:8080"), "is invalid: Wrong HTTP URL"),
    ],
)
async def test_a_bad_button_is_refused(
    bot: Bot, anna: Person, button: InlineKeyboardButton, complaint: str
) -> None:
    with pytest.raises(BadRequest, match=re.compile(re.escape(complaint), re.IGNORECASE)):
        await bot.send_message(anna.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def test_64_bytes_of_data_are_taken(bot: Bot, anna: Person) -> None:
    button = InlineKeyboardButton("x", callback_data="ä" * 32)
    await bot.send_message(anna.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))


@pytest.mark.parametrize("rows", [[["x"] * 9], [["x"] * 8] * 13])
async def test_too_many_buttons_are_refused(bot: Bot, anna: Person, rows: list[list[str]]) -> None:
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(anna.id, "x", reply_markup=keyboard(*rows))


async def test_a_forced_reply_shows(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Your name?", reply_markup=ForceReply())
    assert anna.last.asks_reply


async def test_a_reply_quotes_what_it_answers(bot: Bot, anna: Person) -> None:
    said = await anna.says("May I?")
    sent = await bot.send_message(anna.id, "No.", reply_parameters=ReplyParameters(said.message_id))
    assert anna.last.reply_to is said
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "May I?"


async def test_a_reply_to_nothing_is_refused_unless_it_may_be(bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(anna.id, "x", reply_parameters=ReplyParameters(999))
    await bot.send_message(
        anna.id, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
    )
    assert anna.last.reply_to is None


async def test_a_quote_must_stand_in_what_is_quoted(bot: Bot, anna: Person) -> None:
    said = await anna.says("May I?")
    with pytest.raises(BadRequest, match=re.compile("quote_text_invalid", re.IGNORECASE)):
        await bot.send_message(
            anna.id, "x", reply_parameters=ReplyParameters(said.message_id, quote="Shall I")
        )


async def test_protection_and_silence_are_kept(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "x", protect_content=True, disable_notification=True)
    assert sent.has_protected_content
    assert (anna.last.protected, anna.last.silent) == (True, True)


async def test_what_she_sees_of_the_bots_work(bot: Bot, anna: Person) -> None:
    said = await anna.says("hi")
    await bot.send_chat_action(anna.id, "typing")
    await bot.set_message_reaction(anna.id, said.message_id, "👍")
    assert anna.actions == ["typing"]
    assert [reaction.emoji for reaction in anna.reactions] == ["👍"]


async def test_impossible_reactions_and_actions_are_refused(bot: Bot, anna: Person) -> None:
    said = await anna.says("hi")
    with pytest.raises(BadRequest, match=re.compile("reaction_invalid", re.IGNORECASE)):
        await bot.set_message_reaction(anna.id, said.message_id, "🥕")
    with pytest.raises(BadRequest, match=re.compile("reactions_too_many", re.IGNORECASE)):
        await bot.set_message_reaction(anna.id, said.message_id, ["👍", "🔥"])
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(anna.id, 999, "👍")
    with pytest.raises(BadRequest, match=re.compile("wrong parameter action in request", re.IGNORECASE)):
        await bot.send_chat_action(anna.id, "dancing")
