"""A new drop: an audio message, a name, what is said in it and what it touches; then one loudness for all."""

import json
import uuid
from collections.abc import Mapping

from handlers import conversation, recordings
from handlers.chat.outgoing import Speaker
from handlers.content.content import Content
from handlers.drops import shelf
from handlers.feature import Errand
from handlers.flows import Draft, Flow
from handlers.member.proofs.submitting import discard
from handlers.member.tag_steps import tag_step
from handlers.operator.drops.listing import note, preview
from handlers.operator.recording_steps import (
    draft_for,
    persona_facts,
    persona_step,
    polished,
    recording,
    recording_step,
    words_step,
)
from handlers.ports import StoredMedium
from handlers.recordings import VAULT
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.tables import DropDetails, VoiceDrop

FLOW = "drop"
WORK = "drop.make"
VOICE = "voice"
LONGEST_NAME, LONGEST_ABOUT, LONGEST_WORDS = 60, 300, 3000


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for the recording first."""
    await conversation.start(turn, FLOW, draft_for(turn))


async def _finish(turn: Turn, draft: Draft) -> None:
    """What is left is the sandbox's work: it answers when it is done."""
    if not turn.me.may_run(str(draft["persona"])):
        await discard(turn, (_voice(draft).blob,))
        await turn.say(turn.text("drops.gone"), by=Speaker.DESK)
        return
    await turn.later(WORK, json.dumps(dict(draft)))
    await turn.say(turn.text("drops.making"), by=Speaker.DESK)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get(VOICE):
        await discard(turn, (_voice(draft).blob,))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


def _voice(draft: Mapping[str, object]) -> StoredMedium:
    voice = recording(draft, VOICE)
    if voice is None:
        raise LookupError("A drop is made of a recording.")
    return voice


async def make(errand: Errand) -> None:
    """Bring the recording to the one loudness, put it on the shelf and let its operator hear it."""
    if errand.person_id is None:
        return
    draft = json.loads(errand.args)
    raw, vault = _voice(draft), errand.house.blobs
    async with errand.house.storage.read() as tx:
        if await tx.get(VoiceDrop, raw.blob) is not None:  # made already, the last time this was begun
            await vault.destroy([raw.blob])
            return
    voice = await polished(errand, errand.person_id, raw)
    async with errand.turn(errand.person_id) as turn:
        if voice is None:
            await turn.tell(turn.me, turn.text("drops.not_made"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
        else:
            await _shelved(turn, raw.blob, draft, voice)
    await vault.destroy([raw.blob])


async def _shelved(turn: Turn, drop_id: uuid.UUID, draft: Mapping[str, object], voice: StoredMedium) -> None:
    await recordings.keep(turn, voice)
    row = VoiceDrop(
        id=drop_id,
        name=str(draft["name"]),
        domme_persona=str(draft["persona"]),
        audio_url=f"{VAULT}{voice.blob}",
        description=str(draft.get("about", "")),
        created_at=turn.now,
    )
    turn.tx.add(row)
    await turn.tx.flush()
    tags = draft.get("drop_tags", [])
    details = DropDetails(
        drop_id=row.id,
        transcript=str(draft.get("transcript", "")),
        tags=sorted(tags) if isinstance(tags, list) else [],
        made_by=turn.me.person.id,
    )
    turn.tx.add(details)
    await turn.tx.flush()
    drop = await shelf.find(turn, row.id)
    if drop is not None:
        await note(turn, "drop.made", drop)
        await turn.tell(turn.me, await preview(turn, drop), klass=OutboxClass.ACCOUNT)


def flow(content: Content) -> Flow:
    """The conversation in which a drop is made."""
    return Flow(
        FLOW,
        (
            recording_step("audio", VOICE, "drops.ask_audio"),
            persona_step(content),
            words_step("name", "drops.ask_name", LONGEST_NAME, optional=False),
            words_step("about", "drops.ask_about", LONGEST_ABOUT, optional=True),
            words_step("transcript", "drops.ask_transcript", LONGEST_WORDS, optional=True),
            tag_step("drop_tags", content.tags),
        ),
        _finish,
        cancelled=_cancelled,
        facts=persona_facts,
        operators=True,
    )
