"""The shelf of voice drops: what operators made, and what the content packs bring along."""

import uuid
from dataclasses import dataclass

from handlers import recordings
from handlers.chat.outgoing import Medium
from handlers.content.schema import VoiceDropSource
from handlers.recordings import asset_of
from handlers.turn import Turn
from storage.queries import drops as queries
from storage.queries.drops import DropRow
from storage.tables import DropDetails, VoiceDrop

PACKS = uuid.UUID("6d1f1d0e-5a39-4c0e-9a55-0a4f3f8f5a11")
"""The namespace of the ids of drops that come with packs: the same drop has the same id everywhere."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Drop:
    """A drop as it is sent and played."""

    id: uuid.UUID
    persona: str
    name: str
    description: str
    transcript: str
    tags: frozenset[str]
    url: str
    shipped: bool
    retired: bool


async def stock(turn: Turn) -> None:
    """What the packs hold stands on the shelf as they have it now; what they dropped is retired."""
    there = {details.pack_key: (drop, details) for drop, details in await queries.from_packs(turn.tx)}
    for key, source in turn.house.content.drops.items():
        row = there.pop(key, None) or await _shelved(turn, key, source)
        _as_in_pack(row, source)
    for _, details in there.values():
        details.retired_at = details.retired_at or turn.now
    await turn.tx.flush()


async def _shelved(turn: Turn, key: str, source: VoiceDropSource) -> DropRow:
    drop_id = uuid.uuid5(PACKS, key)
    # A way down and up again takes the details and leaves the drop.
    drop = await turn.tx.get(VoiceDrop, drop_id) or VoiceDrop(
        id=drop_id, name=source.name, domme_persona=source.persona, created_at=turn.now
    )
    turn.tx.add(drop)
    await turn.tx.flush()
    return drop, turn.tx.add(DropDetails(drop_id=drop_id, pack_key=key))


def _as_in_pack(row: DropRow, source: VoiceDropSource) -> None:
    drop, details = row
    url = asset_of(source.persona, source.audio)
    wanted = (source.name, url, source.description, source.transcript, sorted(source.tags))
    if (drop.name, drop.audio_url, drop.description, details.transcript, details.tags) != wanted:
        drop.name, drop.audio_url, drop.description, details.transcript, details.tags = wanted


async def find(turn: Turn, drop_id: uuid.UUID) -> Drop | None:
    """A drop of this id, retired ones too."""
    row = await queries.drop(turn.tx, drop_id)
    return None if row is None else _drop(row)


async def page(turn: Turn, personas: list[str], skip: int, limit: int) -> list[Drop]:
    """What can be sent for these personas (all if empty)."""
    return [_drop(row) for row in await queries.on_the_shelf(turn.tx, personas, skip, limit)]


async def named(turn: Turn, persona: str, event: str) -> Drop | None:
    """The persona's drop for an event, such as ``punishment_notice`` for "Punishment Notice": the newest that
    an operator made, else the one that came with the pack."""
    await stock(turn)
    there = await page(turn, [persona], 0, MOST)
    fitting = [drop for drop in there if "_".join(drop.name.casefold().split()) == event]
    made = (drop for drop in fitting if not drop.shipped)
    return next(made, None) or next(iter(fitting), None)


def _drop(row: DropRow) -> Drop:
    drop, details = row
    return Drop(
        id=drop.id,
        persona=drop.domme_persona,
        name=drop.name,
        description=drop.description,
        transcript=details.transcript,
        tags=frozenset(details.tags),
        url=drop.audio_url,
        shipped=details.pack_key is not None,
        retired=details.retired_at is not None,
    )


async def medium(turn: Turn, drop: Drop) -> Medium | None:
    """How it plays; None if the recording is no longer there."""
    if not await playable(turn, drop):
        return None
    return await recordings.played(turn, drop.url, drop.name, transcript=drop.transcript.strip())


async def playable(turn: Turn, drop: Drop) -> bool:
    """Whether the recording is still there."""
    packs = {asset_of(source.persona, source.audio) for source in turn.house.content.drops.values()}
    return await recordings.is_there(turn, drop.url, packs)
