"""The safeword as the member says it: up to three recordings, to be heard by her and deleted again.

Nothing listens for them: they lie sealed under her key, and no operator is ever played one."""

import json
import uuid
from collections.abc import Mapping

from handlers import conversation, recordings
from handlers.chat.outgoing import Ask, Choice, Message, Say, Speaker, Style
from handlers.flows import Again, Answer, Draft, Flow, Next, Step, Taken, Talk
from handlers.member.proofs.content import medium_from_json, medium_to_json
from handlers.member.proofs.submitting import discard
from handlers.ports import StoredMedium
from handlers.recordings import VAULT, blob_of
from handlers.turn import Turn

FLOW = "spoken_word"
MOST = 3
LONGEST_SECONDS = 10


async def show(turn: Turn) -> None:
    """What is kept, to be heard; and what it is good for."""
    kept = await names(turn)
    alt = turn.text("spoken_word.alt")
    played = [await recordings.played(turn, name, alt) for name in kept]
    choices = []
    if len(kept) < MOST:
        choices.append(Choice(turn.text("spoken_word.record"), "spoken_word.record", style=Style.PRIMARY))
    if kept:
        choices.append(Choice(turn.text("spoken_word.delete"), "spoken_word.delete", style=Style.DANGER))
    text = turn.text("spoken_word.about", kept=len(kept), most=MOST)
    media = tuple(medium for medium in played if medium is not None)
    await turn.say(Say(text, by=Speaker.SAFETY, media=media, choices=tuple(choices)))


async def names(turn: Turn) -> list[str]:
    """The recordings by their names, the oldest first."""
    return (await turn.tx.open(turn.me.member, "safeword_audio_url") or "").split()


async def record(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask for one more."""
    await conversation.start(turn, FLOW)


def _ask(talk: Talk) -> Message:
    return Ask(talk.text("spoken_word.say", most=LONGEST_SECONDS), by=Speaker.SAFETY)


def _take(talk: Talk, answer: Answer) -> Taken:
    voices = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "audio"]
    if len(voices) != 1 or len(answer.files) != 1:
        return Again(talk.text("spoken_word.one"))
    if voices[0].silent:
        return Again(talk.text("spoken_word.silent"))
    if (voices[0].seconds or 0) > LONGEST_SECONDS:
        return Again(talk.text("spoken_word.too_long", most=LONGEST_SECONDS))
    return Next({"voice": json.dumps(medium_to_json(voices[0]))})


async def _finish(turn: Turn, draft: Draft) -> None:
    voice, kept = medium_from_json(json.loads(str(draft["voice"]))), await names(turn)
    if len(kept) >= MOST or not await recordings.keep(turn, voice):
        await discard(turn, (voice.blob,))
    else:
        await turn.tx.seal(turn.me.member, safeword_audio_url=" ".join([*kept, f"{VAULT}{voice.blob}"]))
    await show(turn)


async def delete(turn: Turn, _args: Mapping[str, str]) -> None:
    """All of them go at once."""
    await forget(turn)
    await turn.say(turn.text("spoken_word.deleted"), by=Speaker.SAFETY)


async def forget(turn: Turn) -> bool:
    """Have the recordings destroyed; False if there were none."""
    kept = await names(turn)
    if not kept:
        return False
    turn.me.member.safeword_audio_url = None
    await discard(turn, tuple(blob for name in kept if isinstance(blob := blob_of(name), uuid.UUID)))
    return True


SPOKEN_WORD = Flow(FLOW, (Step("say", _ask, _take, files=True),), _finish, anytime=True)
