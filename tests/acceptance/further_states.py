"""States of a member beyond the daily loop: what she is writing, buying, hearing or asked for."""

from storage.enums import Verdict
from tests.acceptance.states import LONG_PROOF, Arrange, idle, with_proof
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.forgiving import gift
from tests.support.moving import proposed
from tests.support.scenes import LEDGER, looks_at, unlocks
from tests.support.sessions import MODEL, asks, model
from tests.support.suggesting import suggests

PERSONA = "octavia"


async def confessing(court: ScriptedCourt, name: str) -> Chatter:
    """A confession is said, and not yet sent."""
    anna = await idle(court, name)
    await anna.says("/confess")
    await anna.says(LONG_PROOF)
    assert anna.sees_button("Send it"), anna.last
    return anna


async def confessed(court: ScriptedCourt, name: str) -> Chatter:
    """A confession waits for its answer."""
    anna = await confessing(court, name)
    await anna.presses("Send it")
    return anna


async def rejected(court: ScriptedCourt, name: str) -> Chatter:
    """A proof was rejected, with ways to answer that."""
    anna, olga = await with_proof(court, name), await playing.operator(court, f"{name} judge")
    [attempt] = await playing.attempts(court, anna)
    await playing.judge(court, olga, attempt, Verdict.REJECTED, reason="Not what was asked.")
    assert anna.sees_button("Appeal"), anna.last
    return anna


async def appealing(court: ScriptedCourt, name: str) -> Chatter:
    """An appeal is being written."""
    anna = await rejected(court, name)
    await anna.presses("Appeal")
    return anna


async def forgiving(court: ScriptedCourt, name: str) -> Chatter:
    """The price of forgiveness is named, and a yes would pay it."""
    anna = await rejected(court, name)
    await gift(court, anna, 100)
    await anna.says("/forgive")
    await anna.presses("tokens")
    assert anna.sees_button("Yes, for"), anna.last
    return anna


async def at_a_price(court: ScriptedCourt, name: str) -> Chatter:
    """A scene's price is named, and a yes would pay it."""
    anna = await idle(court, name)
    await gift(court, anna, 100)
    await looks_at(anna, LEDGER)
    await anna.presses("Unlock ·")
    assert anna.sees_button("Yes, unlock it"), anna.last
    return anna


async def hearing(court: ScriptedCourt, name: str) -> Chatter:
    """A scene was unlocked and stands in the chat, not finished."""
    anna = await idle(court, name)
    await gift(court, anna, 100)
    await unlocks(anna)
    assert anna.sees_button("Finished"), anna.last
    return anna


async def suggesting(court: ScriptedCourt, name: str) -> Chatter:
    """An idea for a task is being written."""
    anna = await idle(court, name)
    await anna.says("/suggest")
    return anna


async def suggested(court: ScriptedCourt, name: str) -> Chatter:
    """An idea for a task waits on the desk."""
    anna = await idle(court, name)
    await suggests(anna)
    return anna


async def recording_word(court: ScriptedCourt, name: str) -> Chatter:
    """Asked for a recording of the safeword."""
    anna = await idle(court, name)
    await anna.says("/settings")
    await anna.presses("Safeword, spoken")
    return anna


async def asked_to_move(court: ScriptedCourt, name: str) -> Chatter:
    """Asked whether she moves to another persona."""
    anna, olga = await idle(court, name), await playing.operator(court, f"{name} former", personas=[PERSONA])
    await proposed(olga, name)
    assert anna.sees_button("Yes"), anna.last
    return anna


async def wishing(court: ScriptedCourt, name: str) -> Chatter:
    """In the words of a request for a session."""
    anna = await idle(court, name)
    await _somebody_to_ask(court, anna)
    await anna.says("/session")
    await anna.presses(MODEL)
    return anna


async def requested(court: ScriptedCourt, name: str) -> Chatter:
    """A session is asked for."""
    anna = await idle(court, name)
    await _somebody_to_ask(court, anna)
    await asks(anna)
    await anna.presses("Send it just so")
    return anna


async def _somebody_to_ask(court: ScriptedCourt, anna: Chatter) -> None:
    await anna.says("/session")
    if not anna.sees_button(MODEL):
        await model(court)


FURTHER: dict[str, Arrange] = {
    "confessing": confessing,
    "confessed": confessed,
    "rejected": rejected,
    "appealing": appealing,
    "price of forgiveness": forgiving,
    "price of a scene": at_a_price,
    "hearing a scene": hearing,
    "suggesting": suggesting,
    "suggested": suggested,
    "recording the word": recording_word,
    "asked to move": asked_to_move,
}
"""States in which the member's own word stops, said anywhere."""

OF_SESSIONS: dict[str, Arrange] = {"wishing for a session": wishing, "session requested": requested}
"""More of them, where sessions are offered."""
