"""Recordings as a message plays them: a blob of the vault, or audio that a content pack brings along."""

import uuid
from collections.abc import Collection
from pathlib import Path

from handlers.chat.outgoing import Medium, MediumKind
from handlers.ports import StoredMedium
from handlers.turn import Turn
from storage.tables import VaultBlob

VAULT = "vault:"
ASSET = "asset:"
OPUS = "audio/ogg"


async def played(turn: Turn, url: str, alt: str, *, transcript: str = "") -> Medium | None:
    """The recording of this name, never to be passed on; None if it is no longer there, or sealed."""
    if url.startswith(ASSET):
        return Medium(
            MediumKind.VOICE,
            asset=url.removeprefix(ASSET),
            alt=alt,
            mime=OPUS,
            protected=True,
            transcript=transcript,
        )
    blob = blob_of(url)
    row = await turn.tx.get(VaultBlob, blob) if blob else None
    if row is None or row.closed_at is not None:
        return None
    return Medium(
        MediumKind.VOICE,
        blob=str(row.id),
        alt=alt,
        mime=row.mime,
        seconds=row.seconds,
        peaks=tuple(row.peaks),
        size=row.size,
        protected=True,
        transcript=transcript,
    )


def asset_of(persona: str, audio: Path) -> str:
    """How a recording that a content pack brings along is called."""
    return f"{ASSET}{persona}/{audio.name}"


async def is_there(turn: Turn, url: str, packs: Collection[str]) -> bool:
    """Whether a recording can still be played: a pack may be gone, or who recorded it may have been erased.

    ``packs`` are the recordings that packs bring along now."""
    blob = blob_of(url)
    row = await turn.tx.get(VaultBlob, blob) if blob is not None else None
    return url in packs if blob is None else row is not None and row.closed_at is None


def blob_of(url: str) -> uuid.UUID | None:
    """The id of the blob that a url names, or None for anything else."""
    return uuid.UUID(url.removeprefix(VAULT)) if url.startswith(VAULT) else None


async def keep(turn: Turn, medium: StoredMedium) -> bool:
    """The recording stays, and its index says how long it is. False if it has gone meanwhile."""
    row = await turn.tx.get(VaultBlob, medium.blob)
    if row is None:
        return False
    row.expires_at, row.seconds, row.peaks = None, medium.seconds, list(medium.peaks)
    return True
