"""Every state of a member in which a word must stop: each brings a new member into it and returns her.

The two that take time come first, so that nothing of the others runs out."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from handlers.member.safety.stop import stop_everything
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from storage.enums import ProofType, Role
from storage.tables import Operator
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

Arrange = Callable[[ScriptedCourt, str], Awaitable[Chatter]]
LONG_PROOF = "I did all of it, slowly, and I am glad that I did."
OTHER_PERSONA = "hale"
NEW_WORD = "velvet anchor"


async def resuming(court: ScriptedCourt, name: str) -> Chatter:
    """Stopped before, the cool-off over, choosing what to keep."""
    anna = await with_task(court, name)
    await anna.stops()
    court.clock.advance(timedelta(hours=13))
    await anna.says("/resume")
    return anna


async def resumed(court: ScriptedCourt, name: str) -> Chatter:
    """Stopped before, and back in play."""
    anna = await resuming(court, name)
    await anna.presses("Come back")
    return anna


async def idle(court: ScriptedCourt, name: str, **settings: Any) -> Chatter:
    """Nothing is going on."""
    return await playing.member(court, name, tasks_a_day=10_000, **settings)


async def with_task(court: ScriptedCourt, name: str) -> Chatter:
    """A task is open."""
    anna = await idle(court, name)
    await playing.task_of(court, anna)
    return anna


async def with_proof(court: ScriptedCourt, name: str) -> Chatter:
    """A proof waits for review."""
    anna = await with_task(court, name)
    await anna.says(LONG_PROOF)
    return anna


async def asked_which(court: ScriptedCourt, name: str) -> Chatter:
    """A proof could be for two tasks, and she is asked for which."""
    anna = await with_task(court, name)
    await playing.task_of(court, anna, description="Fold the linen.")
    await anna.says(LONG_PROOF)
    assert anna.sees_button("None of these"), anna.last
    return anna


async def offered(court: ScriptedCourt, name: str) -> Chatter:
    """A task that touches a soft limit waits for her yes."""
    tag = next(iter(court.house.content.tags)).key
    anna = await idle(court, name, soft=[tag])
    await playing.given(court, anna, tags=frozenset({tag}))
    assert anna.sees_button("Accept"), anna.last
    return anna


async def discreet(court: ScriptedCourt, name: str) -> Chatter:
    """A task has come as one neutral line, not opened yet."""
    anna = await idle(court, name, discreet=True)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    assert anna.sees_button("Open"), anna.last
    return anna


async def in_settings(court: ScriptedCourt, name: str) -> Chatter:
    """In a question of the settings that takes free words."""
    anna = await with_task(court, name)
    await anna.says("/settings")
    await anna.presses("Orientation")
    return anna


async def in_limits(court: ScriptedCourt, name: str) -> Chatter:
    """In the middle of toggling limits."""
    anna = await idle(court, name)
    await anna.says("/limits")
    return anna


async def operating(court: ScriptedCourt, name: str) -> Chatter:
    """She is an operator as well, with a form open at another member's proof."""
    anna, beth = (
        await with_task(court, name),
        await playing.member(court, f"{name} other", persona=OTHER_PERSONA),
    )
    person = await anna.person()
    async with court.storage.begin() as tx:
        at = court.clock.wall()
        tx.add(
            Operator(
                person_id=person.id, name=name, role=Role.OPERATOR, personas=[OTHER_PERSONA], created_at=at
            )
        )
    await playing.task_of(court, beth, proof_type=ProofType.PHOTO)
    await beth.sends(playing.picture())
    await anna.says("/desk")
    await anna.presses("Reject")
    assert "Reject" in anna.last.text, anna.last
    return anna


async def with_former_word(court: ScriptedCourt, name: str) -> Chatter:
    """She has chosen another safeword; the former one still stops."""
    anna = await changing_word(court, name)
    for _ in range(3):
        await anna.says(NEW_WORD)
    return anna


async def changing_word(court: ScriptedCourt, name: str) -> Chatter:
    """A new safeword is being typed."""
    anna = await idle(court, name)
    await anna.says("/settings")
    await anna.presses("Safeword")
    return anna


async def drilling(court: ScriptedCourt, name: str) -> Chatter:
    """A new safeword was typed twice, its drill is open."""
    anna = await changing_word(court, name)
    for _ in range(2):
        await anna.says(NEW_WORD)
    return anna


async def yellow(court: ScriptedCourt, name: str) -> Chatter:
    """Slowed down."""
    anna = await with_task(court, name)
    await anna.says("/yellow")
    return anna


async def paused(court: ScriptedCourt, name: str) -> Chatter:
    """On holiday."""
    anna = await with_task(court, name)
    await anna.says("/pause")
    return anna


async def queued(court: ScriptedCourt, name: str) -> Chatter:
    """Messages of the game wait to be sent."""
    anna = await with_task(court, name)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        for number in range(5):
            await turn.tell(turn.me, f"Game {number}", not_before=turn.now + timedelta(hours=1))
    return anna


async def stopped(court: ScriptedCourt, name: str) -> Chatter:
    """Stopped already."""
    anna = await with_task(court, name)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await stop_everything(turn, turn.me)
    await court.engine.settle()
    return anna


async def asked_for_age(court: ScriptedCourt, name: str) -> Chatter:
    """She wrote what a minor would write, and is asked plainly."""
    anna = await with_task(court, name)
    await anna.says("I am fifteen years old")
    assert (await anna.person()).minor_asked_at is not None
    return anna


def standing(change: "Callable[..., stopping.Standing]", *args: Any) -> Arrange:
    """The state in which ``change`` leaves a member who has a task."""

    async def arrange(court: ScriptedCourt, name: str) -> Chatter:
        anna = await with_task(court, name)
        async with court.engine.turns.about((await anna.person()).id) as turn:
            person = turn.me.person
            set_standing(person, change(standing_of(person), turn.now, *args))
        return anna

    return arrange


STATES: dict[str, Arrange] = {
    "resuming": resuming,
    "resumed": resumed,
    "idle": idle,
    "task": with_task,
    "proof": with_proof,
    "asked which task": asked_which,
    "offer": offered,
    "discreet": discreet,
    "settings": in_settings,
    "limits": in_limits,
    "operator's form": operating,
    "former word": with_former_word,
    "yellow": yellow,
    "paused": paused,
    "held": standing(stopping.hold),
    "timeout": standing(stopping.timeout, 7),
    "excluded": standing(stopping.exclude, 6),
    "banned": standing(stopping.ban),
    "asked for age": asked_for_age,
    "queued": queued,
    "stopped": stopped,
}
"""States in which the member's own word stops, said anywhere."""

WORD_AT_STAKE: dict[str, Arrange] = {"changing the word": changing_word, "drill of a new word": drilling}
"""States in which the word itself is being chosen or tried: a plain stop stops all the same."""
