"""Every state in which a word must stop: each arranges a member and returns her."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers.member.safety.stop import stop_everything
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from storage.enums import ProofType
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

Arrange = Callable[[ScriptedCourt, Chatter], Awaitable[None]]
LONG_PROOF = "I did all of it, slowly, and I am glad that I did."


async def idle(_court: ScriptedCourt, _anna: Chatter) -> None:
    """Nothing is going on."""


async def with_task(court: ScriptedCourt, anna: Chatter) -> None:
    """A task is open."""
    await playing.task_of(court, anna)


async def with_proof(court: ScriptedCourt, anna: Chatter) -> None:
    """A proof waits for review."""
    await playing.task_of(court, anna, proof_type=ProofType.TEXT)
    await anna.says(LONG_PROOF)


async def in_settings(_court: ScriptedCourt, anna: Chatter) -> None:
    """In the middle of a conversation that takes free words."""
    await anna.says("/settings")


async def in_limits(_court: ScriptedCourt, anna: Chatter) -> None:
    """In the middle of toggling limits."""
    await anna.says("/limits")


async def resuming(court: ScriptedCourt, anna: Chatter) -> None:
    """Stopped before, resumed, back in play."""
    await _change(court, anna, lambda turn_now, s: stopping.stop(s, turn_now))
    court.clock.advance(timedelta(hours=13))
    await anna.says("/resume")
    await anna.presses("Come back")


async def yellow(_court: ScriptedCourt, anna: Chatter) -> None:
    """Slowed down."""
    await anna.says("/yellow")


async def paused(_court: ScriptedCourt, anna: Chatter) -> None:
    """On holiday."""
    await anna.says("/pause")


async def held(court: ScriptedCourt, anna: Chatter) -> None:
    """Held after a near miss."""
    await _change(court, anna, lambda now, s: stopping.hold(s, now))


async def timed_out(court: ScriptedCourt, anna: Chatter) -> None:
    """On a time-out."""
    await _change(court, anna, lambda now, s: stopping.timeout(s, now, 7))


async def excluded(court: ScriptedCourt, anna: Chatter) -> None:
    """Excluded."""
    await _change(court, anna, lambda now, s: stopping.exclude(s, now, 6))


async def banned(court: ScriptedCourt, anna: Chatter) -> None:
    """Banned."""
    await _change(court, anna, lambda now, s: stopping.ban(s, now))


async def queued(court: ScriptedCourt, anna: Chatter) -> None:
    """Messages of the game wait to be sent."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        for number in range(5):
            await turn.tell(turn.me, f"Game {number}", not_before=turn.now + timedelta(hours=1))


async def stopped(court: ScriptedCourt, anna: Chatter) -> None:
    """Stopped already."""
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await stop_everything(turn, turn.me)


async def _change(court: ScriptedCourt, anna: Chatter, change: "Callable[..., stopping.Standing]") -> None:
    async with court.engine.turns.about((await anna.person()).id) as turn:
        set_standing(turn.me.person, change(turn.now, standing_of(turn.me.person)))


STATES: dict[str, Arrange] = {
    "idle": idle,
    "task": with_task,
    "proof": with_proof,
    "settings": in_settings,
    "limits": in_limits,
    "resumed": resuming,
    "yellow": yellow,
    "paused": paused,
    "held": held,
    "timeout": timed_out,
    "excluded": excluded,
    "banned": banned,
    "queued": queued,
    "stopped": stopped,
}
