"""A new scene: a recording, its name, what it costs and whom it is for; heard before it goes live."""

import json
import uuid
from collections.abc import Mapping

from handlers import conversation, recordings
from handlers.chat.outgoing import Speaker
from handlers.content.content import Content
from handlers.feature import Errand
from handlers.flows import Draft, Flow
from handlers.member.proofs.submitting import discard
from handlers.member.tag_steps import tag_step
from handlers.operator.recording_steps import (
    draft_for,
    persona_facts,
    persona_step,
    polished,
    recording,
    recording_step,
    words_step,
)
from handlers.operator.scenes.listing import note, preview
from handlers.operator.scenes.steps import LONGEST_ABOUT, cost_step, tier_step, type_step
from handlers.ports import StoredMedium
from handlers.recordings import VAULT
from handlers.scenes import shelf
from handlers.turn import Turn
from storage.enums import OutboxClass, SceneType
from storage.tables import Scene, SceneDetails

FLOW = "scene"
WORK = "scene.make"
VOICE, SAMPLE = "voice", "sample"
LONGEST_NAME, LONGEST_WORDS = 60, 6000


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for the recording first."""
    await conversation.start(turn, FLOW, draft_for(turn))


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    tiers = "\n".join(step.name for step in turn.house.rules.ladder)
    return {**await persona_facts(turn, draft), "tiers": tiers}


async def _finish(turn: Turn, draft: Draft) -> None:
    """What is left is the sandbox's work: it answers when it is done."""
    if not turn.me.may_run(str(draft["persona"])):
        await _let_go(turn, draft)
        await turn.say(turn.text("scene.gone"), by=Speaker.DESK)
        return
    await turn.later(WORK, json.dumps(dict(draft)))
    await turn.say(turn.text("drops.making"), by=Speaker.DESK)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    await _let_go(turn, draft)
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def _let_go(turn: Turn, draft: Draft) -> None:
    given = (recording(draft, VOICE), recording(draft, SAMPLE))
    await discard(turn, tuple(each.blob for each in given if each is not None))


async def make(errand: Errand) -> None:
    """Bring the recordings to the one loudness, and let their operator hear the scene before it goes live."""
    if errand.person_id is None:
        return
    draft, vault = json.loads(errand.args), errand.house.blobs
    raw = {name: kept for name in (VOICE, SAMPLE) if (kept := recording(draft, name)) is not None}
    scene_id, blobs = raw[VOICE].blob, [each.blob for each in raw.values()]
    async with errand.house.storage.read() as tx:
        if await tx.get(Scene, scene_id) is not None:  # made already, the last time this was begun
            await vault.destroy(blobs)
            return
    made = {name: await polished(errand, errand.person_id, each) for name, each in raw.items()}
    ready = {name: each for name, each in made.items() if each is not None}
    async with errand.turn(errand.person_id) as turn:
        if len(ready) == len(made):
            await _shelved(turn, scene_id, draft, ready)
        else:
            words = turn.text("scene.not_made")
            await turn.tell(turn.me, words, by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
    await vault.destroy(blobs)


async def _shelved(
    turn: Turn, scene_id: uuid.UUID, draft: Mapping[str, object], made: Mapping[str, StoredMedium]
) -> None:
    for each in made.values():
        await recordings.keep(turn, each)
    row = Scene(
        id=scene_id,
        name=str(draft["name"]),
        domme_persona=str(draft["persona"]),
        token_cost=int(str(draft["scene_cost"])),
        audio_url=f"{VAULT}{made[VOICE].blob}",
        type=SceneType(str(draft["type"])),
        created_at=turn.now,
    )
    turn.tx.add(row)
    await turn.tx.flush()
    tags = draft.get("scene_tags", [])
    details = SceneDetails(
        scene_id=row.id,
        description=str(draft.get("about", "")),
        transcript=str(draft.get("transcript", "")),
        tags=sorted(tags) if isinstance(tags, list) else [],
        min_tier=str(draft.get("tier", "")),
        preview_url=f"{VAULT}{made[SAMPLE].blob}" if SAMPLE in made else "",
        made_by=turn.me.person.id,
    )
    turn.tx.add(details)
    await turn.tx.flush()
    await note(turn, "scene.made", row.id)
    scene = await shelf.find(turn, row.id)
    if scene is not None:
        await turn.tell(turn.me, await preview(turn, scene), klass=OutboxClass.ACCOUNT)


def flow(content: Content) -> Flow:
    """The conversation in which a scene is made."""
    return Flow(
        FLOW,
        (
            recording_step("audio", VOICE, "scene.ask_audio"),
            persona_step(content),
            words_step("name", "scene.ask_name", LONGEST_NAME, optional=False),
            type_step(),
            cost_step(),
            words_step("about", "scene.ask_about", LONGEST_ABOUT, optional=True),
            words_step("transcript", "drops.ask_transcript", LONGEST_WORDS, optional=True),
            tag_step("scene_tags", content.tags),
            tier_step(),
            recording_step("sample", SAMPLE, "scene.ask_sample", optional=True),
        ),
        _finish,
        cancelled=_cancelled,
        facts=_facts,
        operators=True,
    )
