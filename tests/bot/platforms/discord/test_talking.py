"""Direct messages: what is said is heard, and answered where it was said."""

from tests.contracts.discord import DiscordCourt


async def test_a_newcomer_is_asked_how_old_she_is(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("hello")
    assert "born" in anna.heard, anna.heard


async def test_a_command_is_answered_at_once(court: DiscordCourt) -> None:
    anna = await court.guest("anna")
    await anna.says("/start")
    assert "born" in anna.heard, anna.heard
    assert [each.how for each in anna.somebody.results] == ["message"]
