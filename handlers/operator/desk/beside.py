"""The media beside a thing to be decided: photos under a spoiler, recordings to be played."""

import uuid

from handlers.chat.outgoing import Medium, MediumKind
from handlers.turn import Turn
from storage.enums import ProofType
from storage.tables import ProofAttempt, VaultBlob


async def proof_media(turn: Turn, attempt: ProofAttempt) -> tuple[Medium, ...]:
    """The media of a proof that are still kept and not sealed."""
    # Words may look like the name of a blob; only what was uploaded is one.
    content = "" if attempt.kind is ProofType.TEXT else await turn.tx.open(attempt, "content") or ""
    return await media_named(turn, content)


async def media_named(turn: Turn, names: str) -> tuple[Medium, ...]:
    """The blobs of these names as an operator sees them."""
    found = []
    for each in names.split():
        blob_id = each.removeprefix("vault:")
        row = await turn.tx.get(VaultBlob, uuid.UUID(blob_id))
        if row is None or row.closed_at is not None:
            continue
        photo = row.kind == "photo"
        found.append(
            Medium(
                MediumKind.PHOTO if photo else MediumKind.VOICE,
                blob=blob_id,
                alt=turn.text("desk.photo_alt" if photo else "desk.voice_alt"),
                mime=row.mime,
                seconds=row.seconds,
                peaks=tuple(row.peaks),
                width=row.width,
                height=row.height,
                size=row.size,
                spoiler=photo,
                protected=True,
            )
        )
    return tuple(found)
