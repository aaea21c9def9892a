"""How a persona sounds and looks: a recording brought to the one loudness, and a picture."""

import json
from collections.abc import Mapping

from handlers import conversation, court_content, recordings
from handlers.chat.outgoing import Ask, Message, Speaker
from handlers.feature import Errand
from handlers.flows import Again, Answer, Draft, Flow, Next, Step, Taken, Talk
from handlers.member.proofs.content import medium_from_json, medium_to_json, readable
from handlers.member.proofs.submitting import discard
from handlers.operator.personas.listing import in_sight, row_of
from handlers.operator.recording_steps import WAITS, polished
from handlers.ports import StoredMedium
from handlers.recordings import VAULT, blob_of
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import proofs as blobs
from storage.tables import VaultBlob

VOICE, PORTRAIT, WORK = "persona_voice", "persona_portrait", "persona.voice"
LONGEST_WORDS = 800


async def ask_voice(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for a recording."""
    if await in_sight(turn, args["persona"]) is not None:
        await conversation.start(turn, VOICE, {"persona": args["persona"]})


async def ask_portrait(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for a picture."""
    if await in_sight(turn, args["persona"]) is not None:
        await conversation.start(turn, PORTRAIT, {"persona": args["persona"]})


def _file_step(kind: str) -> Step:
    """A step that is answered by one file of a kind; texts ``personas.ask_<kind>`` and
    ``personas.one_<kind>``."""

    def ask(talk: Talk) -> Message:
        return Ask(talk.text(f"personas.ask_{kind}"), by=Speaker.DESK)

    def take(talk: Talk, answer: Answer) -> Taken:
        match answer.files:
            case (StoredMedium() as file,) if file.kind == kind and not file.silent:
                return Next({**talk.draft, "file": json.dumps(medium_to_json(file))})
        return Again(talk.text(f"personas.one_{kind}"))

    return Step(kind, ask, take, check=_for_a_while, files=True)


async def _for_a_while(turn: Turn, draft: Draft) -> str | None:
    await blobs.keep_blobs_until(turn.tx, [_file(draft).blob], turn.wall + WAITS)
    return None


def _ask_words(talk: Talk) -> Message:
    return Ask(talk.text("drops.ask_transcript"), by=Speaker.DESK, hint=talk.text("proof.send_hint"))


def _take_words(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    if not words:
        return Again(talk.text("drops.in_words"))
    if len(words) > LONGEST_WORDS:
        return Again(talk.text("common.too_long", most=LONGEST_WORDS))
    return Next({**talk.draft, "transcript": words})


async def _voice_given(turn: Turn, draft: Draft) -> None:
    await turn.later(WORK, json.dumps(dict(draft)))
    await turn.say(turn.text("drops.making"), by=Speaker.DESK)


async def make_voice(errand: Errand) -> None:
    """Bring the recording to the one loudness; from then on it is how the persona sounds."""
    if errand.person_id is None:
        return
    draft = json.loads(errand.args)
    raw, vault = _file(draft), errand.house.blobs
    async with errand.house.storage.read() as tx:
        if await tx.get(VaultBlob, raw.blob) is None:  # made already, the last time this was begun
            return
    voice = await polished(errand, errand.person_id, raw)
    async with errand.turn(errand.person_id) as turn:
        if voice is None:
            await turn.tell(turn.me, turn.text("drops.not_made"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)
        else:
            await _sounds(turn, draft, voice)
    await vault.destroy([raw.blob])


async def _sounds(turn: Turn, draft: Mapping[str, str], voice: StoredMedium) -> None:
    made = await _changed(turn, draft["persona"], voice, "sample_url", draft.get("transcript", ""))
    if made:
        await turn.tell(turn.me, turn.text("personas.voice_kept"), by=Speaker.DESK, klass=OutboxClass.ACCOUNT)


async def _portrait_given(turn: Turn, draft: Draft) -> None:
    if await _changed(turn, str(draft["persona"]), _file(draft), "portrait_url", None):
        await turn.say(turn.text("personas.portrait_kept"), by=Speaker.DESK)


async def _changed(turn: Turn, key: str, file: StoredMedium, column: str, words: str | None) -> bool:
    """The file stays, and the one before it goes. False, and nothing stays, if the person may not any
    more."""
    await court_content.hold(turn)
    if (
        not turn.me.is_owner
        or key not in turn.house.content.personas
        or not await recordings.keep(turn, file)
    ):
        await discard(turn, (file.blob,))
        return False
    row = await row_of(turn, key)
    before = blob_of(getattr(row, column) or "")
    if before is not None:
        await discard(turn, (before,))
    setattr(row, column, f"{VAULT}{file.blob}")
    if words is not None:
        row.sample_transcript = words
    await court_content.settle(turn, "persona.set", key, detail={"changed": column})
    return True


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get("file"):
        await discard(turn, (_file(draft).blob,))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


def _file(draft: Mapping[str, object]) -> StoredMedium:
    return medium_from_json(json.loads(str(draft["file"])))


VOICE_FLOW = Flow(
    VOICE,
    (_file_step("audio"), Step("transcript", _ask_words, _take_words, optional=True)),
    _voice_given,
    cancelled=_cancelled,
    operators=True,
)
PORTRAIT_FLOW = Flow(PORTRAIT, (_file_step("photo"),), _portrait_given, cancelled=_cancelled, operators=True)
