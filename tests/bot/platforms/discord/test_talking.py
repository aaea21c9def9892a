"""Direct messages: what is said is heard, and answered where it was said."""

from storage.enums import TaskStatus
from tests.bot.platforms.discord.helpers import member
from tests.contracts.discord import DiscordCourt
from tests.fakes.discord import DiscordServer
from tests.support import stories
from tests.support.playing import seen, task_of, tasks_of


async def test_a_newcomer_is_asked_how_old_she_is(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("hello")
    assert "born" in anna.heard, anna.heard


async def test_a_command_is_answered_at_once(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    assert "born" in anna.heard, anna.heard
    assert [each.how for each in anna.somebody.results] == ["message"]


async def test_a_newcomer_becomes_a_member_and_gets_a_task(court: DiscordCourt) -> None:
    anna = await stories.onboarded(court)
    await anna.presses("first task")
    assert (await anna.user()).username == "anna"
    assert [each.how for each in court.server.person("anna").results if each.how is None] == []
    assert len(await tasks_of(court, anna)) == 1


async def test_words_are_proof_and_every_bar_is_in_sight(court: DiscordCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna)
    assert any(message.embeds for message in anna.somebody.heard), anna.heard
    await anna.says("I polished it until it answered.")
    assert (await seen(court, task_id)).task.status is not TaskStatus.ASSIGNED


async def test_a_sign_of_typing_shows_while_an_answer_is_made(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    await anna.says("hello")
    await court.discord.typing(anna.address, on=True)
    await server.pulse.until(lambda: anna.somebody.dm.typing_at, 5)
    await court.discord.typing(anna.address, on=False)
    assert anna.somebody.dm.typing_at
