"""What was uploaded and is still kept, as a message shows it: photos under a spoiler, recordings to play."""

import uuid

from handlers.chat.outgoing import Medium, MediumKind
from handlers.turn import Turn
from storage.tables import VaultBlob


async def media_named(turn: Turn, names: str) -> tuple[Medium, ...]:
    """The blobs of these names that are still there and not sealed, protected from being passed on."""
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
