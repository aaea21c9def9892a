"""What survives a restart, an outage, a duplicate: everything that was said."""

from tests.bot.platforms.discord.helpers import is_stopped, member, tells
from tests.contracts.discord import DiscordCourt, until
from tests.fakes.discord import DiscordServer
from tests.support import stories
from tests.support.people import SAFEWORD


async def test_a_conversation_goes_on_after_a_restart(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await stories.with_a_name(anna, "anna")
    later = await court.reopened()
    anna = await later.guest("anna")
    await anna.says(stories.WORD)
    assert "second time" in anna.last.text
    await later.closes()


async def test_a_button_from_before_a_restart_still_works(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    later = await court.reopened()
    anna = await later.guest("anna")
    await anna.presses("1990s")
    assert "And the year?" in anna.heard
    await later.closes()


async def test_an_update_that_comes_twice_is_answered_once(court: DiscordCourt) -> None:
    court.server.faults.deliver_twice("MESSAGE_CREATE", times=1)
    anna = await member(court)
    await anna.says("/me", slash=False)
    await court.settle()
    assert len([bubble for bubble in anna.bubbles if "0 points" in bubble.text]) == 1


async def test_an_interaction_that_comes_twice_is_answered_once(court: DiscordCourt) -> None:
    anna = await member(court)
    court.server.faults.deliver_twice("INTERACTION_CREATE", times=1)
    await anna.says("/help")
    await court.settle()
    assert anna.heard.count("Privacy") == 1
    assert anna.somebody.results[-1].refused == []


async def test_messages_missed_while_the_court_was_closed_are_read_back_in_order(
    court: DiscordCourt,
) -> None:
    anna = await member(court)
    await anna.says("hello")
    await court.closes()
    for text in ("/help", "/me"):
        await anna.somebody.says(text)
    later = await court.reopened()
    await later.settle()
    heard = (await later.guest("anna")).heard
    assert 0 < heard.index("Privacy") < heard.index("0 points")
    await later.closes()


async def test_a_safeword_said_meanwhile_stops_before_anything_else_is_sent(court: DiscordCourt) -> None:
    anna = await member(court)
    await anna.says("hello")
    await court.discord.stop()
    await tells(court, anna, "Kneel by the window.")
    await anna.somebody.says(f"please, {SAFEWORD}")
    later = await court.reopened()
    await later.settle()
    anna = await later.guest("anna")
    assert await is_stopped(anna)
    assert "Kneel" not in anna.heard
    assert "stopped" in anna.last.text.casefold()
    await later.closes()


async def test_a_safeword_put_into_an_old_message_meanwhile_stops_too(court: DiscordCourt) -> None:
    anna = await member(court)
    message = await anna.somebody.says("hello")
    await court.heard(message)
    await court.closes()
    await anna.somebody.edits(message, f"hello, {SAFEWORD}")
    later = await court.reopened()
    await later.settle()
    assert await is_stopped(await later.guest("anna"))
    await later.closes()


async def test_an_edit_that_says_stop_stops(court: DiscordCourt) -> None:
    anna = await member(court)
    message = await anna.somebody.says("hello")
    await court.heard(message)
    await anna.somebody.edits(message, "stop")
    await until(lambda: is_stopped(anna))


async def test_more_than_a_page_of_messages_is_read_back(court: DiscordCourt) -> None:
    anna = await member(court)
    await anna.says("hello")
    await court.closes()
    await anna.somebody.says("red")
    for number in range(105):
        await anna.somebody.says(f"and number {number}")
    later = await court.reopened()
    await later.settle()
    assert await is_stopped(await later.guest("anna"))
    await later.closes()


async def test_a_resumed_connection_is_told_what_was_missed(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    await anna.says("hello")
    server.gateway.cut()
    message = await anna.somebody.says("/help")
    await court.heard(message)
    await court.quiet()
    assert server.gateway.resumes
    assert "Privacy" in anna.heard


async def test_a_lost_session_is_made_up_for_by_reading_back(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    await anna.says("hello")
    server.faults.drop_events("MESSAGE_CREATE", times=1)
    message = await anna.somebody.says("/help")
    server.gateway.invalidate()
    await court.heard(message)
    await court.quiet()
    assert "Privacy" in anna.heard
