"""A scene goes live, is thrown away before that, gets another price or other words, or is retired."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.flows import Draft, Flow
from handlers.member.proofs.submitting import discard
from handlers.operator.recording_steps import words_step
from handlers.operator.scenes.listing import in_sight, note, preview
from handlers.operator.scenes.steps import LONGEST_ABOUT, cost_step
from handlers.recordings import blob_of
from handlers.scenes import shelf
from handlers.scenes.shelf import Shelved
from handlers.turn import Turn
from storage.tables import Scene, SceneDetails

COST, ABOUT = "scene_cost", "scene_about"


async def live(turn: Turn, args: Mapping[str, str]) -> None:
    """From now on it can be unlocked."""
    found = await in_sight(turn, args)
    if found is None:
        return
    if not await shelf.playable(turn, found):
        await turn.say(turn.text("scene.silent_now"), by=Speaker.DESK)
        return
    details = await _details(turn, found)
    if details.live_at is None:
        details.live_at = turn.now
        await note(turn, "scene.live", found.id)
    await turn.say(turn.text("scene.is_live", name=found.name), by=Speaker.DESK)


async def throw_away(turn: Turn, args: Mapping[str, str]) -> None:
    """What never stood on the shelf goes with its recordings."""
    found = await in_sight(turn, args)
    if found is None:
        return
    if found.live:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    urls = (found.url, found.preview_url)
    await discard(turn, tuple(blob for blob in map(blob_of, urls) if blob is not None))
    await turn.tx.delete(await _details(turn, found))
    await turn.tx.flush()
    await turn.tx.delete(await _row(turn, found))
    await note(turn, "scene.discarded", found.id)
    await turn.say(turn.text("scene.discarded", name=found.name), by=Speaker.DESK)


async def ask_to_retire(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what retiring means, and ask."""
    found = await in_sight(turn, args)
    if found is None:
        return
    sure = Choice(turn.text("scene.retire_sure"), "scene.retired", dict(args), Style.DANGER)
    no = Choice(turn.text("scene.retire_no"), "scene.stay", style=Style.PRIMARY)
    words = turn.text("scene.retire_ask", name=found.name)
    await turn.say(Say(words, by=Speaker.DESK, choices=(no, sure)))


async def retire(turn: Turn, args: Mapping[str, str]) -> None:
    """Nobody unlocks it any more; whoever owns it keeps it."""
    found = await in_sight(turn, args)
    if found is None:
        return
    (await _details(turn, found)).retired_at = turn.now
    await note(turn, "scene.retired", found.id)
    await turn.say(turn.text("scene.retired", name=found.name), by=Speaker.DESK)


async def stay(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def ask_cost(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for another price."""
    await _begin(turn, COST, args)


async def ask_about(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for other words."""
    await _begin(turn, ABOUT, args)


async def _begin(turn: Turn, flow: str, args: Mapping[str, str]) -> None:
    found = await in_sight(turn, args)
    if found is not None:
        await conversation.start(turn, flow, {"scene": found.id.hex})


async def _cost(turn: Turn, draft: Draft) -> None:
    """Whoever unlocks it from now on pays this."""
    found = await in_sight(turn, {"scene": str(draft["scene"])})
    if found is not None:
        (await _row(turn, found)).token_cost = int(str(draft["scene_cost"]))
        await _changed(turn, found, "scene.cost")


async def _about(turn: Turn, draft: Draft) -> None:
    """From now on these words stand below its name."""
    found = await in_sight(turn, {"scene": str(draft["scene"])})
    if found is not None:
        (await _details(turn, found)).description = str(draft["about"])
        await _changed(turn, found, "scene.about")


async def _changed(turn: Turn, found: Shelved, kind: str) -> None:
    (await _details(turn, found)).changed_at = turn.now
    await note(turn, kind, found.id)
    await turn.tx.flush()
    now = await shelf.find(turn, found.id)
    if now is not None:
        await turn.say(await preview(turn, now))


async def _details(turn: Turn, found: Shelved) -> SceneDetails:
    row = await turn.tx.get(SceneDetails, found.id)
    if row is None:
        raise LookupError("A scene in sight has details.")
    return row


async def _row(turn: Turn, found: Shelved) -> Scene:
    row = await turn.tx.get(Scene, found.id)
    if row is None:
        raise LookupError("A scene in sight has a row.")
    return row


FLOWS = (
    Flow(COST, (cost_step(),), _cost, operators=True),
    Flow(
        ABOUT,
        (words_step("about", "scene.ask_about", LONGEST_ABOUT, optional=False),),
        _about,
        operators=True,
    ),
)
