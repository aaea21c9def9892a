"""What reaches a chat: in parts, as plain words, once, in order, and after Telegram said to wait."""

from datetime import timedelta

import pytest

from handlers.chat.outgoing import Ask, Choice, Meter, Say, Speaker
from storage.enums import OutboxClass
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.fakes.telegram import bad, broken, too_many
from tests.support import playing

REF = "test:one"


async def tell(court: TelegramCourt, anna: TelegramChatter, message: Say | Ask, **how: object) -> None:
    """Say something to her, as a handler would."""
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.tell(turn.me, message, klass=OutboxClass.REPLY, **how)  # type: ignore[arg-type]
    await court.settle()


async def amend(court: TelegramCourt, anna: TelegramChatter, message: Say | None, note: str = "") -> None:
    """Change what was said under REF."""
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.amend(REF, message, note=note)
    await court.settle()


async def wait(court: TelegramCourt, seconds: float) -> None:
    """Let the wall clock go on."""
    court.clock.advance(timedelta(seconds=seconds))
    await court.settle()


async def test_a_long_text_goes_in_parts_cut_at_paragraphs_with_its_buttons_below_the_last(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    paragraphs = [f"{number}. " + "long & <wide> words " * 60 for number in range(12)]
    button = Choice("Go on", "tasks.show")
    await tell(polled, anna, Say("\n\n".join(paragraphs), choices=(button,)))

    parts = anna.client.received
    assert len(parts) > 2
    assert all(len(part.text) <= 4096 for part in parts)
    assert "\n\n".join(part.text for part in parts).split() == "\n\n".join(paragraphs).split()
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.silent for part in parts] == [False] + [True] * (len(parts) - 1)


async def test_a_part_that_was_sent_is_not_sent_again(polled: TelegramCourt, anna: TelegramChatter) -> None:
    fault = polled.server.faults.inject(broken(502), "sendMessage", times=1)
    await tell(polled, anna, Say("first\n\n" + "word " * 1500))
    await wait(polled, 60)
    assert fault.met == 1
    texts = [message.text for message in anna.client.received]
    assert len(texts) == len(set(texts)) == 2


@pytest.mark.parametrize(
    "text", ["<b>", "a < b & c > d", "</blockquote>", "&amp;", "*_[`~", "<a href='x'>x</a>"]
)
async def test_words_arrive_as_they_are(polled: TelegramCourt, anna: TelegramChatter, text: str) -> None:
    await tell(polled, anna, Say(text, by=Speaker.DESK))
    assert anna.client.last.text == f"The Desk\n\n{text}"


async def test_markup_that_telegram_cannot_read_is_resent_as_plain_words(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    polled.server.faults.inject(bad("can't parse entities: unsupported start tag"), "sendMessage")
    await tell(polled, anna, Say("a < b", by=Speaker.DESK))
    assert anna.client.last.text == "The Desk\n\na < b"
    assert "parse_mode" not in polled.server.called("sendMessage")[-1].values


async def test_a_keyboard_that_telegram_cannot_read_does_not_cost_the_words(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    polled.server.faults.inject(bad("BUTTON_DATA_INVALID"), "sendMessage")
    await tell(polled, anna, Say("words", choices=(Choice("Go on", "tasks.show"),)))
    assert anna.client.last.text == "words"


async def test_only_the_chat_that_was_told_to_wait_waits_and_its_order_holds(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    bea = await polled.member("bea")
    polled.server.faults.inject(too_many(30), "sendMessage", chat_id=anna.client.id)
    for text in ("one", "two"):
        await tell(polled, anna, Say(text))
        await tell(polled, bea, Say(text))
    assert anna.bubbles == []
    assert [bubble.text for bubble in bea.bubbles] == ["one", "two"]

    await wait(polled, 31)
    assert [bubble.text for bubble in anna.bubbles] == ["one", "two"]


async def test_in_a_storm_nothing_is_lost_or_doubled_and_each_chat_keeps_its_order(
    polled: TelegramCourt,
) -> None:
    members = [await polled.member(f"m{number}") for number in range(4)]
    storm = polled.server.faults.storm(0.5, 1, "sendMessage")
    for number in range(5):
        for each in members:
            await tell(polled, each, Say(f"message {number}"))
    for _ in range(60):
        await wait(polled, 2)
    assert storm.met > 5
    for each in members:
        assert [bubble.text for bubble in each.bubbles] == [f"message {number}" for number in range(5)]


async def test_a_message_whose_answer_was_lost_comes_at_most_twice(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    polled.server.faults.inject("cut after", "sendMessage")
    await tell(polled, anna, Say("once"))
    await wait(polled, 60)
    assert len(anna.bubbles) == 2


async def test_an_outage_of_an_hour_loses_nothing_and_brings_safety_first(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await polled.settle()
    await polled.server.goes_away()
    person = await anna.person()
    async with polled.engine.turns.about(person.id) as turn:
        await turn.tell(turn.me, Say("game"), klass=OutboxClass.GAME)
        await turn.tell(turn.me, Say("safety", by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
    for _ in range(12):
        polled.clock.advance(timedelta(minutes=5))
        await polled.engine.settle()
    await polled.server.comes_back()
    await polled.settle()
    await wait(polled, 60)
    assert [bubble.text for bubble in anna.bubbles] == ["Safety\n\nsafety", "game"]


async def test_a_message_is_changed_in_place(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await tell(polled, anna, Say("before", choices=(Choice("Go on", "tasks.show"),)), ref=REF)
    message = anna.client.last
    await amend(polled, anna, Say("after"))
    assert anna.client.received == [message]
    assert message.text == "after"
    assert message.keyboard == []


async def test_what_changes_nothing_is_no_failure(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await tell(polled, anna, Say("the same"), ref=REF)
    await amend(polled, anna, Say("the same"))
    assert [bubble.text for bubble in anna.bubbles] == ["the same"]


async def test_a_closed_question_keeps_the_answer_below_it(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await tell(polled, anna, Ask("Tea?", choices=(Choice("Yes", "tasks.show"),)), ref=REF)
    await amend(polled, anna, None, "Yes")
    assert anna.client.last.text == "Tea?\n\n› Yes"
    assert anna.client.last.keyboard == []


async def test_after_a_restart_a_closed_question_at_least_loses_its_buttons(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await tell(polled, anna, Ask("Tea?", choices=(Choice("Yes", "tasks.show"),)), ref=REF)
    await polled.restart()
    await amend(polled, anna, None, "Yes")
    assert anna.client.last.text == "Tea?"
    assert anna.client.last.keyboard == []


async def test_a_message_that_is_gone_is_said_anew_and_found_from_then_on(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await tell(polled, anna, Say("before"), ref=REF)
    await anna.client.deletes(anna.client.last)
    await amend(polled, anna, Say("after"))
    await amend(polled, anna, Say("and after that"))
    assert [bubble.text for bubble in anna.bubbles] == ["and after that"]


async def test_a_text_that_grows_or_shrinks_keeps_its_place(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await tell(polled, anna, Say("short"), ref=REF)
    first = anna.client.last
    await amend(polled, anna, Say("begin " + "word " * 1500))
    assert len(anna.client.received) == 2
    await amend(polled, anna, Say("short again"))
    assert anna.client.received == [first]
    assert first.text == "short again"


async def test_one_line_that_is_asked_opens_a_reply(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await tell(polled, anna, Ask("Your name?", hint="as you like"), ref=REF)
    message = anna.client.last
    assert message.asks_reply
    assert (message.reply_markup or {})["input_field_placeholder"] == "as you like"
    await amend(polled, anna, None, "Anna")
    await amend(polled, anna, Say("Thank you."))
    assert [bubble.text for bubble in anna.bubbles] == ["Thank you."]


async def test_bars_and_toggles_look_like_bars_and_toggles(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    meter = Meter("time left", 0.42, "2 h")
    choices = (Choice("Tea", "tasks.show", selected=True), Choice("Cake", "tasks.show", selected=False))
    await tell(
        polled, anna, Say("Now.", meters=(meter,), choices=choices, nav=(Choice("Done", "tasks.show"),))
    )
    assert anna.client.last.text == "Now.\n\n▰▰▰▰▱▱▱▱▱▱ time left 2 h"
    assert anna.client.last.keyboard == [["✓ Tea", "Cake"], ["Done"]]


async def test_hiding_takes_both_sides_of_the_chat_away(polled: TelegramCourt, anna: TelegramChatter) -> None:
    await playing.task_of(polled, anna)
    await anna.says("a confession of sorts")
    await anna.says("/hide")
    standing = [message for message in anna.client.messages if not message.deleted]
    assert [message.words for message in standing] == [anna.last.text]
    assert "cleared" in anna.last.text


async def test_what_is_older_than_two_days_stays_and_that_is_said(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await tell(polled, anna, Say("old"))
    polled.clock.advance(timedelta(hours=50))
    await tell(polled, anna, Say("new"))
    await anna.says("/hide")
    assert "old" in anna.heard
    assert "new" not in anna.heard
    assert "two days" in anna.heard


async def test_erasing_oneself_clears_the_chat_but_for_the_farewell(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await playing.task_of(polled, anna)
    await anna.says("/forget")
    await anna.presses("Erase everything")
    await wait(polled, 1)
    standing = [message.words for message in anna.client.messages if not message.deleted]
    assert len(standing) == 1
    assert "last you hear" in standing[0]


async def test_typing_is_shown_until_the_answer_is_there(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await polled.telegram.typing(anna.address, on=True)
    await anna.client.until(lambda: anna.client.actions == ["typing"])
    await polled.telegram.typing(anna.address, on=False)
    await polled.settle()
    assert anna.client.actions == ["typing"]
