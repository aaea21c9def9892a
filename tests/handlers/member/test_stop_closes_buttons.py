"""After a stop nothing from before it looks alive: its buttons close where they stand, without a word."""

from handlers.chat.incoming import Press
from handlers.chat.outgoing import Form, Speaker
from storage.enums import Platform
from storage.tables import Account
from tests.support import playing, stories
from tests.support.court import Chatter, ScriptedCourt
from tests.support.people import make_account


def alive(anna: Chatter) -> list[str]:
    """Who still offers buttons, by the voice of the message."""
    return [bubble.message.by for bubble in anna.bubbles if bubble.buttons]


async def test_a_dialogue_from_before_the_stop_loses_its_buttons(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    question = anna.last
    await anna.says("/privacy")
    await anna.says("red")

    assert question.closed
    assert question.note == ""
    assert alive(anna) == [Speaker.SAFETY]


async def test_closing_says_nothing(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/settings")
    before = len(anna.bubbles)
    await anna.says("red")

    assert len(anna.bubbles) == before + 1


async def test_what_was_answered_before_the_stop_keeps_reading_as_it_was_answered(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await anna.says("/timeout")
    await anna.presses("No")
    answered = next(bubble for bubble in anna.bubbles if bubble.note)
    note = answered.note
    await anna.says("red")

    assert answered.note == note


async def test_a_question_of_onboarding_closes_too(court: ScriptedCourt) -> None:
    anna = await court.guest("anna")
    await stories.of_age(anna)
    question = anna.last
    assert question.buttons
    await anna.says("stop")

    assert question.closed


async def test_an_open_form_closes_too(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await playing.member(court)
    await olga.says("/member anna")
    await olga.presses("Ban")
    form = olga.last
    assert isinstance(form.message, Form)
    await olga.says("red")

    assert form.closed


async def test_on_another_platform_the_buttons_close_silently(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    async with court.storage.begin() as tx:
        person = await anna.person()
        await make_account(tx, person, address="chat-anna-elsewhere", platform=Platform.WEB)
    elsewhere = Chatter(court, "anna", "chat-anna-elsewhere")
    await elsewhere.says("red")

    assert alive(anna) == []
    assert alive(elsewhere) == [Speaker.SAFETY]
    assert len(anna.bubbles) == 1


async def test_an_account_that_cannot_be_reached_is_left_alone(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    async with court.storage.begin() as tx:
        person = await anna.person()
        account = await tx.get(Account, person.spoke_account_id)
        assert account is not None
        account.unreachable_at = court.clock.wall()
        await make_account(tx, person, address="chat-anna-elsewhere", platform=Platform.WEB)
    await Chatter(court, "anna", "chat-anna-elsewhere").says("red")

    assert anna.last.buttons
    assert await presses_into_nothing(anna)


async def presses_into_nothing(anna: Chatter) -> bool:
    """Whether a press on the newest button only says that it is of another time."""
    await anna.does(Press(anna.last.buttons[0].token))
    return "earlier moment" in anna.last.text


async def test_buttons_that_came_after_the_stop_stay(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/limits")
    await anna.says("red")
    await anna.says("/limits")

    assert anna.last.buttons
    await court.tick()
    assert anna.last.buttons


async def test_a_press_that_stops_closes_its_own_message_and_says_what_was_pressed(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await anna.says("/timeout")
    question = anna.last
    await anna.presses("7 days")

    assert question.closed
    assert "7 days" in question.note


async def test_the_question_about_age_closes_with_its_answer(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("I am 15 years old")
    question = anna.last
    await anna.presses("under 18")

    assert question.closed
    assert not anna.sees_button("18 or older")


async def test_a_stop_button_stops_even_if_its_question_was_answered_a_moment_ago(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court)
    await anna.says("marmelade sky")
    go_on, stop = anna.button("No, go on"), anna.button("Stop everything")
    await anna.does(Press(go_on.token))
    accepted = await anna.does(Press(stop.token))

    assert accepted.red
    assert (await anna.person()).stopped_at is not None
