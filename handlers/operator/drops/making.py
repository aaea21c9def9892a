"""A new drop: an audio message, a name, what is said in it and what it touches; then one loudness for all."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers import conversation, recordings
from handlers.chat.outgoing import Ask, Message, Speaker
from handlers.content.content import Content
from handlers.drops import shelf
from handlers.feature import Errand
from handlers.flows import Again, Answer, Draft, Flow, Next, Step, Taken, Talk, pick
from handlers.member.proofs.content import medium_from_json, medium_to_json, readable
from handlers.member.proofs.submitting import discard
from handlers.member.tag_steps import tag_step
from handlers.operator.drops.listing import note, personas_of, preview
from handlers.ports import StoredMedium
from handlers.recordings import VAULT
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import proofs as blobs
from storage.tables import DropDetails, VoiceDrop

FLOW = "drop"
WORK = "drop.make"
WAITS = timedelta(days=1)
LONGEST_NAME, LONGEST_ABOUT, LONGEST_WORDS = 60, 300, 3000


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for the recording first."""
    mine = personas_of(turn) or list(turn.house.content.personas)
    await conversation.start(turn, FLOW, {"persona": mine[0]} if len(mine) == 1 else {})


def _ask_audio(talk: Talk) -> Message:
    return Ask(talk.text("drops.ask_audio"), by=Speaker.DESK)


def _take_audio(talk: Talk, answer: Answer) -> Taken:
    voices = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "audio"]
    if len(voices) != 1 or len(answer.files) != 1:
        return Again(talk.text("drops.one_recording"))
    if voices[0].silent:
        return Again(talk.text("drops.is_silent"))
    return Next({**talk.draft, "voice": json.dumps(medium_to_json(voices[0]))})


async def _for_a_while(turn: Turn, draft: Draft) -> str | None:
    """The recording waits for the rest, but not for ever."""
    await blobs.keep_blobs_until(turn.tx, [_voice(draft).blob], turn.wall + WAITS)
    return None


def _words(name: str, longest: int, *, optional: bool) -> Step:
    """A step that is answered by typing; its question is text ``drops.ask_<name>``."""

    def ask(talk: Talk) -> Message:
        return Ask(talk.text(f"drops.ask_{name}"), by=Speaker.DESK, hint=talk.text("proof.send_hint"))

    def take(talk: Talk, answer: Answer) -> Taken:
        words = readable(answer.typed or "")
        if not words:
            return Again(talk.text("drops.in_words"))
        if len(words) > longest:
            return Again(talk.text("common.too_long", most=longest))
        return Next({**talk.draft, name: words}, words if len(words) <= LONGEST_NAME else "")

    return Step(name, ask, take, optional=optional)


def _persona_step(content: Content) -> Step:
    def ask(talk: Talk) -> Message:
        mine = talk.facts["personas"].split()
        choices = tuple(pick(key, content.personas[key].name) for key in mine if key in content.personas)
        return Ask(talk.text("drops.ask_persona"), by=Speaker.DESK, choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        if answer.picked in talk.facts["personas"].split() and answer.picked in content.personas:
            return Next({**talk.draft, "persona": answer.picked}, content.personas[answer.picked].name)
        return Again(talk.text("onboarding.by_buttons"))

    return Step("persona", ask, take, needed=lambda draft: not draft.get("persona"))


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    return {"personas": " ".join(personas_of(turn) or turn.house.content.personas)}


async def _finish(turn: Turn, draft: Draft) -> None:
    """What is left is the sandbox's work: it answers when it is done."""
    if not turn.me.may_run(str(draft["persona"])):
        await discard(turn, (_voice(draft).blob,))
        await turn.say(turn.text("drops.gone"), by=Speaker.DESK)
        return
    await turn.later(WORK, json.dumps(dict(draft)))
    await turn.say(turn.text("drops.making"), by=Speaker.DESK)


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get("voice"):
        await discard(turn, (_voice(draft).blob,))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


def _voice(draft: Mapping[str, object]) -> StoredMedium:
    return medium_from_json(json.loads(str(draft["voice"])))


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
    made = await errand.studio.polish(await vault.read(raw.blob), raw.mime)
    if made is None or made.silent:
        async with errand.turn(errand.person_id) as turn:
            await turn.tell(turn.me, turn.text("drops.not_made"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
    else:
        kept = await vault.write(errand.person_id, made.data, kind="audio", mime=made.mime, keep=WAITS)
        voice = replace(raw, blob=kept, seconds=made.seconds, peaks=made.peaks, mime=made.mime)
        async with errand.turn(errand.person_id) as turn:
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
            Step("audio", _ask_audio, _take_audio, check=_for_a_while, files=True),
            _persona_step(content),
            _words("name", LONGEST_NAME, optional=False),
            _words("about", LONGEST_ABOUT, optional=True),
            _words("transcript", LONGEST_WORDS, optional=True),
            tag_step("drop_tags", content.tags),
        ),
        _finish,
        cancelled=_cancelled,
        facts=_facts,
        operators=True,
    )
