"""Blocking the bot is a stop, noticed when a message comes back; nothing is sent elsewhere instead."""

from handlers.member.safety.stop import stop_everything
from handlers.turn import Turn


async def stopped_by_blocking(turn: Turn) -> None:
    """Stop the person whose chat has been closed to us, unless she is stopped already."""
    if turn.me.person.stopped_at is None:
        await stop_everything(turn, turn.me)
