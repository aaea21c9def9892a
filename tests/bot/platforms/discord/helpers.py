"""Members and operators who are on Discord already."""

from collections.abc import Sequence
from typing import Any

from handlers.chat.outgoing import Message
from tests.contracts.discord import DiscordChatter, DiscordCourt
from tests.support import playing


async def member(court: DiscordCourt, name: str = "anna", **settings: Any) -> DiscordChatter:
    """A member who plays on Discord; arguments as of ``playing.member``."""
    anna = await playing.member(court, name, **settings)
    assert isinstance(anna, DiscordChatter)
    return anna


async def operator(
    court: DiscordCourt, name: str = "olga", *, personas: Sequence[str] = ()
) -> DiscordChatter:
    """Somebody who runs the court from Discord."""
    olga = await playing.operator(court, name, personas=personas)
    assert isinstance(olga, DiscordChatter)
    return olga


async def tells(court: DiscordCourt, whom: DiscordChatter, what: Message | str, **options: Any) -> None:
    """Say something to a member that no update asked for."""
    await playing.tells(court, whom, what, **options)


async def is_stopped(whom: DiscordChatter) -> bool:
    """Whether everything is stopped for somebody."""
    return (await whom.person()).stopped_at is not None
