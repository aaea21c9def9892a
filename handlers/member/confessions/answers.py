"""How an answer to a confession reads, and how it reaches the member: in her persona's voice."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import recordings, unprompted
from handlers.chat.outgoing import Medium, Say, Speaker
from handlers.feature import Errand
from handlers.member.proofs.content import medium_from_json, medium_to_json
from handlers.ports import StoredMedium
from handlers.recordings import VAULT
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import ContentType, Visibility
from storage.errors import Unreadable
from storage.queries import confessions as queries
from storage.tables import Confession, ConfessionState

MOST_STARS = 5
WORK = "confession.voice"
NOT_FOR_EVER = timedelta(days=1)


def ref_of(confession: Confession) -> str:
    """The name of the message that brings the answer."""
    return f"confession:{confession.id}"


def stars(rating: int | None) -> str:
    """A rating as it is shown."""
    given = rating or 0
    return "★" * given + "☆" * (MOST_STARS - given)


async def comment_of(
    turn: Turn, subject: Subject, confession: Confession, state: ConfessionState
) -> tuple[str, Sequence[Medium]]:
    """What the persona said to it: words or a recording, or nothing yet."""
    comment = await turn.tx.open(confession, "domme_comment") or ""
    if state.comment_type is not ContentType.AUDIO:
        return comment, ()
    alt = turn.text_for(subject, "confession.comment_alt")
    medium = await recordings.played(turn, comment, alt) if comment else None
    return "", (medium,) if medium else ()


async def tell(turn: Turn, subject: Subject, confession: Confession, state: ConfessionState) -> bool:
    """The answer goes to the member, outside her quiet hours. False if it cannot now; it stays to be read."""
    words, media = await comment_of(turn, subject, confession, state)
    text = turn.text_for(
        subject,
        "confession.answer",
        line=turn.line("confession_commented", of=subject),
        stars=stars(confession.domme_rating),
        words=words,
    )
    message = Say(text.strip(), by=Speaker.PERSONA, media=tuple(media))
    return await unprompted.tell(turn, subject, message, ref=ref_of(confession))


def handed_over(confession: Confession, voice: StoredMedium) -> str:
    """What the errand needs that makes an operator's recording the member's."""
    kept = {"confession": str(confession.id), "member": str(confession.user_id)}
    return json.dumps({**kept, "voice": medium_to_json(voice)})


async def hand_over(errand: Errand) -> None:
    """An answer by voice is sealed anew with the member's key: it is hers, to export, remove and erase."""
    told = json.loads(errand.args)
    voice, member = medium_from_json(told["voice"]), uuid.UUID(told["member"])
    confession_id, blobs = uuid.UUID(told["confession"]), errand.house.blobs
    async with errand.house.storage.read() as tx:
        known = await tx.get(Confession, confession_id)
    if known is not None and known.domme_comment is not None:  # done already, the last time this was begun
        await blobs.destroy([voice.blob])
        return
    data = await blobs.read(voice.blob)
    try:
        hers = await blobs.write(member, data, kind=voice.kind, mime=voice.mime, keep=NOT_FOR_EVER)
        async with errand.turn(member) as turn:
            taken = await _answered(turn, confession_id, replace(voice, blob=hers))
    except (LookupError, Unreadable):  # she was erased meanwhile
        taken, hers = False, voice.blob
    await blobs.destroy([voice.blob] if taken else [voice.blob, hers])


async def _answered(turn: Turn, confession_id: uuid.UUID, voice: StoredMedium) -> bool:
    """The answer stands and is told, unless the confession was removed meanwhile."""
    found = await queries.now(turn.tx, confession_id)
    if found is None or found[0].visibility_status is Visibility.REMOVED:
        return False
    confession, state = found
    await recordings.keep(turn, voice)
    await turn.tx.seal(confession, domme_comment=f"{VAULT}{voice.blob}")
    await tell(turn, turn.me, confession, state)
    return True
