"""Questions on the way to something recorded: the recording, whose voice it is, and words about it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers.chat.outgoing import Ask, Message, Speaker
from handlers.content.content import Content
from handlers.feature import Errand
from handlers.flows import Again, Answer, Draft, Next, Step, Taken, Talk, pick
from handlers.member.proofs.content import medium_from_json, medium_to_json, readable
from handlers.ports import StoredMedium
from handlers.turn import Turn
from storage.queries import proofs as blobs

WAITS = timedelta(days=1)
"""A recording waits for the rest of the answers, but not for ever."""
SHORT = 60
"""Longer words are not repeated once they are taken."""


def recording(draft: Mapping[str, object], name: str) -> StoredMedium | None:
    """The recording that answered a question, or None."""
    kept = draft.get(name)
    return medium_from_json(json.loads(str(kept))) if kept else None


async def polished(errand: Errand, person_id: uuid.UUID, raw: StoredMedium) -> StoredMedium | None:
    """The recording at the one loudness, as a blob of its own that waits for a while; None if it is silent or
    cannot be read. The raw one stays."""
    vault = errand.house.blobs
    made = await errand.studio.polish(await vault.read(raw.blob), raw.mime)
    if made is None or made.silent:
        return None
    kept = await vault.write(person_id, made.data, kind="audio", mime=made.mime, keep=WAITS)
    return replace(raw, blob=kept, seconds=made.seconds, peaks=made.peaks, mime=made.mime)


def recording_step(step: str, name: str, question: str, *, optional: bool = False) -> Step:
    """A step that one recording answers, kept in the draft as ``name``; ``question`` is a text."""

    def ask(talk: Talk) -> Message:
        return Ask(talk.text(question), by=Speaker.DESK)

    def take(talk: Talk, answer: Answer) -> Taken:
        voices = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "audio"]
        if len(voices) != 1 or len(answer.files) != 1:
            return Again(talk.text("drops.one_recording"))
        if voices[0].silent:
            return Again(talk.text("drops.is_silent"))
        return Next({**talk.draft, name: json.dumps(medium_to_json(voices[0]))})

    async def for_a_while(turn: Turn, draft: Draft) -> str | None:
        kept = recording(draft, name)
        await blobs.keep_blobs_until(turn.tx, [kept.blob] if kept else [], turn.wall + WAITS)
        return None

    return Step(step, ask, take, check=for_a_while, optional=optional, files=True)


def words_step(name: str, question: str, longest: int, *, optional: bool) -> Step:
    """A step that is answered by typing; ``question`` is a text."""

    def ask(talk: Talk) -> Message:
        return Ask(talk.text(question), by=Speaker.DESK, hint=talk.text("proof.send_hint"))

    def take(talk: Talk, answer: Answer) -> Taken:
        words = readable(answer.typed or "")
        if not words:
            return Again(talk.text("drops.in_words"))
        if len(words) > longest:
            return Again(talk.text("common.too_long", most=longest))
        return Next({**talk.draft, name: words}, words if len(words) <= SHORT else "")

    return Step(name, ask, take, optional=optional)


def persona_step(content: Content) -> Step:
    """Whose voice it is; not asked if the draft says so already. The flow's facts list one's ``personas``."""

    def ask(talk: Talk) -> Message:
        mine = talk.facts["personas"].split()
        choices = tuple(pick(key, content.personas[key].name) for key in mine if key in content.personas)
        return Ask(talk.text("drops.ask_persona"), by=Speaker.DESK, choices=choices)

    def take(talk: Talk, answer: Answer) -> Taken:
        if answer.picked in talk.facts["personas"].split() and answer.picked in content.personas:
            return Next({**talk.draft, "persona": answer.picked}, content.personas[answer.picked].name)
        return Again(talk.text("onboarding.by_buttons"))

    return Step("persona", ask, take, needed=lambda draft: not draft.get("persona"))


def personas_of(turn: Turn) -> list[str]:
    """The personas the operator runs; none named means all."""
    return list(turn.me.operator.personas) if turn.me.operator else []


async def persona_facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    """What ``persona_step`` needs to know."""
    return {"personas": " ".join(personas_of(turn) or turn.house.content.personas)}


def draft_for(turn: Turn) -> Draft:
    """A draft that knows the persona if there is only one to choose."""
    mine = personas_of(turn) or list(turn.house.content.personas)
    return {"persona": mine[0]} if len(mine) == 1 else {}
